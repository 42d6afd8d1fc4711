"""Mean resolution time: resolution minus creation, over the cases that are solved."""

from helpwright.reports.measure import Measure

measure = Measure("cases", "avg(extract(epoch FROM r.resolved_at - r.created_at))", "duration")
