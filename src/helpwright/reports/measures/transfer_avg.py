"""Mean number of transfers to another person or team a case."""

from helpwright.query.measure import MEAN
from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    MEAN,
    "number",
    parts=("sum(r.transfers)", "count(r.transfers)"),
)
