"""One number, large; beside it the earlier one where the query compares."""

from pydantic import FiniteFloat

from helpwright.reports.chart import Chart, ChartSettings, Suits


class MetricSettings(ChartSettings):
    """With a target the number says how far it is reached."""

    target: FiniteFloat | None = None


chart = Chart(dimensions=(0, 0), measures=(1, 1), settings=MetricSettings, suits=(Suits(100),))
