"""What flows keep of an app: gone with it."""

from collections.abc import Sequence

from helpwright.platform.statement import Statement


def forget_app(_app: str, forms: Sequence[str]) -> list[Statement]:
    """Instances on the app's records, with their journals, tasks and timers."""
    return [Statement("DELETE FROM instances WHERE form = ANY(%(forms)s)", {"forms": list(forms)})]
