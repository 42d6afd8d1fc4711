"""Values that the new type of their field did not take: where they are, as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.definitions.model import DefinitionSet, Part
from helpwright.forms import store
from helpwright.forms.field_type import NOTHING_RELATED, FieldType
from helpwright.forms.publish import Table, settings_of
from helpwright.forms.sealed import type_of
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.platform.statement import Runner


async def left_behind(
    types: Mapping[str, FieldType],
    session: Runner,
    live: DefinitionSet,
    publication: UUID,
    after: UUID | None,
    most: int,
) -> Sequence[Mapping[str, Any]]:
    """The values of one publication in the order of their records, read from the columns they stayed in."""
    rows = await session.all(store.refusals_of(publication, after, most))
    forms = {part.id: part for part in (*live.of_kind("form"), *live.retired)}
    found: list[Mapping[str, Any]] = []
    for row in rows:
        part = forms.get(row["form_id"])
        if part is None:
            continue
        table = Table.of(part)
        values = await session.one(store.one_value(table.quoted, row["from_column"], row["record_id"]))
        if values is not None:
            text = _text(types, part, row["from_column"], values["value"])
            found.append(
                {
                    "form": part.name,
                    "field": row["field"],
                    "record": row["record_id"],
                    "number": values["number"],
                    "value": text,
                }
            )
    return found


def _text(types: Mapping[str, FieldType], part: Part, column: str, value: Any) -> str:
    for each in Table.of(part).former:
        if each["column"] == column:
            settings = settings_of(types, each["settings"])
            return type_of(types, settings).to_text(settings, value, DEFAULT_LOCALE, NOTHING_RELATED)
    return str(value)
