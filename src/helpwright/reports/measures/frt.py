"""Mean first-response time: first response minus creation, over the cases that were answered."""

from helpwright.query.measure import MEAN
from helpwright.reports.measure import Measure

_SECONDS = "extract(epoch FROM r.first_responded_at - r.created_at)"

measure = Measure("cases", MEAN, "duration", parts=(f"sum({_SECONDS})", f"count({_SECONDS})"))
