"""A course over time."""

from helpwright.reports.chart import Chart

chart = Chart(dimensions=(1, 2), measures=(1, 5))
