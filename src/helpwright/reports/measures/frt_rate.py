"""Share of first responses in time, over the cases whose first response came or is overdue."""

from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    "count(*) FILTER (WHERE r.first_response_met)::numeric / nullif(count(r.first_response_met), 0)",
    "percent",
)
