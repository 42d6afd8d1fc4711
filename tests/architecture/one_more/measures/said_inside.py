"""Share of the comments that customers do not see."""

from helpwright.reports.measure import Measure

measure = Measure(
    "comments", "(count(*) FILTER (WHERE r.visibility = 'internal'))::numeric / nullif(count(*), 0)", "percent"
)
