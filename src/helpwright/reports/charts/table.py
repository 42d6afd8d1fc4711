"""Rows and columns."""

from helpwright.reports.chart import Chart

chart = Chart(dimensions=(0, 4), measures=(1, 10))
