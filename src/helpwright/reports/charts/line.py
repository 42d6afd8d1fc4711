"""A course over time, or along the ranges of a number; a second dimension makes a line of each value."""

from collections.abc import Iterable

from helpwright.query.dimension import in_order
from helpwright.reports.chart import Chart, ChartSettings, Shape


class LineSettings(ChartSettings):
    """`area` fills what lies below the line."""

    area: bool = False


def _check(shape: Shape) -> Iterable[str]:
    """A line between values without an order would say that there is something between them."""
    if not in_order(*shape.dimensions[0]):
        yield "chart_needs_order"
    if len(shape.dimensions) > 1 and len(shape.measures) > 1:
        yield "chart_one_measure_of_two_groups"


chart = Chart(dimensions=(1, 2), measures=(1, 5), settings=LineSettings, check=_check)
