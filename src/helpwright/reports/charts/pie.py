"""Shares of a whole by one dimension."""

from helpwright.reports.chart import Chart

chart = Chart(dimensions=(1, 1), measures=(1, 1))
