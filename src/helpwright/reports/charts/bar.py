"""One bar a value of the first dimension; a second dimension divides it, further measures stand beside it."""

from helpwright.reports.chart import Chart, ChartSettings, Suits


class BarSettings(ChartSettings):
    """`stacked` puts the parts of a bar on each other."""

    stacked: bool = False


chart = Chart(
    dimensions=(1, 2),
    measures=(1, 5),
    settings=BarSettings,
    one_measure_of_two_groups=True,
    fills=True,
    suits=(
        Suits(35, order="time"),
        Suits(60, order="steps"),
        Suits(88, dimensions=(2, 2)),
        Suits(88, measures=(2, 5)),
        Suits(85, few=False),
        Suits(75),
    ),
)
