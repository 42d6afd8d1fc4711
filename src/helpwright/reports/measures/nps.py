"""Share of the answers 9 and 10 minus share of 0 to 6, on the scale from 0 to 10."""

from helpwright.reports.measure import Measure

measure = Measure(
    "surveys",
    """(count(*) FILTER (WHERE r.scale = 'nps' AND r.score >= 9)
    - count(*) FILTER (WHERE r.scale = 'nps' AND r.score <= 6))::numeric
    / nullif(count(*) FILTER (WHERE r.scale = 'nps'), 0)""",
    "percent",
)
