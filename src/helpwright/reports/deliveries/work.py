"""Sending dashboards: a timer says that it is time, a job tells everybody once, each as they may see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import procrastinate
import psycopg
import structlog
from procrastinate import JobContext

from helpwright.access.audit import entry
from helpwright.access.callers import read_callers
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.jobs.queue import Retry, is_last_try
from helpwright.jobs.timers import Handler, Timer, cancel, forget
from helpwright.kernel.calendar import WorkingCalendar
from helpwright.kernel.errors import Missing, Unavailable
from helpwright.kernel.ids import new_id
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.notify.people import Addressee, people_of
from helpwright.platform.database import Database, Row
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences
from helpwright.records.engine import RecordEngine
from helpwright.reports.deliveries import store
from helpwright.reports.deliveries.letters import Written, read_board, write_letter
from helpwright.reports.deliveries.model import LEAD, DeliveryDocument, Needs
from helpwright.reports.reader import KnownRollups, Reader

log = structlog.get_logger(__name__)

TIMER = store.TIMER
KEPT = timedelta(days=180)
_PURPOSE = "delivery"
_MOST_TOLD = 20
_PATIENCE = timedelta(minutes=10)

Calendars = Callable[[DefinitionSet], Mapping[str, Mapping[str, WorkingCalendar]]]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets it: a person as they would ask, or an address outside, for which the owner asks."""

    key: str
    name: str
    to: Addressee
    caller: Caller
    locale: str
    inside: bool = True


@dataclass(frozen=True)
class Delivering:
    """What sending works with. `base` is the public address, without a slash at its end."""

    engine: RecordEngine
    outbox: Outbox
    sentences: Sentences
    rights_of: Callable[[Caller, DefinitionSet], Rights]
    calendars: Calendars
    key: SecretKey
    base: Callable[[DefinitionSet], str]
    shelf: KnownRollups | None = None

    def blueprint(self) -> procrastinate.Blueprint:
        """The task `send`, to be bound under the name `deliveries`."""
        blueprint = procrastinate.Blueprint()

        @blueprint.task(name="send", retry=Retry(), pass_context=True)
        async def send(context: JobContext, run_id: str) -> None:
            try:
                await self.send(UUID(run_id))
            except Exception:
                if is_last_try(context.job):
                    await self.fail(UUID(run_id))
                raise

        return blueprint

    def due(self) -> Handler:
        """The handler of the timer: one run, however long nobody was there, and the next time from now on."""

        async def deliver(timer: Timer) -> None:
            definitions = await self.engine.definitions.current()
            now = self.engine.clock.now()
            async with self.engine.database.transaction() as session:
                if not await session.execute(forget(timer)):
                    return
                row = await session.one(store.one(timer.owner, lock=True))
                if row is None or row["state"] != "on":
                    return
                document = DeliveryDocument.model_validate(row["document"])
                calendars = self.calendars(definitions).get(app_of(row), {})
                following = document.when.next_at(now, definitions.zone, calendars)
                begun = store.begin(new_id(), row["id"], timer.due_at, None, now)
                await session.pipeline([*begun, store.set_timer(row["id"], following)])

        return deliver

    async def give_up(self, timer: Timer, error: Exception) -> None:
        """Its time came, and no run could be made of it, again and again: it stops, and people are told."""
        del error  # the sweeper has logged it
        row = await self.engine.database.one(store.one(timer.owner))
        if row is not None and row["state"] == "on":
            await self._stop(None, row, store.FAILED, await self.engine.definitions.current())

    async def fail(self, run_id: UUID) -> None:
        """Carrying it out has failed for good: it is over, and who can send it once more is told."""
        database, now = self.engine.database, self.engine.clock.now()
        run = await database.one(store.waiting_run(run_id))
        row = None if run is None else await database.one(store.one(run["delivery_id"]))
        if run is None or row is None:
            return
        trial, name = run["trial_for"], row["document"]["name"]
        definitions = await self.engine.definitions.current()
        people = await read_callers(database, [trial]) if trial else await self._leaders(row, definitions)
        async with database.transaction() as session:
            if not await session.execute(store.end(run_id, "stopped", now, store.FAILED)):
                return
            told = {"name": name, "trial": trial is not None}
            await session.execute(entry(now, "delivery_failed", None, f"dashboard:{row['dashboard']}", told))
            await self.outbox.put(
                session, self._bells(row, people, "run_failed", f"{run_id}:failed:{int(now.timestamp())}")
            )

    async def fail_stranded(self) -> int:
        """End runs older than 10 minutes that no job will carry out; how many. Safe beside itself."""
        rows = await self.engine.database.all(store.stranded(self.engine.clock.now() - _PATIENCE))
        for row in rows:
            log.warning("delivery_stranded", run=str(row["id"]))
            await self.fail(row["id"])
        return len(rows)

    async def send(self, run_id: UUID) -> None:
        """Tell everybody who has not been told yet. May be run again, and beside itself.

        One who cannot be told keeps nobody else waiting; the error is raised when all others have been told.
        """
        database = self.engine.database
        run = await database.one(store.waiting_run(run_id))
        row = None if run is None else await database.one(store.one(run["delivery_id"]))
        if run is None or row is None:
            return
        definitions = await self.engine.definitions.current()
        document = DeliveryDocument.model_validate(row["document"])
        owners = await read_callers(database, [row["owner_id"]])
        why = self._hindered(definitions, row, document, owners)
        if run["trial_for"] is None and why is not None:
            await self._stop(run, row, why, definitions)
            return
        if run["trial_for"] is None:
            recipients = await self._recipients(row, document, owners[0])
        else:
            recipients = await self._people(row, DeliveryDocument(**_only(document, run["trial_for"])))
        await self._tell_all(run, row, document, recipients, definitions)
        told = {"name": document.name, "recipients": len(recipients), "trial": run["trial_for"] is not None}
        outside = sum(not each.inside for each in recipients)
        by = run["trial_for"] or row["owner_id"]
        sent = entry(self.engine.clock.now(), "dashboard_sent", by, f"dashboard:{row['dashboard']}", told | {
            "outside": outside
        })  # fmt: skip
        async with database.transaction() as session:
            if await session.execute(store.end(run_id, "done", self.engine.clock.now())):
                await session.execute(sent)

    async def _tell_all(
        self,
        run: Row,
        row: Row,
        document: DeliveryDocument,
        recipients: Sequence[Recipient],
        definitions: DefinitionSet,
    ) -> None:
        database = self.engine.database
        refused = {each["recipient"] for each in await database.all(store.refusals(row["id"]))}
        served = {each["recipient"] for each in await database.all(store.served(run["id"]))}
        failures: list[Exception] = []
        for recipient in recipients:
            if recipient.key in served:
                continue
            if recipient.key in refused and run["trial_for"] is None:
                await database.write([store.note(run["id"], recipient.key, recipient.name, "refused", [])])
                continue
            try:
                await self._tell(run, row, document, recipient, definitions)
            except (psycopg.OperationalError, Unavailable):
                raise
            except Exception as error:
                log.exception("delivery_to_one_failed", run=str(run["id"]))
                failures.append(error)
        if failures:
            raise failures[0]

    def _hindered(
        self, definitions: DefinitionSet, row: Row, document: DeliveryDocument, owners: Sequence[Caller]
    ) -> str | None:
        """Why it must not go out any more."""
        if not owners:
            return "owner_gone"
        try:
            definitions.find("dashboard", row["dashboard"])
        except Missing:
            return "dashboard_missing"
        rights = self.rights_of(owners[0], definitions)
        needed = Needs.of(document, row["owner_id"]).rights
        lacking = [each for each in needed if not rights.may(each, row["dashboard"], "dashboard")]
        return "owner_not_permitted" if lacking else None

    async def _stop(self, run: Row | None, row: Row, why: str, definitions: DefinitionSet) -> None:
        """It stops for good, and those who can do something about it are told."""
        now, name = self.engine.clock.now(), row["document"]["name"]
        leaders = await self._leaders(row, definitions)
        object_ = f"dashboard:{row['dashboard']}"
        async with self.engine.database.transaction() as session:
            if run is not None and not await session.execute(store.end(run["id"], "stopped", now, why)):
                return
            await session.pipeline([
                store.set_state(row["id"], "stopped", now, why),
                cancel(TIMER, row["id"]),
                entry(now, "delivery_stopped", None, object_, {"name": name, "reason": why}),
            ])  # fmt: skip
            of = f"{row['id']}:{int(now.timestamp())}" if run is None else run["id"]
            await self.outbox.put(session, self._bells(row, leaders, why, f"{of}:stopped"))

    async def _leaders(self, row: Row, definitions: DefinitionSet) -> Sequence[Caller]:
        """Who can do something about it."""
        return [
            each
            for each in await read_callers(self.engine.database)
            if each.person_id == row["owner_id"]
            or self.rights_of(each, definitions).may(LEAD, row["dashboard"], "dashboard")
        ][:_MOST_TOLD]

    def _bells(self, row: Row, people: Sequence[Caller], why: str, key: str) -> list[Draft]:
        """That it stopped, or one time of it failed, for each."""
        told = {"name": row["document"]["name"], "owner": row["owner"]}
        title = "delivery_run_failed_title" if why == "run_failed" else "delivery_stopped"
        return [
            Draft(
                f"delivery:{key}:{each.person_id}",
                "inapp",
                str(each.person_id),
                self.sentences(each.locale, title, told),
                self.sentences(each.locale, f"delivery_{why}", told),
                person_id=each.person_id,
                name=each.name,
            )
            for each in people
        ]

    async def _recipients(self, row: Row, document: DeliveryDocument, owner: Caller) -> list[Recipient]:
        found = await self._people(row, document)
        # Who is named as a person, too, gets it once, as they see it themselves.
        known = {each.to.addresses.get("mail", "").lower() for each in found}
        for address in dict.fromkeys(document.outside):
            if address.lower() not in known:
                to = Addressee({"mail": address}, locale=document.language)
                found.append(Recipient(address, address, to, owner, document.language, inside=False))
        return [*found, *await self._groups(document, owner)]

    async def _groups(self, document: DeliveryDocument, owner: Caller) -> list[Recipient]:
        """Chats, which see what the owner sees."""
        found = []
        async with self.engine.database.session() as session:
            for key in dict.fromkeys(document.robots):
                for to in await people_of(session, {"robot": key}, ""):
                    language = to.locale or document.language
                    found.append(Recipient(f"robot:{key}", to.name or key, to, owner, language, inside=False))
        return found

    async def _people(self, row: Row, document: DeliveryDocument) -> list[Recipient]:
        app = app_of(row)
        async with self.engine.database.session() as session:
            named = await people_of(session, {"assignee": True}, app, assignees=document.people)
            for key, names in (("role", document.roles), ("team", document.teams)):
                for name in names:
                    named += await people_of(session, {key: name}, app)
        people = {each.person_id: each for each in named if each.person_id is not None}
        callers = await read_callers(self.engine.database, list(people))
        return [
            Recipient(str(caller.person_id), caller.name, people[caller.person_id], caller, caller.locale)
            for caller in callers
        ]

    async def _tell(
        self, run: Row, row: Row, document: DeliveryDocument, recipient: Recipient, definitions: DefinitionSet
    ) -> None:
        rights = self.rights_of(recipient.caller, definitions)
        reason, drafts = "not_permitted", list[Draft]()
        if rights.may("read", row["dashboard"], "dashboard"):
            ways: list[str] = [each for each in document.via if each not in recipient.to.off]
            ways = ways if recipient.inside else list(recipient.to.addresses)
            reason = "turned_off"
            if ways:
                reader = Reader(
                    self.engine,
                    self.sentences,
                    recipient.caller,
                    definitions,
                    rights,
                    recipient.locale,
                    shelf=self.shelf,
                )
                board = await read_board(reader, row["dashboard"], document.filter, document.widgets)
                addresses = self._addresses(row, recipient, definitions)
                # What it was narrowed to is gone: nobody outside gets more than was meant for them.
                reason = "filter_gone"
                if recipient.inside or not board.idle:
                    written = await write_letter(board, document, *addresses, row["owner"])
                    drafts = self._drafts(run, row, recipient, ways, written, definitions)
        keys = [each.key for each in drafts]
        async with self.engine.database.transaction() as session:
            noted = store.note(run["id"], recipient.key, recipient.name, None if drafts else reason, keys)
            if await session.one(noted) is not None:
                await self.outbox.put(session, drafts)

    def _addresses(self, row: Row, recipient: Recipient, definitions: DefinitionSet) -> tuple[str, str]:
        """Of the dashboard, for those who can sign in; and where one wants no more of it."""
        base = self.base(definitions)
        if not base:
            return "", ""
        board = f"{base}{_path_of(row)}" if recipient.inside else ""
        return board, f"{base}/u/{refusal_token(self.key, row['id'], recipient.key)}"

    def _drafts(
        self,
        run: Row,
        row: Row,
        recipient: Recipient,
        ways: Sequence[str],
        written: Written,
        definitions: DefinitionSet,
    ) -> list[Draft]:
        """One for each way; a bell instead of a mail for people without an address."""
        to, now = recipient.to, self.engine.clock.now()

        def draft(way: str) -> Draft:
            mail = way == "mail"
            address = to.addresses.get(way)
            instead = mail and address is None and "inapp" not in ways and to.person_id is not None
            return Draft(
                f"delivery:{run['id']}:{recipient.key}:{way}",
                way,
                address,
                written.subject,
                written.text if mail else written.short,
                person_id=to.person_id,
                name=recipient.name,
                due_at=to.waits_until(way, now, definitions.zone),
                fallback=draft("inapp") if instead else None,
                letter=written.letter if mail else None,
                app=app_of(row),
                path=None if recipient.inside or mail else _path_of(row),
                locale=recipient.locale,
            )

        return [draft(way) for way in ways]


def _path_of(row: Mapping[str, Any]) -> str:
    """Of the dashboard as it was narrowed, below the installation's address."""
    address = row["document"].get("address")
    return f"/dashboards/{quote(row['dashboard'])}" + (f"?{address}" if address else "")


def app_of(row: Mapping[str, Any]) -> str:
    """The app of a delivery's dashboard."""
    return str(row["dashboard"]).partition(".")[0]


def _only(document: DeliveryDocument, person: UUID) -> dict[str, Any]:
    """The same to one person alone."""
    return {**document.model_dump(), "people": [person], "roles": [], "teams": [], "outside": [], "robots": []}


def refusal_token(key: SecretKey, delivery: UUID, recipient: str) -> str:
    """With which a recipient says that they want no more, without signing in."""
    return key.sign(_PURPOSE, delivery.bytes + recipient.encode())


def read_refusal(key: SecretKey, token: str) -> tuple[UUID, str] | None:
    """Delivery and recipient of a genuine token."""
    payload = key.verify(_PURPOSE, token)
    if payload is None or len(payload) <= 16:  # noqa: PLR2004 -- of the id
        return None
    return UUID(bytes=payload[:16]), payload[16:].decode()


async def forget_runs(database: Database, now: datetime) -> None:
    """Delete what is known of runs of half a year ago."""
    await database.write([store.forget_runs(now - KEPT)])
