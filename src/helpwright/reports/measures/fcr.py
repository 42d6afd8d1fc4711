"""Share of the solved cases that took a single contact: as `first_contact` of the dataset says."""

from helpwright.reports.measure import Measure

measure = Measure(
    "cases",
    "count(*) FILTER (WHERE r.first_contact)::numeric / nullif(count(r.first_contact), 0)",
    "percent",
)
