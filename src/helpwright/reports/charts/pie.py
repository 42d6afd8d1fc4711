"""Shares of a whole by one dimension."""

from collections.abc import Iterable

from helpwright.reports.chart import PARTS_OF_A_WHOLE, Chart, Shape


def _check(shape: Shape) -> Iterable[str]:
    """Means and percentiles do not add up to a whole."""
    if any(each.agg not in PARTS_OF_A_WHOLE for each in shape.measures):
        yield "chart_needs_parts"


chart = Chart(dimensions=(1, 1), measures=(1, 1), check=_check)
