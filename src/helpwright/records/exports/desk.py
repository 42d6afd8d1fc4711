"""Exports as they are asked for: what is to be given out, who may have it, and the rows in portions.

Portions follow each other by the place in the order where the last one ended, each a short read of its own: no
transaction stays open while somebody's network takes the file. A row that is written meanwhile comes as it then is;
one that moves in the order by that may be missing or come twice.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.access.row_scope import Branch, merged
from helpwright.definitions.teams import teams_by_id
from helpwright.forms.form import Form
from helpwright.kernel.errors import Invalid
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.platform.typed_sheet import Cell, CsvWriter, SheetWriter, XlsxWriter
from helpwright.records.api import RecordDesk
from helpwright.records.exports.columns import (
    ExportColumn,
    Shown,
    Wording,
    asks_of_promises,
    export_columns,
    system_word,
)
from helpwright.records.links import links_in
from helpwright.records.listing import Asked, asked_for
from helpwright.records.model import Record
from helpwright.records.read import ListRequest, View, link_queries, related, require_form
from helpwright.records.store import Selection, count, list_page, to_record

MOST_ROWS = 100_000
AT_ONCE = 1_000
_PIECE = 65_536
Format = Literal["xlsx", "csv"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A list (filter, search, order), its columns, and of its rows those with these ids if they are named."""

    request: ListRequest
    fields: Sequence[str] | None
    format: Format
    ids: Sequence[UUID] | None = None


@dataclass(frozen=True)
class Export:
    """One that was granted, and is in the audit: its columns, how many rows it has, and the file in pieces."""

    desk: RecordDesk
    view: View
    asked: Asked
    scopes: Sequence[Branch]
    columns: Sequence[ExportColumn]
    rows: int
    title: str
    format: Format
    turn: asyncio.Semaphore

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The file. Exports take turns portion by portion, so that a slow reader keeps no other waiting."""
        writer = self._writer()
        try:
            cursor: str | None = None
            left = MOST_ROWS
            while left > 0:
                async with self.turn:
                    found = await self._portion(cursor, min(left, AT_ONCE))
                    piece = await asyncio.to_thread(writer.add, await self._cells(found))
                if piece:
                    yield piece
                if len(found) < min(left, AT_ONCE):
                    break
                left -= len(found)
                cursor = self.asked.order.cursor(found[-1])
            async with self.turn:
                rest = await asyncio.to_thread(writer.finish)
            while rest is not None and (piece := await asyncio.to_thread(_read, rest)):
                yield piece
        finally:
            writer.close()

    def _writer(self) -> SheetWriter:
        labels = [each.label for each in self.columns]
        if self.format == "csv":
            return CsvWriter(labels)
        return XlsxWriter(self.title, labels, [each.look for each in self.columns])

    async def _portion(self, cursor: str | None, most: int) -> list[Row]:
        selection = Selection(self.scopes, self.asked.condition, {**merged(self.scopes), **self.asked.params})
        page = list_page(self.view.form, selection, self.asked.order, most, self.view.marks, cursor)
        return await self.desk.engine.database.all(page)

    async def _cells(self, found: Sequence[Row]) -> list[list[Cell]]:
        view, engine, form = self.view, self.desk.engine, self.view.form
        records = [to_record(form, row) for row in found]
        values = [view.visible_values(each) for each in records]
        people = [each for record in records for each in (record.created_by, record.owner_id)]
        links = link_queries(engine, view, links_in(form, values))
        names = (await related(engine.database, form, values, people, links)).names(view.definitions.zone)
        kept = await self._promises(records)
        rows = [Shown(record, shown, names, kept.get(record.id)) for record, shown in zip(records, values, strict=True)]
        return [[column.cell(row) for column in self.columns] for row in rows]

    async def _promises(self, records: Sequence[Record]) -> Mapping[UUID, Mapping[str, Any]]:
        if self.view.form.status is None or not asks_of_promises(self.columns):
            return {}
        return await self.desk.read_promises([each.id for each in records])


def _read(file: IO[bytes]) -> bytes:
    return file.read(_PIECE)


async def begin(
    desk: RecordDesk, view: View, wish: Wish, words: tuple[Sentences, str], turn: asyncio.Semaphore
) -> Export:
    """Grant an export and write it into the audit. Raises Missing, Forbidden, Invalid.

    Its rows are those that the caller both sees and may export.
    """
    engine, form = desk.engine, view.form
    await require_form(engine, view)
    view.rights.require("export", form.name)
    asked = _narrowed(view, asked_for(engine, view, wish.request), wish.ids)
    columns = export_columns(form, view.readable(), wish.fields, _wording(view, words))
    scopes = view.scopes("export")
    selection = Selection(scopes, asked.condition, {**merged(scopes), **asked.params})
    rows = int((await engine.database.all(count(form, selection, MOST_ROWS + 1)))[0]["n"])
    if rows > MOST_ROWS:
        raise Invalid(code="export_too_long", most=MOST_ROWS)
    told = entry(engine.clock.now(), "exported", view.caller, form.name, _told(form, wish, columns, rows))
    await engine.database.write([told])
    title = localize(form.document.name, words[1])
    return Export(desk, view, asked, scopes, columns, rows, title, wish.format, turn)


def _narrowed(view: View, asked: Asked, ids: Sequence[UUID] | None) -> Asked:
    seen = view.scope("read")
    condition, params = f"{asked.condition} AND {seen.sql}", {**seen.params, **asked.params}
    if ids is not None:
        condition, params = f"{condition} AND r.id = ANY(%(export_ids)s)", {**params, "export_ids": list(ids)}
    return Asked(condition, params, asked.order)


def _wording(view: View, words: tuple[Sentences, str]) -> Wording:
    sentences, locale = words
    teams = {key: localize(part.document["name"], locale) for key, part in teams_by_id(view.definitions).items()}
    return Wording(
        locale,
        view.definitions.zone,
        lambda key: sentences(locale, system_word(key)),
        lambda on: sentences(locale, "yes" if on else "no"),
        teams,
    )


def _told(form: Form, wish: Wish, columns: Sequence[ExportColumn], rows: int) -> dict[str, Any]:
    """What the audit keeps: how many rows and which columns of which list; of a search that there was one."""
    return {
        "rows": rows,
        "format": wish.format,
        "fields": [each.key for each in columns],
        "filter": _discreet(form, wish.request.filter),
        "searched": bool(wish.request.search),
        "chosen": None if wish.ids is None else len(wish.ids),
    }


def _discreet(form: Form, tree: Any) -> Any:
    """The filter without what sensitive fields are compared with."""
    if isinstance(tree, list):
        return [_discreet(form, each) for each in tree]
    if not isinstance(tree, dict):
        return tree
    field = form.fields.get(str(tree.get("field")))
    if field is not None and field.sealed:
        return {key: tree[key] for key in ("field", "op") if key in tree}
    return {key: _discreet(form, each) for key, each in tree.items()}
