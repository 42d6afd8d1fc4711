"""Share of next responses in time, over those that were promised and came or are overdue."""

from helpwright.reports.measure import Measure

measure = Measure("cases", "sum(r.next_responses_met)::numeric / nullif(sum(r.next_responses), 0)", "percent")
