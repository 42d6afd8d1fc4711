"""One number, large."""

from helpwright.reports.chart import Chart

chart = Chart(dimensions=(0, 0), measures=(1, 1))
