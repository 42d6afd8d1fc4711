"""Deliveries as people set them up: see, make, change, pause, try, end, and want no more of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.access.callers import read_callers
from helpwright.access.model import Caller
from helpwright.definitions.model import Part
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.kernel.text import localize
from helpwright.notify.robot_uses import known_robots
from helpwright.notify.wording import reason_in_words
from helpwright.platform.database import Database, Row
from helpwright.reports.deliveries import store
from helpwright.reports.deliveries.letters import require_tellable
from helpwright.reports.deliveries.model import EXPORT, LEAD, DeliveryDocument, Needs
from helpwright.reports.deliveries.work import Delivering
from helpwright.reports.reader import Reader

_SHOWN_RUNS = 10
_NOBODY: Mapping[str, Any] = {"people": [], "roles": [], "teams": [], "outside": [], "robots": []}
_LACKING = {"read": "dashboard_missing", LEAD: "delivery_others_forbidden", EXPORT: "delivery_outside_forbidden"}


@dataclass(frozen=True)
class DeliveryDesk:
    """For the routes of deliveries."""

    work: Delivering

    def dashboard(self, reader: Reader, name: str) -> Part:
        """One that the reader may see. Raises Missing."""
        part = reader.definitions.find("dashboard", name)
        if not reader.rights.may("read", part.name, "dashboard"):
            raise Missing("dashboard_missing")
        return part

    async def all(self, reader: Reader, name: str) -> dict[str, Any]:
        """Those of a dashboard that concern the reader – all, for those who look after it –, and what one may do."""
        part = self.dashboard(reader, name)
        rows = [row for row in await self._database.all(store.of_dashboard(part.name)) if self._sees(reader, row)]
        runs: dict[UUID, list[Row]] = {}
        for run in await self._database.all(store.runs([row["id"] for row in rows])) if rows else []:
            runs.setdefault(run["delivery_id"], []).append(run)
        refused = await self._refused(reader, rows)
        calendars = reader.definitions.of_kind("calendar", part.app)
        roles, teams = (reader.definitions.of_kind(kind, part.app) for kind in ("role", "team"))
        return {
            "items": [self._told(reader, row, runs.get(row["id"], []), row["id"] in refused) for row in rows],
            "may": {
                "send": self._may(reader, part.name, LEAD),
                "outside": self._may(reader, part.name, EXPORT),
            },
            "zone": reader.definitions.zone.key,
            "calendars": [{"key": each.key, "name": localize(each.document.get("name"), reader.locale) or each.key}
                          for each in calendars],
            "roles": [_named(each, reader.locale) for each in roles],
            "teams": [_named(each, reader.locale) for each in teams],
            "robots": [
                {"key": each.key, "name": each.name}
                for each in (await known_robots(self._database)).values()
                if each.may_use(part.app)
            ],
            "reachable": bool(self.work.base(reader.definitions)),
        }  # fmt: skip

    async def make(self, reader: Reader, name: str, document: DeliveryDocument) -> UUID:
        """A new one of the reader. Raises Missing, Forbidden, Invalid."""
        part = self.dashboard(reader, name)
        await self._check(reader, part, document)
        delivery, now = new_id(), self._now
        told = {"name": document.name, "outside": len(document.outside)}
        stored = document.model_dump(mode="json")
        await self._database.write([
            store.insert(delivery, part.name, reader.caller.person_id, stored, now),
            store.set_timer(delivery, self._next(reader, part, document)),
            entry(now, "delivery_created", reader.caller, f"dashboard:{part.name}", told),
        ])  # fmt: skip
        return delivery

    async def change(self, reader: Reader, delivery: UUID, version: int, document: DeliveryDocument) -> None:
        """Change it; whoever does so answers for it from then on. Raises Missing, Forbidden, Invalid, Conflict."""
        row = await self._led(reader, delivery)
        part = self.dashboard(reader, row["dashboard"])
        await self._check(reader, part, document)
        now, told = self._now, {"name": document.name, "outside": len(document.outside)}
        stored = document.model_dump(mode="json")
        async with self._database.transaction() as session:
            changed = await session.one(store.change(delivery, version, stored, reader.caller.person_id, now))
            if changed is None:
                raise Conflict("delivery_changed_meanwhile")
            due = self._next(reader, part, document) if changed["state"] == "on" else None
            await session.pipeline([
                store.set_timer(delivery, due),
                entry(now, "delivery_changed", reader.caller, f"dashboard:{part.name}", told),
            ])  # fmt: skip

    async def pause(self, reader: Reader, delivery: UUID, *, on: bool) -> None:
        """Let it rest, or go on at its next time. Raises Missing, Forbidden, Conflict for one that stopped."""
        row = await self._led(reader, delivery)
        if row["state"] == "stopped":
            raise Conflict("delivery_stopped_save")
        part = self.dashboard(reader, row["dashboard"])
        document = DeliveryDocument.model_validate(row["document"])
        now, state = self._now, "on" if on else "paused"
        await self._database.write([
            store.set_state(delivery, state, now),
            store.set_timer(delivery, self._next(reader, part, document) if on else None),
            entry(now, "delivery_changed", reader.caller, f"dashboard:{part.name}",
                  {"name": document.name, "state": state}),
        ])  # fmt: skip

    async def remove(self, reader: Reader, delivery: UUID) -> None:
        """End it for good. Raises Missing, Forbidden."""
        row = await self._led(reader, delivery)
        told = {"name": row["document"]["name"]}
        removed = entry(self._now, "delivery_removed", reader.caller, f"dashboard:{row['dashboard']}", told)
        await self._database.write([*store.delete(delivery), removed])

    async def attempt(self, reader: Reader, delivery: UUID) -> None:
        """Send it now, to the reader alone, as they may see it. Raises Missing."""
        row = await self._seen(reader, delivery)
        me = reader.caller.person_id
        await self._database.write(store.begin(new_id(), row["id"], None, me, self._now))

    async def again(self, reader: Reader, delivery: UUID, run: UUID) -> None:
        """Carry out a run that failed once more, nobody told twice. Raises Missing, Forbidden, Conflict."""
        row = await self._led(reader, delivery)
        told = {"name": row["document"]["name"]}
        async with self._database.transaction() as session:
            if await session.one(store.begin_again(delivery, run)) is None:
                raise Conflict("delivery_not_failed")
            await session.pipeline([
                store.job(run),
                entry(self._now, "delivery_again", reader.caller, f"dashboard:{row['dashboard']}", told),
            ])  # fmt: skip

    async def refuse(self, reader: Reader, delivery: UUID, *, refuse: bool) -> None:
        """The reader wants no more of it, or wants it again. Raises Missing."""
        row = await self._seen(reader, delivery)
        me = str(reader.caller.person_id)
        await self._database.write([store.refuse(row["id"], me, self._now) if refuse else store.accept(row["id"], me)])

    async def refuse_by_token(self, delivery: UUID, recipient: str) -> str | None:
        """Whoever has the token wants no more; the name of the delivery, None when it is gone."""
        rows = await self._database.write([store.refuse(delivery, recipient, self._now), store.one(delivery)])
        return str(rows[-1][0]["document"]["name"]) if rows[-1] else None

    async def name_of(self, delivery: UUID) -> str | None:
        """What it is called; None when it is gone."""
        row = await self._database.one(store.one(delivery))
        return None if row is None else str(row["document"]["name"])

    async def _check(self, reader: Reader, part: Part, document: DeliveryDocument) -> None:
        if reader.caller.key is not None:
            raise Forbidden("key_not_enough")  # it may be for less than the person whose eyes it would lend
        for right in Needs.of(document, reader.caller.person_id).rights:
            if not reader.rights.may(right, part.name, "dashboard"):
                raise Forbidden(_LACKING[right])
        problems = list(self._unknown(reader, part, document))
        if document.people:
            known = {each.person_id for each in await read_callers(self._database, document.people)}
            if not known >= set(document.people):
                problems.append(FieldProblem("people", "person_unknown"))
        problems += await self._robots_wrong(part, document)
        if document.filter:
            require_tellable(reader, part, document.filter)
        if self._next(reader, part, document) is None:
            problems.append(FieldProblem("when", "delivery_never"))
        if problems:
            raise Invalid(problems)

    def _unknown(self, reader: Reader, part: Part, document: DeliveryDocument) -> Sequence[FieldProblem]:
        definitions, found = reader.definitions, []
        for field, kind, names in (("roles", "role", document.roles), ("teams", "team", document.teams)):
            known = {each.name for each in definitions.of_kind(kind)}
            found += [FieldProblem(field, f"{kind}_unknown", {kind: each}) for each in names if each not in known]
        calendar = document.when.calendar
        if calendar is not None and calendar not in {each.key for each in definitions.of_kind("calendar", part.app)}:
            found.append(FieldProblem("when.calendar", "calendar_unknown", {"calendar": calendar}))
        gone = [each for each in document.widgets or () if each not in part.document["widgets"]]
        if gone:
            found.append(FieldProblem("widgets", "widget_missing"))
        return found

    async def _robots_wrong(self, part: Part, document: DeliveryDocument) -> Sequence[FieldProblem]:
        known = await known_robots(self._database) if document.robots else {}
        return [
            FieldProblem("robots", "robot_unknown", {"robot": each})
            for each in document.robots
            if each not in known or not known[each].may_use(part.app)
        ]

    def _next(self, reader: Reader, part: Part, document: DeliveryDocument) -> datetime | None:
        calendars = self.work.calendars(reader.definitions).get(part.app, {})
        return document.when.next_at(self._now, reader.definitions.zone, calendars)

    async def _seen(self, reader: Reader, delivery: UUID) -> Row:
        row = await self._database.one(store.one(delivery))
        if row is None or not self._sees(reader, row):
            raise Missing
        return row

    async def _led(self, reader: Reader, delivery: UUID) -> Row:
        row = await self._seen(reader, delivery)
        if not self._leads(reader, row):
            raise Forbidden
        return row

    def _leads(self, reader: Reader, row: Row) -> bool:
        mine: bool = row["owner_id"] == reader.caller.person_id
        return mine or self._may(reader, row["dashboard"], LEAD)

    def _sees(self, reader: Reader, row: Row) -> bool:
        if not self._may(reader, row["dashboard"], "read"):
            return False
        return self._leads(reader, row) or _reaches(row["document"], reader.caller)

    def _may(self, reader: Reader, dashboard: str, right: str) -> bool:
        return reader.rights.may(right, dashboard, "dashboard")

    async def _refused(self, reader: Reader, rows: Sequence[Row]) -> set[UUID]:
        me = str(reader.caller.person_id)
        looks = [store.refusals(row["id"]) for row in rows]
        found = await self._database.read(looks) if looks else []
        return {row["id"] for row, each in zip(rows, found, strict=True) if any(one["recipient"] == me for one in each)}

    def _told(self, reader: Reader, row: Row, runs: Sequence[Row], refused: bool) -> dict[str, Any]:  # noqa: FBT001 -- a fact
        leads = self._leads(reader, row)
        reason = None
        if row["reason"] is not None:
            told = {"name": row["document"]["name"], "owner": row["owner"]}
            reason = reader.sentences(reader.locale, f"delivery_{row['reason']}", told)
        return {
            "id": str(row["id"]),
            "version": row["version"],
            "name": row["document"]["name"],
            "owner": {"id": str(row["owner_id"]), "name": row["owner"]},
            "mine": row["owner_id"] == reader.caller.person_id,
            "may_change": leads,
            "reaches_me": _reaches(row["document"], reader.caller),
            "refused": refused,
            "state": row["state"],
            "reason": reason,
            "next_at": None if row["next_at"] is None else iso(row["next_at"]),
            # To whom it goes is the business of those who look after it.
            "document": row["document"] if leads else {**row["document"], **_NOBODY},
            "runs": [self._run(reader, row, each) for each in runs[:_SHOWN_RUNS]] if leads else [],
        }

    def _run(self, reader: Reader, row: Row, run: Row) -> dict[str, Any]:
        failed, reason = run["reason"] == store.FAILED, None
        if run["reason"] is not None:
            told = {"name": row["document"]["name"], "owner": row["owner"]}
            code = "delivery_run_failed" if failed else f"delivery_{run['reason']}"
            reason = reader.sentences(reader.locale, code, told)
        return {
            "id": str(run["id"]),
            "at": iso(run["due_at"] or run["created_at"]),
            "trial": run["trial_for"] is not None,
            "state": "failed" if failed else run["state"],
            "reason": reason,
            "told": run["told"],
            "people": [
                {"name": each["name"], "state": each["state"] or "left_out", "reason": self._why(reader, each)}
                for each in run["people"]
            ],
        }

    def _why(self, reader: Reader, result: Mapping[str, Any]) -> str | None:
        reason = result["reason"]
        if reason is None:
            return None
        code = f"delivery_left_out_{reason}"
        if self.work.sentences.knows(code):
            return reader.sentences(reader.locale, code)
        return reason_in_words(reader.sentences, reader.locale, result["via"] or "", str(reason))

    @property
    def _database(self) -> Database:
        return self.work.engine.database

    @property
    def _now(self) -> datetime:
        return self.work.engine.clock.now()


def _named(part: Part, locale: str) -> dict[str, str]:
    return {"key": part.name, "name": localize(part.document.get("name"), locale)}


def _reaches(document: Mapping[str, Any], caller: Caller) -> bool:
    """Whether the caller is one of those to whom it goes."""
    return (
        str(caller.person_id) in document["people"]
        or not caller.roles.isdisjoint(document["roles"])
        or not caller.team_names.isdisjoint(document["teams"])
    )
