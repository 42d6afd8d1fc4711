"""Numbers: dashboards, who gets them, and what is kept ready for them."""

from functools import cached_property

from helpwright.entry.wiring.work import Work
from helpwright.reports.api import ReportDesk
from helpwright.reports.deliveries.desk import DeliveryDesk
from helpwright.reports.deliveries.work import Delivering
from helpwright.reports.kept import Shelved
from helpwright.reports.links.desk import LinkDesk
from helpwright.reports.rollups.keeper import Keeper
from helpwright.reports.rollups.shelf import Shelf


class Reports(Work):
    """Desks and work of reports."""

    @cached_property
    def report_desk(self) -> ReportDesk:
        """For the routes of reports."""
        return ReportDesk(self.records, self.sentences, self.rights_of, self.shelf, self.shelved)

    @cached_property
    def shelved(self) -> Shelved:
        """Answers to reports that this process keeps."""
        return Shelved(self.database)

    @cached_property
    def shelf(self) -> Shelf:
        """The roll-ups that reports may read."""
        return Shelf(self.database)

    @cached_property
    def rollups(self) -> Keeper:
        """Keeps roll-ups."""
        return Keeper(self.records, self.sentences)

    @cached_property
    def delivering(self) -> Delivering:
        """Sends dashboards."""
        return Delivering(
            self.records, self.outbox, self.sentences, self.rights_of, self.calendars, self.links.key, self.links.base,
            self.shelf,
        )  # fmt: skip

    @cached_property
    def delivery_desk(self) -> DeliveryDesk:
        """For the routes of deliveries."""
        return DeliveryDesk(self.delivering)

    @cached_property
    def link_desk(self) -> LinkDesk:
        """For the routes and pages of public links to dashboards."""
        return LinkDesk(
            self.records, self.sentences, self.rights_of, self.links.key, self.links.base, self.shelf,
            self.shelved,
        )  # fmt: skip
