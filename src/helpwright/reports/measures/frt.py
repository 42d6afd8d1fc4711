"""Mean first-response time: first response minus creation, over the cases that were answered."""

from helpwright.reports.measure import Measure

measure = Measure("cases", "avg(extract(epoch FROM r.first_responded_at - r.created_at))", "duration")
