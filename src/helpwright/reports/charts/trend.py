"""The number of the present bucket of time, large, with the course that led to it as a small line."""

from helpwright.reports.chart import Chart, ChartSettings, Suits


class TrendSettings(ChartSettings):
    """`complete` leaves the present bucket out, which is not over yet."""

    complete: bool = False


chart = Chart(
    dimensions=(1, 1),
    measures=(1, 1),
    settings=TrendSettings,
    needs_order=True,
    fills=True,
    suits=(Suits(80, order="time"), Suits(5)),
)
