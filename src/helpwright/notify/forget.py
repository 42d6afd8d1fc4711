"""What the outbox keeps of an app: gone with it."""

from collections.abc import Sequence

from helpwright.platform.statement import Statement


def forget_app(_app: str, forms: Sequence[str]) -> list[Statement]:
    """Messages about its records, sent or not."""
    return [Statement("DELETE FROM messages WHERE form = ANY(%(forms)s)", {"forms": list(forms)})]
