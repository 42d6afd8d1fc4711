"""Cases that are not closed now."""

from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    "count(*) FILTER (WHERE r.closed_at IS NULL)",
    "number",
    nothing=0,
)
