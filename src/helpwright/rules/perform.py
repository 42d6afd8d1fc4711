"""One step of runs that are locked: what has to be done, by whose rights, and what it came to."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from helpwright.access.rights import Rights
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.kernel.calendar import CalendarRefusal, deadline
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Missing
from helpwright.kernel.filter import parse_filter
from helpwright.platform.database import Row, Session, Transaction
from helpwright.rules import store
from helpwright.rules.document import KIND, read_steps, rule_document
from helpwright.rules.kind import AnyAction, RecordContext, Result, Scene
from helpwright.rules.match import holds_now, read_rule
from helpwright.rules.progress import Course, Progress, advanced, cause_of, ended, saved, waits
from helpwright.rules.records import RecordContexts
from helpwright.rules.waiting import Calendars

RightsOf = Callable[[Session, DefinitionSet, UUID], Awaitable[Rights | None]]
"""What the roles of a person grant; None for an administrator, whom nothing limits."""


@dataclass(frozen=True, slots=True)
class Behalf:
    """By whose rights a run acts: its app's, and within those of who published it (None: nobody limits it)."""

    app: str
    publisher: UUID | None
    rights: Rights | None

    def may(self, needs: frozenset[str], form: str) -> bool:
        """Whether all of this may be done with the form's records."""
        if form.partition(".")[0] != self.app:
            return False
        return self.rights is None or all(self.rights.may(need, form) for need in needs)

    def to_json(self) -> dict[str, Any]:
        """For the log."""
        return {
            "app": self.app,
            "publisher": None if self.publisher is None else str(self.publisher),
            "limited": self.rights is not None,
        }


Finish = Callable[[Session], Awaitable[None]]


async def _nothing_more(_session: Session) -> None:
    """Nothing was put off to the end of the transaction."""


@dataclass
class Performer:
    """Shared parts; `ports` are handed to every scene; `finish` is awaited once at the end of each transaction."""

    definitions: Definitions
    actions: Mapping[str, AnyAction]
    contexts: RecordContexts
    calendars: Callable[[DefinitionSet], Calendars]
    clock: Clock
    ports: Any
    rights_of: RightsOf
    finish: Finish = _nothing_more
    _courses: dict[tuple[int, int], Course | None] = field(default_factory=dict)
    _publishers: dict[tuple[int, int], UUID | None] = field(default_factory=dict)

    async def step(self, session: Transaction, live: DefinitionSet, rows: Sequence[Row]) -> int:
        """Take the next step of each run, in its session's transaction; how many were taken.

        A run waits for the next time when one before it on the same record has more to do, or has changed the record.
        """
        contexts = await self._lock(session, rows)
        behalves: dict[tuple[str, int], Behalf] = {}
        known: dict[UUID, Rights | None] = {}
        moved: list[Progress] = []
        busy: set[UUID] = set()
        for row in rows:
            if row["record_id"] in busy:
                continue
            course = await self.course(row)
            context = contexts.get(row["record_id"])
            progress, now = Progress(row), self.clock.now()
            moved.append(progress)
            if context is None:
                ended(progress, "skipped", "record_gone", now)
            elif course is None or row["step"] >= len(course.steps):
                ended(progress, "stopped", "rule_gone", now)
            elif row["steps"] is None and _switched_off(live, row["rule"]):
                ended(progress, "stopped", "rule_off", now)
            else:
                name = (row["rule"], row["version"])
                if name not in behalves:
                    behalves[name] = await self._behalf(session, live, course, known)
                await self._advance(session, live, progress, course, context, behalves[name])
            if progress.touched or progress.values.get("state", "ready") == "ready":
                busy.add(row["record_id"])
        await self.finish(session)
        session.at_end(saved(moved))
        return len(moved)

    async def course(self, row: Row) -> Course | None:
        """What the run has to do; None when its rule is gone or cannot be read by this release."""
        live = await self.definitions.likely()
        kind = KIND if row["steps"] is None else "flow"
        try:
            part = live.find(kind, row["rule"])
        except Missing:
            return None
        if row["steps"] is not None:
            try:
                steps = read_steps(self.actions, row["steps"])
            except ValidationError:
                return None
            return Course(part.app, part.document.get("name"), steps, None, kind, part.id, part.version)
        known = (part.id, row["version"])
        if known not in self._courses:
            try:
                raw = part.document
                if part.version != row["version"]:
                    raw = await self.definitions.version(part.id, row["version"])
                rule = read_rule(part, row["version"], raw, rule_document(self.actions))
            except Missing:
                rule = None
            self._courses[known] = None
            if rule is not None:
                self._courses[known] = Course(
                    rule.app, rule.label, rule.steps, rule.condition, kind, part.id, rule.version,
                )  # fmt: skip
        return self._courses[known]

    async def _lock(self, session: Session, rows: Sequence[Row]) -> dict[UUID, RecordContext]:
        by_form: dict[str, list[UUID]] = {}
        for row in rows:
            by_form.setdefault(row["form"], []).append(row["record_id"])
        found: dict[UUID, RecordContext] = {}
        locale = (await self.definitions.likely()).language
        for form in sorted(by_form):
            found.update(await self.contexts(session, form, sorted(by_form[form]), locale, lock=True))
        return found

    async def _behalf(
        self, session: Session, live: DefinitionSet, course: Course, known: dict[UUID, Rights | None]
    ) -> Behalf:
        """`known`: rights that were read in this transaction already."""
        publisher = None
        if course.part is not None:
            version = (course.part, course.version)
            if version not in self._publishers:
                self._publishers[version] = await self.definitions.publisher(session, *version)
            publisher = self._publishers[version]
        if publisher is None:
            return Behalf(course.app, None, None)
        if publisher not in known:
            known[publisher] = await self.rights_of(session, live, publisher)
        return Behalf(course.app, publisher, known[publisher])

    async def _advance(
        self,
        session: Session,
        live: DefinitionSet,
        progress: Progress,
        course: Course,
        context: RecordContext,
        behalf: Behalf,
    ) -> None:
        row, now = progress.row, self.clock.now()
        if row["started_at"] is None:
            if not holds_now(course.condition, context, now):
                ended(progress, "skipped", "condition", now)
                return
            inputs = {**row["inputs"], **_inputs(row), "as": behalf.to_json()}
            progress.values |= {"started_at": now, "inputs": inputs}
        step = course.steps[row["step"]]
        if step.delay is not None and row["waited"] != row["step"]:
            try:
                until = deadline(now, step.delay, self.calendars(live).get(course.app, {}))
            except CalendarRefusal as refusal:
                advanced(course, progress, Result("refused", refusal.code, refusal.data), now)
            else:
                waits(course, progress, until, now)
            return
        start = perf_counter()
        result = await self._do(session, progress, course, context, behalf, now)
        progress.milliseconds = (perf_counter() - start) * 1000.0
        advanced(course, progress, result, now)

    async def _do(
        self,
        session: Session,
        progress: Progress,
        course: Course,
        context: RecordContext,
        behalf: Behalf,
        now: datetime,
    ) -> Result:
        row = progress.row
        step = course.steps[row["step"]]
        action = self.actions[step.action]
        if step.if_still is not None and not holds_now(parse_filter(step.if_still), context, now):
            return Result("skipped", "if_still")
        if action.run is None:
            return Result("skipped", "not_yet_run")
        if not behalf.may(action.needs, row["form"]):
            return Result("refused", "publisher_may_not", {"needs": sorted(action.needs)})
        scene = Scene(
            session=session,
            run_id=row["id"],
            index=row["step"],
            key=f"{row['id']}:{row['step']}",
            rule=row["rule"],
            app=course.app,
            form=row["form"],
            record_id=row["record_id"],
            record=context,
            event=store.event_of(row),
            now=now,
            locale=context.language or (await self.definitions.likely()).language,
            cause=cause_of(row),
            ports=self.ports,
            put_off=progress.statements,
        )
        result = await action.run(step, scene)
        progress.touched = scene.written
        return result


def _switched_off(live: DefinitionSet, rule: str) -> bool:
    """Whether the rule as it is now is off, whichever version the run began with."""
    try:
        return live.find(KIND, rule).document.get("enabled") is False
    except Missing:
        return False


def _inputs(row: Row) -> dict[str, Any]:
    changes = row["event"]["data"].get("changes")
    return {"changes": changes} if changes else {}
