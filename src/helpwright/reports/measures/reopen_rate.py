"""Share of the cases that were reopened, over those solved at least once; a rejection reopens nothing."""

from helpwright.query.measure import MEAN
from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    MEAN,
    "percent",
    parts=("count(*) FILTER (WHERE r.reopenings > 0)", "count(*) FILTER (WHERE r.solved_once)"),
)
