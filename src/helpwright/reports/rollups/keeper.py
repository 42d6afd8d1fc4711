"""Keeps roll-ups: makes those that dashboards of large forms need, takes up changes, removes what nobody needs.

One worker does it at a time, whoever holds the lock. Every step is a transaction of its own and may be the last one: a
roll-up that is half filled is filled from where it stands, changes that are not taken up stay noted.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from psycopg.errors import LockNotAvailable, ProgrammingError

from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.jobs.connection import passes
from helpwright.platform.database import Row, Session, Statement
from helpwright.platform.sentences import Sentences
from helpwright.query.rollup import Rollup
from helpwright.records.engine import RecordEngine
from helpwright.reports.catalogue import DATASETS
from helpwright.reports.rollups import months_store, store
from helpwright.reports.rollups.wanted import wanted

log = structlog.get_logger(__name__)

LARGE: Final = 50_000
"""Forms with fewer records are counted row by row."""
KEPT: Final = timedelta(minutes=5)
"""So long a roll-up that nobody needs is still there for those who know of it."""
_SECONDS: Final = 1.0
_BREATH: Final = 0.02
_PLAN_SECONDS: Final = 30.0
_OPEN_DAYS: Final = 1
"""Today and so many days before change so often that they are always counted."""
_ROWS_AT_ONCE: Final = 50_000
_DAYS_AT_ONCE: Final = 40
_LOCK_SECONDS: Final = 1.0
_RETIRED: Final = "retired"


class Keeper:
    """One process's keeper."""

    def __init__(self, engine: RecordEngine, sentences: Sentences, large: int = LARGE) -> None:
        self._engine = engine
        self._sentences = sentences
        self.large = large

    async def run(self) -> None:
        """Keep them until cancelled."""
        planned = 0.0
        while True:
            busy = False
            try:
                busy = await self.take_up() >= _DAYS_AT_ONCE
                if not busy and time.monotonic() >= planned:
                    pause = _SECONDS if await self.plan() else _PLAN_SECONDS
                    planned = time.monotonic() + pause
            except Exception as error:
                if not passes(error):
                    raise
                log.warning("rollups_wait", error=str(error))
            await asyncio.sleep(_BREATH if busy else _SECONDS)

    async def plan(self) -> bool:
        """Make what is needed, fill what is begun, remove what is not needed any more; whether there is more to do."""
        async with self._engine.database.session() as session:
            if not await _mine(session):
                return False
            try:
                definitions = await self._engine.definitions.current()
                forms = {form.id: form for form in self._engine.forms(definitions)}
                await self._settle_wanted(session, definitions, forms)
                await self._advance(session, definitions.zone)
                return await self._fill(session)
            finally:
                await _give_back(session)

    async def take_up(self) -> int:
        """Count some days of changed records anew; how many."""
        database = self._engine.database
        if await database.one(Statement("SELECT 1 AS yes FROM rollup_notes LIMIT 1")) is None:
            return 0
        async with database.session() as session:
            if not await _mine(session):
                return 0
            try:
                return await self._take_up(session)
            finally:
                await _give_back(session)

    async def _settle_wanted(self, session: Session, definitions: DefinitionSet, forms: Mapping[int, Form]) -> None:
        for lonely in await session.all(months_store.LONELY):
            await _in_one(session, months_store.drop_months(lonely["id"]))
        there = await session.all(store.ALL)
        large = await self._large_forms(session, forms, there)
        if not large and not there:
            return
        kept: set[int] = set()
        for each in await wanted(self._engine, self._sentences, definitions, large):
            same = [row["id"] for row in there if row["state"] != _RETIRED and store.same(store.to_rollup(row), each)]
            kept.update(same[:1])
            if not same:
                await self._make(session, forms[each.form_id], each, definitions.zone)
        needless = [row["id"] for row in there if row["state"] != _RETIRED and row["id"] not in kept]
        now = self._engine.clock.now()
        if needless:
            await session.execute(store.retire(needless, now))
        for row in there:
            if row["state"] == _RETIRED and row["retired_at"] <= now - KEPT:
                await _drop(session, store.to_rollup(row))
            elif row["state"] != _RETIRED and not row["months"]:
                await _in_one(session, months_store.add_months(store.to_rollup(row)))
        await _tidy(session, forms)

    async def _large_forms(self, session: Session, forms: Mapping[int, Form], there: Sequence[Row]) -> frozenset[int]:
        """Those with many records; once there is a roll-up, half as many will do."""
        counted = await session.all(store.sizes([form.table for form in forms.values()]))
        sizes = {row["name"]: row["n"] for row in counted}
        known = {row["form_id"] for row in there if row["state"] != _RETIRED}
        return frozenset(
            form.id
            for form in forms.values()
            if sizes.get(form.table, 0) >= (self.large // 2 if form.id in known else self.large)
        )

    async def _make(self, session: Session, form: Form, rollup: Rollup, zone: ZoneInfo) -> None:
        """First the notes, then the table: what is written from now on is not missed."""
        if not await self._note(session, form, rollup, zone):
            return
        first = await session.one(store.first_record(form.table))
        at = None if first is None else first["at"]
        begin = await _day_of(session, self._until(zone) if at is None else at, rollup.zone)
        async with session.transaction():
            made = await session.one(store.add(rollup, begin))
            named = replace(rollup, id=0 if made is None else made["id"])
            for statement in (*store.make_table(named), *months_store.add_months(named)):
                await session.execute(statement)
        log.info("rollup_made", id=named.id, form=form.name, dataset=rollup.dataset, dims=list(rollup.dims))

    async def _note(self, session: Session, form: Form, rollup: Rollup, zone: ZoneInfo) -> bool:
        """Let changes be noted; False where writers held a table for too long: it is tried again later."""
        if rollup.dataset:
            await session.execute(store.note_rows(form.id, form.table))
        noted = {(row["name"], row["form_id"]): row["columns"].split() for row in await session.all(store.TRIGGERS)}
        for table, name, columns in await _looked_at(session, rollup, form):
            known = frozenset(noted.get((table, form.id), ()))
            statements = store.notes_on(table, columns | known, form.id, name)
            if not columns <= known and not await _patiently(session, statements):
                return False
        await session.execute(store.watch(form.id, form.name, form.table, self._until(zone)))
        return True

    def _until(self, zone: ZoneInfo) -> datetime:
        """Days before this one are told by roll-ups."""
        local = self._engine.clock.now().astimezone(zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=_OPEN_DAYS)

    async def _advance(self, session: Session, zone: ZoneInfo) -> None:
        """Another day is over: changes of its records are noted from now on."""
        until = self._until(zone)
        for row in await session.all(store.WATCHES):
            if row["until"] < until:
                await session.execute(store.watch(row["form_id"], row["form"], row["table_name"], until))
        # In transactions of their own: the mark must come after the watch is known to all.
        await session.execute(store.MARK)
        await session.execute(store.SAFE)

    async def _fill(self, session: Session) -> bool:
        """Count days that are not in the tables yet, some at a time; whether there is more."""
        watches = {row["form_id"]: row for row in await session.all(store.WATCHES)}
        more = False
        for row in await session.all(store.ALL):
            watch = watches.get(row["form_id"])
            if row["state"] == _RETIRED or watch is None:
                continue
            rollup = store.to_rollup(row)
            if watch["safe_until"] is None:
                more = True
                continue
            end = await _day_of(session, watch["safe_until"], rollup.zone)
            if row["until"] < end or row["state"] == "building":
                more |= await _fill_piece(session, rollup, watch["table_name"], row["until"], end)
        return more

    async def _take_up(self, session: Session) -> int:
        rollups = [store.to_rollup(row) for row in await session.all(store.ALL)]
        zone = (await self._engine.definitions.current()).zone.key
        taken = 0
        for rollup in rollups:
            if rollup.zone != zone:
                await _drop(session, rollup)
        for watch in await session.all(store.WATCHES):
            own = [each for each in rollups if each.form_id == watch["form_id"] and each.zone == zone]
            days = [row["day"] for row in await session.all(store.some_notes(watch["form_id"], zone, _DAYS_AT_ONCE))]
            if days:
                await _count_anew(session, watch["form_id"], own, days)
            taken += len(days)
        return taken


async def _fill_piece(session: Session, rollup: Rollup, table: str, begin: datetime, end: datetime) -> bool:
    """Count the next days of a roll-up; whether some are left."""
    async with session.transaction():
        await session.execute(store.ONE_VIEW)
        behind = await session.one(store.after_some(table, begin, _ROWS_AT_ONCE))
        finish = end
        if behind is not None:
            day = await _day_of(session, behind["at"], rollup.zone)
            # A day with more records than that is counted as a whole.
            finish = min(end, day if day > begin else await _day_after(session, day, rollup.zone))
        if finish > begin:
            await session.execute(store.fill(rollup, begin, finish))
        else:
            finish = begin
        await session.execute(store.reach(rollup, finish, "ready" if finish >= end else "building"))
    if finish >= end:
        log.info("rollup_ready", id=rollup.id, until=finish.isoformat())
    return finish < end


async def _count_anew(session: Session, form_id: int, rollups: Sequence[Rollup], days: Sequence[datetime]) -> None:
    """In one snapshot: forget the notes, and count what they are of. What is noted later stays noted."""
    failing: Rollup | None = None
    try:
        async with session.transaction():
            await session.execute(store.ONE_VIEW)
            await session.execute(
                store.forget_notes(form_id, rollups[0].zone, days) if rollups else store.unnote(form_id)
            )
            for failing in rollups:
                await session.execute(store.forget_days(failing, days))
                await session.execute(store.fill_days(failing, days))
    except ProgrammingError:
        # A column that it was made of is gone, and with it everybody who could ask for it.
        if failing is None:
            raise
        log.info("rollup_outlived", id=failing.id)
        await _drop(session, failing)


async def _tidy(session: Session, forms: Mapping[int, Form]) -> None:
    """Where no roll-up is left, nothing is noted; what none looks at any more is not noted either."""
    rows = await session.all(store.ALL)
    needed: dict[tuple[str, int], tuple[str | None, frozenset[str]]] = {}
    for row in rows:
        form = forms.get(row["form_id"])
        for table, name, columns in () if form is None else await _looked_at(session, store.to_rollup(row), form):
            place = table, row["form_id"]
            needed[place] = name, needed.get(place, (None, frozenset[str]()))[1] | columns
    for row in await session.all(store.TRIGGERS):
        place = row["name"], row["form_id"]
        if place not in needed:
            await _patiently(session, store.no_notes_on(*place))
        elif frozenset(row["columns"].split()) > needed[place][1]:
            name, columns = needed[place]
            await _patiently(session, store.notes_on(row["name"], columns, row["form_id"], name))
    noted = {row["form_id"] for row in await session.all(store.TRIGGERS)}
    for watch in await session.all(store.WATCHES):
        if watch["form_id"] not in noted | {row["form_id"] for row in rows}:
            for statement in store.unwatch(watch["form_id"]):
                await session.execute(statement)


async def _looked_at(session: Session, rollup: Rollup, form: Form) -> list[tuple[str, str | None, frozenset[str]]]:
    """The tables that a roll-up counts, as the database names them, and their columns that matter.

    With the name of the form where rows of others are there, too.
    """
    beside = DATASETS[rollup.dataset].tables if rollup.dataset else ()
    named = rollup.looks_at()
    found = []
    for table, name in ((form.table, None), *((f"helpwright.{each}", form.name) for each in beside)):
        row = await session.one(store.table_name(table))
        if row is not None and row["name"] is not None:
            there = {each["name"] for each in await session.all(store.columns_in(table))}
            found.append((str(row["name"]), name, frozenset(named & there)))
    return found


async def _in_one(session: Session, statements: Sequence[Statement]) -> None:
    async with session.transaction():
        for statement in statements:
            await session.execute(statement)


async def _drop(session: Session, rollup: Rollup) -> None:
    await _in_one(session, store.drop(rollup))
    log.info("rollup_dropped", id=rollup.id)


async def _patiently(session: Session, statements: Sequence[Statement]) -> bool:
    """A change of a table that waits a second for writers, so that nobody waits long behind it."""
    try:
        async with session.transaction():
            await session.execute(Statement(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS:g}s'"))
            for statement in statements:
                await session.execute(statement)
    except LockNotAvailable:
        return False
    return True


async def _day_of(session: Session, at: datetime, zone: str) -> datetime:
    row = await session.one(store.day_of(at, zone))
    found: datetime = at if row is None else row["at"]
    return found


async def _day_after(session: Session, day: datetime, zone: str) -> datetime:
    return await _day_of(session, day + timedelta(hours=36), zone)


async def _mine(session: Session) -> bool:
    row = await session.one(store.TRY_LOCK)
    return row is not None and bool(row["mine"])


async def _give_back(session: Session) -> None:
    if not session.connection.closed:
        await session.connection.rollback()
        await session.all(store.UNLOCK)
