"""Share of the answers 4 and 5 of 5, over all answers on that scale."""

from helpwright.query.measure import MEAN
from helpwright.reports.measure import Measure

measure = Measure(
    "surveys",
    MEAN,
    "percent",
    parts=(
        "count(*) FILTER (WHERE r.scale = 'csat' AND r.score >= 4)",
        "count(*) FILTER (WHERE r.scale = 'csat')",
    ),
)
