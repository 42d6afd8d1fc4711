"""What reports keep of an app: gone with it."""

from collections.abc import Sequence

from helpwright.platform.statement import Statement
from helpwright.reports.deliveries import store as deliveries
from helpwright.reports.links import store as links


def forget_app(app: str, _forms: Sequence[str]) -> list[Statement]:
    """Deliveries and public links of its dashboards."""
    return [*deliveries.forget_app(app), *links.forget_app(app)]
