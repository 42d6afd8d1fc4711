"""What the service engine keeps of an app: gone with it."""

from collections.abc import Sequence

from helpwright.platform.statement import Statement


def forget_app(_app: str, forms: Sequence[str]) -> list[Statement]:
    """The clocks of its tickets."""
    return [Statement("DELETE FROM cases WHERE form = ANY(%(forms)s)", {"forms": list(forms)})]
