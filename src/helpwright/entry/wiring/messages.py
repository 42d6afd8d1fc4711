"""What people are told, and what they want to be told."""

from collections.abc import Mapping
from functools import cached_property, partial
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.entry.wiring.work import Work
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.notify.api.notifications import NotificationDesk
from helpwright.notify.api.robots import RobotDesk
from helpwright.notify.api.templates import TemplateDesk
from helpwright.notify.api.ways import WayDesk
from helpwright.notify.retry import Retrying
from helpwright.platform.database import Session
from helpwright.records.read import read_one
from helpwright.reports.deliveries.uses import robots_of_deliveries
from helpwright.rules.kind import RecordContext


class Messages(Work):
    """Desks of ways, templates and notifications."""

    @cached_property
    def retrying(self) -> Retrying:
        """Sends messages after all."""
        return Retrying(self.database, self.definitions, self.ways, self.sender_identity, self.clock, self._texts)

    @cached_property
    def way_desk(self) -> WayDesk:
        """For the routes of ways."""
        return WayDesk(
            self.database, self.definitions, self.ways, self.sender_identity, self.sentences, self.clock,
        )  # fmt: skip

    @cached_property
    def robot_desk(self) -> RobotDesk:
        """For the routes of group robots."""
        return RobotDesk(
            self.database, self.definitions, self.ways, self.sender_identity, self.sentences, self.clock,
            partial(robots_of_deliveries, self.database),
        )  # fmt: skip

    @cached_property
    def template_desk(self) -> TemplateDesk:
        """For the routes of message templates."""
        return TemplateDesk(self.definitions, self.texts_for, self.clock)

    @cached_property
    def notification_desk(self) -> NotificationDesk:
        """For the routes of notifications."""
        return NotificationDesk(self.database, self.clock)

    async def texts_for(self, caller: Caller, form: str, record_id: UUID, locale: str) -> Mapping[str, str | None]:
        """What templates may say of a record to this caller. Raises Missing, Forbidden."""
        view = await self.record_desk.view(caller, form)
        record = await read_one(self.records, view, record_id)
        async with self.database.session() as session:
            found = await self._texts(session, view.form.name, record_id, locale)
        if found is None:
            raise Missing
        hidden = view.form.fields.keys() - set(view.readable_of(record))
        return {key: None if key in hidden else text for key, text in found.texts.items()}

    async def _texts(self, session: Session, form: str, record_id: UUID, locale: str) -> RecordContext | None:
        return (await self.contexts(session, form, [record_id], locale or DEFAULT_LOCALE)).get(record_id)
