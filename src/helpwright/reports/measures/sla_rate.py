"""Share of the cases without a breached clock, over the cases that have one."""

from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    "count(*) FILTER (WHERE r.clocked AND NOT r.breached)::numeric / nullif(count(*) FILTER (WHERE r.clocked), 0)",
    "percent",
)
