"""Values that the new type of their field did not take: where they are, as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.definitions.model import DefinitionSet, Part
from helpwright.forms import store
from helpwright.forms.backfill import related_of
from helpwright.forms.conversion import Column
from helpwright.forms.field_type import FieldType
from helpwright.forms.publish import Table, settings_of, stored_fields
from helpwright.forms.sealed import type_of
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.platform.database import Row
from helpwright.platform.statement import Runner


async def left_behind(
    types: Mapping[str, FieldType],
    session: Runner,
    live: DefinitionSet,
    publication: UUID,
    after: UUID | None,
    most: int,
) -> tuple[Sequence[Mapping[str, Any]], UUID | None]:
    """The values of one publication in the order of their records, read from the columns they stayed in.

    Those of at most so many records, and the last of these where there are more. A few statements for each column.
    """
    rows = await session.all(store.refusals_of(publication, after, most))
    forms = {part.id: part for part in (*live.of_kind("form"), *live.retired)}
    texts: dict[tuple[int, str], Mapping[UUID, tuple[str, str]]] = {}
    for form_id, name in dict.fromkeys((row["form_id"], row["from_column"]) for row in rows):
        part = forms.get(form_id)
        column = None if part is None else _column(types, part, name)
        if part is not None and column is not None:
            ids = [row["record_id"] for row in rows if (row["form_id"], row["from_column"]) == (form_id, name)]
            texts[form_id, name] = await _texts(session, part, column, ids)
    found = [
        {
            "form": forms[row["form_id"]].name,
            "field": row["field"],
            "record": row["record_id"],
            "number": there[0],
            "value": there[1],
        }
        for row in rows
        if (there := texts.get((row["form_id"], row["from_column"]), {}).get(row["record_id"])) is not None
    ]
    records = dict.fromkeys(row["record_id"] for row in rows)
    return found, rows[-1]["record_id"] if len(records) == most else None


async def _texts(session: Runner, part: Part, column: Column, ids: Sequence[UUID]) -> Mapping[UUID, tuple[str, str]]:
    """Number and text by record; records that are gone are absent."""
    rows: Sequence[Row] = await session.all(store.values_in(Table.of(part).quoted, column.name, ids))
    timed = column.type.column == "timestamptz"
    related = await related_of(session, part.app, [column], rows, timed=timed)
    return {
        row["id"]: (row["number"], column.type.to_text(column.settings, row["c0"], DEFAULT_LOCALE, related))
        for row in rows
    }


def _column(types: Mapping[str, FieldType], part: Part, name: str) -> Column | None:
    """The column that a field left, or is about to leave."""
    table = Table.of(part)
    known = {each["column"]: each["settings"] for each in table.former}
    known |= {table.columns[key]: raw for key, raw in stored_fields(types, part).items() if key in table.columns}
    raw = known.get(name)
    if raw is None or raw["type"] not in types:
        return None
    settings = settings_of(types, raw)
    return Column(name, type_of(types, settings), settings)
