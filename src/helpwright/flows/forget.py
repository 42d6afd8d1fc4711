"""What flows keep of an app: gone with it."""

from collections.abc import Sequence

from helpwright.flows.store import TIMER
from helpwright.platform.statement import Statement


def forget_app(app: str, forms: Sequence[str]) -> list[Statement]:
    """Instances on the app's records, with their journals, tasks, copies and timers."""
    params = {"forms": list(forms), "kind": TIMER}
    return [
        Statement(
            """DELETE FROM timers WHERE kind = %(kind)s
            AND owner IN (SELECT id FROM instances WHERE form = ANY(%(forms)s))""",
            params,
        ),
        Statement("DELETE FROM instances WHERE form = ANY(%(forms)s)", params),
        Statement("DELETE FROM flow_migrations WHERE split_part(flow, '.', 1) = %(app)s", {"app": app}),
    ]
