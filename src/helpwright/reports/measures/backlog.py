"""Cases that are not closed now."""

from helpwright.query.measure import NUMBER
from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    NUMBER,
    "number",
    nothing=0,
    parts=("count(*) FILTER (WHERE r.closed_at IS NULL)",),
)
