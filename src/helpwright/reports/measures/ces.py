"""Mean effort, on the scale from 1 to 7."""

from helpwright.reports.measure import Measure

measure = Measure(
    "surveys",
    "avg(r.score) FILTER (WHERE r.scale = 'ces')",
    "number",
)
