"""Share of the cases that were reopened, over those solved at least once; a rejection reopens nothing."""

from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    "count(*) FILTER (WHERE r.reopenings > 0)::numeric / nullif(count(*) FILTER (WHERE r.solved_once), 0)",
    "percent",
)
