"""Batches as their person uses them: begin, look, stop, read what became of the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from psycopg.errors import UniqueViolation

from helpwright.access.audit import entry
from helpwright.access.callers import read_callers
from helpwright.jobs.queue import defer
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.records.batches import store
from helpwright.records.choosing import called
from helpwright.records.engine import RecordEngine
from helpwright.records.read import View, require_form

TASK = "batches:work"
Act = Literal["set", "delete", "claim", "transfer"]
_SHOWN_REFUSED = 100
_AT_ONCE = 500
_RIGHTS: Mapping[str, str] = {"set": "update", "delete": "delete"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do with which records; `wait` is how long one may change one's mind.

    `rows` by id are the versions they were chosen at, where the fields that are set shall not overwrite what others
    changed since.
    """

    id: UUID
    act: Act
    rows: Mapping[UUID, int | None]
    values: Mapping[str, Any] = field(default_factory=dict)
    to: UUID | None = None
    reason: str = ""
    wait: timedelta = timedelta(0)


@dataclass(frozen=True)
class Batches:
    """Those of one caller in one form."""

    engine: RecordEngine
    view: View
    sentences: Sentences

    async def begin(self, wish: Wish, locale: str) -> dict[str, Any]:
        """Let it go on in the background; the same id again is the same one.

        Raises Missing, Forbidden, Invalid, Conflict `batch_busy` while another of theirs goes on in this form.
        """
        await require_form(self.engine, self.view)
        if await self._mine(wish.id) is not None:
            return await self.show(wish.id)
        await self._require(wish)
        view, form, now = self.view, self.view.form, self.engine.clock.now()
        numbers = await called(self.engine, view, list(wish.rows))
        rows = [{"record_id": id_, "version": at, "number": numbers.get(id_, "")} for id_, at in wish.rows.items()]
        values = {
            "id": wish.id, "form": form.name, "person": view.caller.person_id, "act": wish.act,
            "fields": sorted(wish.values), "total": len(rows), "locale": locale, "at": now,
            "starts_at": now + wish.wait,
        }  # fmt: skip
        kept = {"values": dict(wish.values), "to": wish.to and str(wish.to), "reason": wish.reason}
        told = {"act": wish.act, "rows": len(rows), "fields": sorted(wish.values)}
        statements = [
            store.insert_batch(values, kept, self.engine.vault if form.sealed else None),
            store.insert_rows(wish.id, rows),
            entry(now, "batch_started", view.caller, f"form:{form.name}", told),
            defer(TASK, [{"batch_id": str(wish.id)}], wish.wait or None),
        ]
        try:
            await self.engine.database.write(statements)
        except UniqueViolation as error:
            if await self._mine(wish.id) is None:
                raise Conflict("batch_busy") from error
        return await self.show(wish.id)

    async def _require(self, wish: Wish) -> None:
        if (right := _RIGHTS.get(wish.act)) is not None:
            self.view.rights.require(right, self.view.form.name)
        if wish.act == "set" and not wish.values:
            raise Invalid([FieldProblem("values", "required")])
        if wish.act == "transfer" and (wish.to is None or not await read_callers(self.engine.database, [wish.to])):
            raise Invalid([FieldProblem("to", "member_unknown")])

    async def all(self) -> list[dict[str, Any]]:
        """Those that go on, or whose end they have not read; the newest first."""
        await require_form(self.engine, self.view)
        found = store.batches_of(self.view.form.name, self.view.caller.person_id)
        return [self._short(row) for row in await self.engine.database.all(found)]

    async def show(self, batch_id: UUID) -> dict[str, Any]:
        """One with the first rows that were left as they are. Raises Missing."""
        row = await self._own(batch_id)
        refused = await self._told(batch_id, 0, _SHOWN_REFUSED)
        return {**self._short(row), "rows": refused}

    async def cancel(self, batch_id: UUID) -> dict[str, Any]:
        """Stop after the rows at hand; what is done stays done. Raises Missing."""
        await self._own(batch_id)
        await self.engine.database.write([store.end(batch_id, "cancelled", self.engine.clock.now())])
        return await self.show(batch_id)

    async def seen(self, batch_id: UUID) -> None:
        """Say no more of it. Raises Missing."""
        await self._own(batch_id)
        await self.engine.database.write([store.mark_seen(batch_id)])

    async def refused(self, batch_id: UUID) -> tuple[list[str], list[list[str]]]:
        """The sheet of all rows that were left as they are, with why. Raises Missing."""
        row = await self._own(batch_id)
        found: list[list[str]] = []
        after = 0
        while part := await self._told(batch_id, after, _AT_ONCE):
            after = part[-1]["row"]
            found += [[each["name"], each["message"]] for each in part]
        head = [self.sentences(row["locale"], "column_number", {}), self.sentences(row["locale"], "sheet_wrong", {})]
        return head, found

    async def _told(self, batch_id: UUID, after: int, most: int) -> list[dict[str, Any]]:
        rows: Sequence[Row] = await self.engine.database.all(store.refused_rows(batch_id, after, most))
        return [
            {
                "row": row["row"],
                "id": str(row["record_id"]),
                "name": row["number"],
                "code": row["code"],
                "message": row["message"],
            }
            for row in rows
        ]

    async def _mine(self, batch_id: UUID) -> Row | None:
        row = await self.engine.database.one(store.get_batch(batch_id))
        mine = row is not None and row["person_id"] == self.view.caller.person_id
        return row if mine and row is not None and row["form"] == self.view.form.name else None

    async def _own(self, batch_id: UUID) -> Row:
        await require_form(self.engine, self.view)
        row = await self._mine(batch_id)
        if row is None:
            raise Missing("batch_missing")
        return row

    def _short(self, row: Row) -> dict[str, Any]:
        return {
            "id": str(row["id"]),
            "act": row["act"],
            "fields": row["fields"],
            "state": row["state"],
            "total": row["total"],
            "done": row["done"],
            "refused": row["refused"],
            "error": None if row["error"] is None else self.sentences(row["locale"], row["error"], {}),
            "starts_at": iso(row["starts_at"]),
            "created_at": iso(row["created_at"]),
        }
