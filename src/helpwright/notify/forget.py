"""What the outbox keeps of an app: gone with it."""

from collections.abc import Sequence

from helpwright.notify.outbox import TIMER
from helpwright.platform.statement import Statement


def forget_app(_app: str, forms: Sequence[str]) -> list[Statement]:
    """Messages about its records, sent or not, also those inside the product."""
    params = {"forms": list(forms), "kind": TIMER}
    return [
        Statement(
            """DELETE FROM timers WHERE kind = %(kind)s
            AND owner IN (SELECT id FROM messages WHERE form = ANY(%(forms)s))""",
            params,
        ),
        Statement("DELETE FROM notifications WHERE form = ANY(%(forms)s)", params),
        Statement("DELETE FROM messages WHERE form = ANY(%(forms)s)", params),
    ]
