"""A course over time, or along the ranges of a number; a second dimension makes a line of each value.

A line between values without an order would say that there is something between them.
"""

from helpwright.reports.chart import Chart, ChartSettings, Suits


class LineSettings(ChartSettings):
    """`area` fills what lies below the line."""

    area: bool = False


chart = Chart(
    dimensions=(1, 2),
    measures=(1, 5),
    settings=LineSettings,
    needs_order=True,
    one_measure_of_two_groups=True,
    fills=True,
    suits=(Suits(95, order="time"), Suits(45)),
)
