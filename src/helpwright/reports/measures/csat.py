"""Share of the answers 4 and 5 of 5, over all answers on that scale."""

from helpwright.reports.measure import Measure

measure = Measure(
    "surveys",
    """count(*) FILTER (WHERE r.scale = 'csat' AND r.score >= 4)::numeric
    / nullif(count(*) FILTER (WHERE r.scale = 'csat'), 0)""",
    "percent",
)
