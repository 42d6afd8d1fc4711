"""Shares of a whole by one dimension. Means and percentiles do not add up to a whole."""

from helpwright.reports.chart import Chart, Suits

chart = Chart(
    dimensions=(1, 1),
    measures=(1, 1),
    needs_parts=True,
    suits=(Suits(10, order="time"), Suits(20, order="steps"), Suits(90, few=True), Suits(25, few=False), Suits(60)),
)
