"""What somebody holds, and beginning to hand it over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.access.gate import Gate
from helpwright.access.model import Caller
from helpwright.access.operations.people import read_person, update_person
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.leaving import store
from helpwright.entry.leaving.work import TASK
from helpwright.entry.named_people import called, names
from helpwright.jobs.queue import defer
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid
from helpwright.kernel.ids import new_id
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.records.engine import RecordEngine
from helpwright.reports.deliveries.named import deliveries_of


@dataclass(frozen=True)
class LeavingDesk:
    """What the routes need, handed in where all concepts meet."""

    gate: Gate
    engine: RecordEngine
    sentences: Sentences

    async def standing(self, person: UUID, locale: str) -> dict[str, Any]:
        """Numbers only: who administers people reads no records by that. Raises Missing."""
        row = await read_person(self.gate, person)
        definitions = await self.engine.definitions.current()
        sent = await deliveries_of(self.gate.database, person)
        forms = self.engine.forms(definitions)
        counted, records = await self._count(person, definitions)
        return {
            "tasks": counted["tasks"],
            "records": [
                {
                    "form": name,
                    "name": localize(forms.find(name).document.name, locale),
                    "n": n,
                }
                for name, n in records.items()
                if n
            ],
            "views": counted["views"],
            "led": counted["led"],
            "named": [*_named(definitions, called(row), locale), *map(_delivery, sent)],
            "last": self._last(await self.gate.database.one(store.newest(person)), locale),
        }

    async def _count(self, person: UUID, definitions: DefinitionSet) -> tuple[dict[str, int], dict[str, int]]:
        forms = [*self.engine.forms(definitions)]
        first = (store.count_tasks(person), store.count_shared(person), store.count_led(person))
        rows = await self.engine.database.read([*first, *(store.count_records(form, person) for form in forms)])
        numbers = [int(each[0]["n"]) for each in rows]
        by_form = {form.name: n for form, n in zip(forms, numbers[3:], strict=True)}
        return dict(zip(("tasks", "views", "led"), numbers[:3], strict=True)), by_form

    def _last(self, row: Row | None, locale: str) -> dict[str, Any] | None:
        if row is None:
            return None
        return {
            "state": "working" if row["finished_at"] is None else "done",
            "total": row["total"],
            "done": row["done"],
            "to": row["names"] or [],
            "by": row["by_name"],
            "started_at": iso(row["started_at"]),
            "failed": [{**each, "message": self.sentences(locale, each["code"], {})} for each in row["failed"]],
        }

    async def begin(self, person: UUID, receivers: Sequence[UUID], by: Caller, *, deactivate: bool) -> None:
        """Raises Missing, Invalid `receivers_unknown`, Conflict `handover_under_way`, and what ending a person does."""
        await read_person(self.gate, person)
        wanted = [*dict.fromkeys(receivers)]
        known = await self.gate.database.all(store.receivers(wanted, person))
        if not wanted or len(known) != len(wanted):
            raise Invalid([FieldProblem("to", "receivers_unknown")])
        if deactivate:
            await update_person(self.gate, person, {"active": False}, by=by)
        counted, records = await self._count(person, await self.engine.definitions.current())
        handover = new_id()
        row = {
            "id": handover, "person": person, "receivers": wanted, "by": by.person_id, "at": self.gate.clock.now(),
            "total": counted["tasks"] + sum(records.values()),
        }  # fmt: skip
        async with self.gate.database.transaction() as session:
            if await session.one(store.begin(row)) is None:
                raise Conflict("handover_under_way")
            await session.execute(defer(TASK, [{"handover_id": str(handover)}]))


def _named(definitions: DefinitionSet, texts: frozenset[str], locale: str) -> Iterator[Mapping[str, Any]]:
    """Parts of apps that name the person, such as a step that offers its work to them: for their builder to change."""
    for part in definitions.parts:
        if names(part.document, texts):
            name = localize(part.document.get("name") or part.key, locale)
            yield {"app": part.app, "kind": part.kind, "key": part.key, "name": name}


def _delivery(row: Row) -> Mapping[str, Any]:
    """A dashboard that is sent to the person, or in their name: who leads it can change that."""
    app, _, key = row["dashboard"].partition(".")
    return {"app": app, "kind": "delivery", "key": key, "name": row["name"]}
