"""Rows and columns."""

from helpwright.reports.chart import Chart, Suits

chart = Chart(
    dimensions=(0, 4),
    measures=(1, 10),
    suits=(Suits(100, dimensions=(3, 4)), Suits(100, dimensions=(0, 0), measures=(2, 10)), Suits(30)),
)
