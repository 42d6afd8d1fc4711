"""Mean resolution time: resolution minus creation minus paused time, over the cases that are solved."""

from helpwright.query.measure import MEAN
from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    MEAN,
    "duration",
    parts=("sum(r.resolution_seconds)", "count(r.resolution_seconds)"),
)
