"""Mean number of transfers to another person or team a case."""

from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    "avg(r.transfers)",
    "number",
)
