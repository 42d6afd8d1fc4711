"""Imports as their maker uses them: read a sheet, say what its columns hold, look, bring in, cancel, forget."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from helpwright.jobs.queue import defer
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Session
from helpwright.platform.sentences import Sentences
from helpwright.platform.sheet import SheetUnreadableError, rows_of
from helpwright.records.engine import RecordEngine
from helpwright.records.imports import store
from helpwright.records.imports.mapping import CREATED_AT, check_mapping, guess_mapping, importable, system_of
from helpwright.records.read import View, require_form

TASK = "imports:work"
MOST_ROWS = 100_000
HISTORY = "assign"
"""Whoever may hand out the records of a form may also bring in its past, which starts nothing."""
_AT_ONCE = 500
_SHOWN_WRONG = 100
_BEGUN = ("checked", "cancelled", "failed")
_WAITING = ("read", *_BEGUN)


@dataclass(frozen=True, slots=True)
class Plan:
    """What each column holds, whether it is history, and by which field records are found that are there already."""

    mapping: Sequence[str | None]
    history: bool = False
    match: str | None = None


def writable_in(view: View) -> list[str]:
    """Keys that a sheet may fill: what the caller may write, the status only where it is part of a history."""
    status = view.form.status
    return [key for key in view.creatable() if status is None or key != status.key]


@dataclass(frozen=True)
class Imports:
    """Those of one caller into one form."""

    engine: RecordEngine
    view: View
    sentences: Sentences

    async def read(self, content: bytes, name: str, locale: str) -> dict[str, Any]:
        """Keep the rows of a sheet; nothing else changes. Raises Invalid, Forbidden, Missing."""
        await self._require()
        form, at = self.view.form, self.engine.clock.now()
        rows = self._rows(content)
        # A large sheet takes seconds to open: nobody else is to wait for that.
        columns = await asyncio.to_thread(next, rows, None)
        if not columns:
            raise Invalid(code="sheet_empty")
        mapping = guess_mapping(importable(form, self._fillable), columns, system_of(form))
        import_id, total = new_id(), 0
        values = {
            "id": import_id, "form": form.name, "person": self.view.caller.person_id, "name": name[:200],
            "locale": locale, "at": at,
        }  # fmt: skip
        async with self.engine.database.transaction() as session:
            await session.execute(store.insert_import(values, columns, mapping))
            total = await self._keep(session, import_id, rows, len(columns))
            await session.execute(store.set_total(import_id, total))
        return await self.show(import_id)

    @property
    def _fillable(self) -> list[str]:
        return self.view.creatable() if self.may_history else writable_in(self.view)

    @property
    def may_history(self) -> bool:
        """Whether the caller may bring in history."""
        return self.view.rights.may(HISTORY, self.view.form.name)

    async def _keep(self, session: Session, import_id: UUID, rows: Iterator[list[str]], width: int) -> int:
        total, vault = 0, self.engine.vault if self.view.form.sealed else None
        while part := await asyncio.to_thread(lambda: list(islice(rows, _AT_ONCE))):
            if total + len(part) > MOST_ROWS:
                raise Invalid(code="sheet_too_long")
            # The first row of the sheet names the columns, so the rows are counted from 2 as people see them.
            await session.execute(store.insert_rows(import_id, total + 2, [row[:width] for row in part], vault))
            total += len(part)
        if total == 0:
            raise Invalid(code="sheet_empty")
        return total

    def _rows(self, content: bytes) -> Iterator[list[str]]:
        try:
            yield from rows_of(content)
        except SheetUnreadableError as error:
            raise Invalid(code=error.code, **error.data) from error

    async def all(self) -> list[dict[str, Any]]:
        """The newest ones, without their rows."""
        await self._require()
        found = store.imports_of(self.view.form.name, self.view.caller.person_id)
        return [self._short(row) for row in await self.engine.database.all(found)]

    async def show(self, import_id: UUID) -> dict[str, Any]:
        """One with its first rows and what is wrong. Raises Missing."""
        row = await self._own(import_id)
        first, wrong, counted, uncounted = await self.engine.database.read(
            [
                store.rows_in(import_id, ("", "new", "known", "wrong", "made", "changed"), 0, 3),
                store.rows_in(import_id, ("wrong",), 0, _SHOWN_WRONG),
                store.counts(import_id),
                store.uncounted(import_id),
            ]
        )
        first, wrong = (store.readable(each, self.engine.vault) for each in (first, wrong))
        fields = importable(self.view.form, self._fillable)
        return {
            **self._short(row),
            "columns": [
                {"name": name, "sample": [_cell(each["cells"], place) for each in first]}
                for place, name in enumerate(row["columns"])
            ],
            "mapping": row["mapping"],
            "history": row["history"],
            "match": row["match"],
            "may_history": self.may_history,
            "fields": [each.key for each in fields],
            "matching": [each.key for each in fields if each.settings.unique],
            "counts": {each["state"] or "waiting": each["n"] for each in counted},
            "uncounted": uncounted[0]["n"],
            "wrong": [self._told(row, each) for each in wrong],
        }

    def _labels(self, of: Row) -> dict[str, str]:
        """What the fields are called in the language of the import."""
        return {key: field.label(of["locale"]) for key, field in self.view.form.fields.items()}

    def _told(self, of: Row, row: Row) -> dict[str, Any]:
        return {
            "row": row["row"],
            "cells": row["cells"],
            "problems": problems_told(of, row, self.sentences, self._labels(of)),
        }

    async def look(self, import_id: UUID, plan: Plan) -> dict[str, Any]:
        """Look at every row under this plan, in the background. Raises Missing, Invalid, Forbidden, Conflict."""
        row = await self._own(import_id)
        if plan.history and not self.may_history:
            raise Forbidden("import_history_forbidden")
        writable = self.view.creatable() if plan.history else writable_in(self.view)
        fields = importable(self.view.form, writable)
        check_mapping(plan.mapping, fields, len(row["columns"]), system_of(self.view.form) if plan.history else ())
        if plan.match is not None:
            unique = {each.key for each in fields if each.settings.unique}
            if plan.history or plan.match not in unique or plan.match not in plan.mapping:
                raise Invalid([FieldProblem("match", "import_match_wrong")])
        await self._go(
            import_id,
            "checking",
            _WAITING,
            [
                store.arrange(import_id, plan.mapping, plan.match, history=plan.history),
                store.forget_looks(import_id),
            ],
        )
        return await self.show(import_id)

    async def run(self, import_id: UUID) -> dict[str, Any]:
        """Bring in the rows that were found good, in the background.

        Raises Missing, Conflict `import_busy`, `import_unlooked` where a look at all rows has not come to its end.
        """
        await self._own(import_id)
        await self._go(import_id, "running", _BEGUN, [])
        return await self.show(import_id)

    async def _go(self, import_id: UUID, state: str, before: Sequence[str], also: Sequence[Any]) -> None:
        at = self.engine.clock.now()
        async with self.engine.database.transaction() as session:
            if await session.one(store.begin(import_id, state, before, at)) is None:
                raise Conflict("import_busy")
            if state == "running" and await session.one(store.unlooked(import_id)) is not None:
                raise Conflict("import_unlooked")
            for each in also:
                await session.execute(each)
            await session.execute(defer(TASK, [{"import_id": str(import_id)}]))

    async def cancel(self, import_id: UUID) -> dict[str, Any]:
        """Stop after the rows at hand; what is in stays in. Raises Missing."""
        await self._own(import_id)
        await self.engine.database.write([store.cancel(import_id, self.engine.clock.now())])
        return await self.show(import_id)

    async def forget(self, import_id: UUID) -> None:
        """Delete the sheet, not what came of it. Raises Missing."""
        await self._own(import_id)
        await self.engine.database.write([store.delete_import(import_id)])

    async def wrong_rows(self, import_id: UUID) -> tuple[list[str], list[list[str]]]:
        """The sheet of the rows that were not brought in, what is wrong in the last column. Raises Missing."""
        row = await self._own(import_id)
        locale = row["locale"]
        columns = [*row["columns"], self.sentences(locale, "sheet_wrong")]
        between = self.sentences(locale, "filter_between")
        found: list[list[str]] = []
        after = 0
        while part := await self.engine.database.all(store.rows_in(import_id, ("wrong",), after, _AT_ONCE)):
            after = part[-1]["row"]
            for each in store.readable(part, self.engine.vault):
                cells = [_cell(each["cells"], place) for place in range(len(row["columns"]))]
                said = [
                    self.sentences(locale, "sheet_wrong_cell", told)
                    for told in problems_told(row, each, self.sentences, self._labels(row))
                ]
                found.append([*cells, between.join(said)])
        return columns, found

    async def _require(self) -> None:
        await require_form(self.engine, self.view)
        self.view.rights.require("create", self.view.form.name)

    async def _own(self, import_id: UUID) -> Row:
        await self._require()
        row = await self.engine.database.one(store.get_import(import_id))
        mine = row is not None and row["person_id"] == self.view.caller.person_id
        if row is None or not mine or row["form"] != self.view.form.name:
            raise Missing("import_missing")
        return row

    def _short(self, row: Row) -> dict[str, Any]:
        return {
            "id": str(row["id"]),
            "name": row["name"],
            "state": row["state"],
            "total": row["total"],
            "done": row["done"],
            "error": None if row["error"] is None else self.sentences(row["locale"], row["error"], {}),
            "created_at": iso(row["created_at"]),
        }


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def problems_told(
    of: Row, row: Mapping[str, Any], sentences: Sentences, labels: Mapping[str, str]
) -> list[dict[str, str]]:
    """What is wrong with a row, by the heading of the column; of what no column brings, by the label of the field."""
    headings = dict(labels) | {key: of["columns"][place] for place, key in enumerate(of["mapping"]) if key is not None}
    return [
        {
            "column": headings.get(each["field"], each["field"]),
            "message": sentences(of["locale"], each["code"], each["data"]),
        }
        for each in row["problems"] or ()
    ]


def suggests_history(mapping: Sequence[str | None]) -> bool:
    """Whoever brings times of creation along means the past."""
    return CREATED_AT in mapping
