"""Mean resolution time: resolution minus creation minus paused time, over the cases that are solved."""

from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    "avg(r.resolution_seconds)",
    "duration",
)
