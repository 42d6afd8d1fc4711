"""One column a value of the first dimension, side by side; a second dimension divides it."""

from helpwright.reports.chart import Chart, ChartSettings, Suits


class ColumnSettings(ChartSettings):
    """`stacked` puts the parts of a column on each other."""

    stacked: bool = False


chart = Chart(
    dimensions=(1, 2),
    measures=(1, 5),
    settings=ColumnSettings,
    one_measure_of_two_groups=True,
    fills=True,
    suits=(
        Suits(92, dimensions=(1, 1), order="steps"),
        Suits(85, order="time"),
        Suits(72, dimensions=(2, 2)),
        Suits(65, few=True),
        Suits(40),
    ),
)
