"""One number, plain."""

from helpwright.reports.chart import Chart, ChartSettings, Suits

chart = Chart(dimensions=(0, 0), measures=(1, 1), settings=ChartSettings, suits=(Suits(1),))
