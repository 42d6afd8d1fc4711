"""Hand over piece by piece: each is a transaction of its own, and no longer theirs afterwards.

So a run that broke off is simply begun again.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import procrastinate

from helpwright.access.audit import entry
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.leaving import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.perform import Command, perform
from helpwright.forms.form import Form
from helpwright.jobs.events import append_all
from helpwright.jobs.queue import Retry
from helpwright.kernel.errors import Missing, Refusal, Unavailable
from helpwright.kernel.events import SYSTEM, Actor, Event
from helpwright.platform.database import Row
from helpwright.platform.problems import outcome_of
from helpwright.records.model import changes_of
from helpwright.records.refusals import StaleDefinitionsError, in_our_words
from helpwright.records.rows import enter, get, to_record, update

TASK = "leaving:work"
_AT_ONCE = 50
_FIRST = UUID(int=0)
_ATTEMPTS = 5


@dataclass
class _Progress:
    """How far a run is: whose turn it is, and what would not go."""

    receivers: list[UUID]
    done: int
    failed: list[dict[str, Any]] = field(default_factory=list)

    def next(self) -> UUID:
        """Everybody in turn."""
        return self.receivers[self.done % len(self.receivers)]


@dataclass(frozen=True)
class Leaving:
    """Does what was begun; `reason` of a person's name is what receivers read beside their new work."""

    flows: FlowEngine
    reason: Callable[[str], str]

    def blueprint(self) -> procrastinate.Blueprint:
        """The task `work`, to be bound under the name `leaving`."""
        blueprint = procrastinate.Blueprint()

        @blueprint.task(name="work", retry=Retry())
        async def work(handover_id: str) -> None:
            await self.work(UUID(handover_id))

        return blueprint

    async def work(self, handover_id: UUID) -> None:
        """What is left of it. May run again after a crash, and beside itself."""
        database, clock = self.flows.records.database, self.flows.records.clock
        row = await database.one(store.by_id(handover_id))
        if row is None or row["finished_at"] is not None:
            return
        progress = _Progress(row["receivers"], row["done"])
        async for count, failed in self._pieces(row, progress):
            await database.write([store.advance(handover_id, count, failed)])
        now = clock.now()
        async with database.transaction() as session:
            finished = await session.one(store.finish(handover_id, now))
            if finished is None:
                return
            for statement in store.give_shared(row["person_id"], row["receivers"][0], now):
                await session.execute(statement)
            told = {"done": finished["done"], "failed": finished["failed"], "to": [*map(str, row["receivers"])]}
            await session.execute(entry(now, "handed_over", row["started_by"], f"person:{row['person_id']}", told))

    async def _pieces(self, row: Row, progress: _Progress) -> AsyncIterator[tuple[int, list[dict[str, Any]]]]:
        """So many pieces went over, and why others did not, part by part."""
        database, after = self.flows.records.database, _FIRST
        while tasks := await database.all(store.tasks_after(row["person_id"], after, _AT_ONCE)):
            after = tasks[-1]["id"]
            yield await self._each(progress, [(task["form"], task["record_id"], "", task) for task in tasks], row)
        definitions = await self.flows.records.definitions.refresh()
        for form in self.flows.records.forms(definitions):
            after = _FIRST
            while found := await database.all(store.records_after(form, row["person_id"], after, _AT_ONCE)):
                after = found[-1]["id"]
                pieces = [(form.name, each["id"], each["number"], None) for each in found]
                yield await self._each(progress, pieces, row)

    async def _each(
        self, progress: _Progress, pieces: Sequence[tuple[str, UUID, str, Row | None]], row: Row
    ) -> tuple[int, list[dict[str, Any]]]:
        failed: list[dict[str, Any]] = []
        before = progress.done
        for form, record_id, number, task in pieces:
            to = progress.next()
            try:
                if task is None:
                    await self._record(form, record_id, row, to)
                else:
                    await self._task(task, row, to)
            except Missing:
                continue  # gone meanwhile: nothing is left to hand over
            except Refusal as refusal:
                known = {"form": form, "record": str(record_id), "number": number}
                failed.append({**known, "code": outcome_of(refusal).code})
                continue
            progress.done += 1
        return progress.done - before, failed

    async def _task(self, task: Row, row: Row, to: UUID) -> None:
        data = {"to": str(to), "reason": self.reason(row["person_name"])}
        key = f"handover:{row['id']}:{task['id']}"
        await perform(self.flows, task, Command("transfer", SYSTEM, data=data, override=True, key=key))

    async def _record(self, form_name: str, record_id: UUID, row: Row, to: UUID) -> None:
        engine = self.flows.records
        definitions = await engine.definitions.likely()
        for _ in range(_ATTEMPTS):
            try:
                await self._give(definitions, engine.forms(definitions).find(form_name), record_id, row, to)
            except StaleDefinitionsError:
                definitions = await engine.definitions.refresh()
            else:
                return
        raise Unavailable("definitions_changed")

    async def _give(self, definitions: DefinitionSet, form: Form, record_id: UUID, row: Row, to: UUID) -> None:
        """Owner and fields that name the person, as a change that the record's activity tells."""
        engine = self.flows.records
        now, actor = engine.clock.now(), Actor("person", row["started_by"])
        looks = (enter(form, definitions.epoch), get(form, record_id, "TRUE", {}, lock=True))
        with in_our_words(form):
            async with engine.database.deciding(looks) as decision:
                if not decision.rows[1]:
                    raise Missing("record_missing")
                record = to_record(form, decision.rows[1][0])
                theirs = [key for key in store.member_fields(form) if record.values.get(key) == row["person_id"]]
                values = dict.fromkeys(theirs, to)
                system: dict[str, Any] = {"updated_at": now, "updated_by": row["started_by"]}
                if record.owner_id == row["person_id"]:
                    system["owner_id"] = to
                reactions = [
                    await read(decision.session, definitions, form, record, values, actor, now)
                    for read in engine.changed_readers
                ]
                told = [each for reaction in reactions for each in reaction.events]
                if values:
                    data = {"changes": changes_of(form, record.values, values), "version": record.version + 1}
                    told.insert(0, Event("record_updated", form.name, record_id, actor, now, data))
                await decision.finish(
                    [
                        update(form, record_id, values, system),
                        *(statement for reaction in reactions for statement in reaction.statements),
                        *([append_all(told)] if told else []),
                    ]
                )
