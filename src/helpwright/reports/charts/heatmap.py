"""Two dimensions as rows and columns, the amount as depth of color: when, where, of what kind most happens."""

from helpwright.reports.chart import Chart, Suits

chart = Chart(
    dimensions=(2, 2),
    measures=(1, 1),
    suits=(Suits(98, order="steps", second="steps"), Suits(62, order="none", second="none"), Suits(58)),
)
