"""One bar a value of the first dimension."""

from helpwright.reports.chart import Chart

chart = Chart(dimensions=(1, 2), measures=(1, 5))
