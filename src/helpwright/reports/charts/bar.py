"""One bar a value of the first dimension; a second dimension divides it, further measures stand beside it."""

from collections.abc import Iterable

from helpwright.reports.chart import Chart, ChartSettings, Shape


class BarSettings(ChartSettings):
    """`stacked` puts the parts of a bar on each other."""

    stacked: bool = False


def _check(shape: Shape) -> Iterable[str]:
    if len(shape.dimensions) > 1 and len(shape.measures) > 1:
        yield "chart_one_measure_of_two_groups"


chart = Chart(dimensions=(1, 2), measures=(1, 5), settings=BarSettings, check=_check)
