"""What publishing a changed form does to its records: columns, values that will not convert, options in use."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpwright.definitions.kind import Effect
from helpwright.definitions.model import Part
from helpwright.forms import store
from helpwright.forms.backfill import carried_over, read_columns, related_to
from helpwright.forms.conversion import Column, Conversion
from helpwright.forms.document import FormDocument
from helpwright.forms.field_type import HOME_ZONE, NOTHING_RELATED, FieldSettings, FieldType, Related, ValueRefused
from helpwright.forms.publish import Table, conversions_of, settings_of, stored_fields, takes
from helpwright.forms.sealed import stored_as, type_of
from helpwright.kernel.filter import is_empty
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.platform.database import Row
from helpwright.platform.statement import Runner

MOST_COUNTED = 100_000
_PAGE = 2000
_SAMPLE = 20


_SENSITIVE = {True: "effect_sensitive_on", False: "effect_sensitive_off"}


@dataclass
class _Tally:
    rows: int = 0
    refused: int = 0
    sample: list[Mapping[str, Any]] = field(default_factory=list)


async def form_effects(
    types: Mapping[str, FieldType],
    session: Runner,
    part: Part,
    document: FormDocument | None,
) -> Sequence[Effect]:
    """Reads at most about a hundred thousand rows; numbers beyond that are "at least"."""
    table = Table.of(part)
    if document is None:
        count = await _count(session, table, "TRUE", {})
        return [Effect((), "effect_form_hidden", {"count": count})]
    effects = list(_of_fields(types, part, table, document))
    before = stored_fields(types, part)
    for key, settings in document.stored.items():
        raw = before.get(key)
        column = table.columns.get(key)
        if raw is not None and column is not None and raw["type"] in types:
            listed = types[settings.type].sql_type.endswith("[]")
            effects += await _of_kept(
                types, session, table, (key, column), settings_of(types, raw), settings, listed=listed
            )
    for key, raw in before.items():
        if key not in document.stored:
            count = await _count(session, table, f'"{table.columns[key]}" IS NOT NULL', {})
            effects.append(Effect(("fields", key), "effect_field_hidden", {"field": raw["label"], "count": count}))
    return [*effects, *await _of_conversions(types, session, part, document)]


def _of_fields(types: Mapping[str, FieldType], part: Part, table: Table, document: FormDocument) -> Iterable[Effect]:
    before = stored_fields(types, part)
    for key, settings in document.stored.items():
        told = {"field": settings.label}
        if key not in table.columns:
            value = None if settings.sensitive else types[settings.type].default(settings, None, HOME_ZONE)
            code = "effect_column_added" if is_empty(value) else "effect_column_filled"
            default = "" if is_empty(value) else _shown(types, settings, value)
            yield Effect(("fields", key), code, {**told, "default": default})
        elif key not in before:
            yield Effect(("fields", key), "effect_field_returns", told)


def _shown(types: Mapping[str, FieldType], settings: FieldSettings, value: Any) -> str:
    return types[settings.type].to_text(settings, value, DEFAULT_LOCALE, NOTHING_RELATED)


async def _of_kept(
    types: Mapping[str, FieldType],
    session: Runner,
    table: Table,
    place: tuple[str, str],
    before: FieldSettings,
    after: FieldSettings,
    *,
    listed: bool,
) -> list[Effect]:
    key, column = place
    path, told = ("fields", key), {"field": after.label}
    effects: list[Effect] = []
    if after.required and not before.required:
        count = await _count(session, table, f'"{column}" IS NULL', {})
        if count:
            effects.append(Effect((*path, "required"), "effect_required_empty", {**told, "count": count}))
    if after.unique and not before.unique and stored_as(before) == stored_as(after):
        effects += await _doubles(session, table, path, told, (column, type_of(types, after)))
    if takes(types, stored_as(before), stored_as(after)):
        effects += await _options_gone(session, table, place, before, after, listed=listed)
    return effects


async def _doubles(
    session: Runner, table: Table, path: tuple[str, str], told: Mapping[str, Any], place: tuple[str, FieldType]
) -> list[Effect]:
    column, kind = place
    doubled = store.doubled(table.quoted, kind.compared(f'"{column}"'))
    count = await _count(session, table, doubled, {})
    if not count:
        return []
    if kind.kind == "sealed":
        return [Effect((*path, "unique"), "effect_doubles", {**told, "count": count})]
    sample = await session.all(store.some_where(table.quoted, column, doubled, {}, _SAMPLE))
    return [Effect((*path, "unique"), "effect_doubles", {**told, "count": count}, sample)]


async def _options_gone(
    session: Runner,
    table: Table,
    place: tuple[str, str],
    before: FieldSettings,
    after: FieldSettings,
    *,
    listed: bool,
) -> list[Effect]:
    key, column = place
    old: Mapping[str, Any] = getattr(before, "texts", dict)()
    new: Mapping[str, Any] = getattr(after, "texts", dict)()
    effects: list[Effect] = []
    for option in (each for each in old if each not in new):
        holds = f'%(option)s = ANY("{column}")' if listed else f'"{column}" = %(option)s'
        count = await _count(session, table, holds, {"option": option})
        if count:
            told = {"field": after.label, "option": old[option], "count": count}
            effects.append(Effect(("fields", key, "options", option), "effect_option_in_use", told))
    return effects


async def _count(session: Runner, table: Table, condition: str, params: Mapping[str, Any]) -> int:
    row = await session.one(store.count_where(table.quoted, condition, params, MOST_COUNTED))
    return row["n"] if row else 0


async def _of_conversions(
    types: Mapping[str, FieldType], session: Runner, part: Part, document: FormDocument
) -> list[Effect]:
    conversions, _ = conversions_of(types, part, document)
    if not conversions:
        return []
    tallies = {each.field: _Tally() for each in conversions}
    async for rows in _pages(session, part, conversions):
        related = await related_to(session, part.app, conversions, rows)
        found = await carried_over(session, part.app, conversions, rows, related)
        for place, conversion in enumerate(conversions):
            for row in rows:
                if row[f"c{place}"] is not None:
                    why = found[place][row["id"]].refused
                    _count_in(tallies[conversion.field], conversion.source, row, row[f"c{place}"], why, related)
    return [effect for each in conversions for effect in _told(each, tallies[each.field])]


async def _pages(session: Runner, part: Part, conversions: Sequence[Conversion]) -> AsyncIterator[list[Row]]:
    table, after, seen = Table.of(part), None, 0
    columns = read_columns(conversions)
    while seen < MOST_COUNTED:
        rows = await session.all(store.look_at(table.quoted, columns, after, _PAGE))
        if rows:
            yield rows
        if len(rows) < _PAGE:
            return
        after, seen = rows[-1]["id"], seen + len(rows)


def _count_in(
    tally: _Tally, source: Column, row: Row, value: Any, refused: ValueRefused | None, related: Related
) -> None:
    tally.rows += 1
    if refused is None:
        return
    tally.refused += 1
    if len(tally.sample) < _SAMPLE:
        text = source.type.to_text(source.settings, value, DEFAULT_LOCALE, related)
        why = {"code": refused.code, "data": refused.data}
        tally.sample.append({"id": row["id"], "number": row["number"], "value": text[:80], "why": why})


def _told(conversion: Conversion, tally: _Tally) -> Iterable[Effect]:
    path = ("fields", conversion.field)
    told = {"field": conversion.target.settings.label, "count": tally.rows}
    before, after = conversion.source.settings.sensitive, conversion.target.settings.sensitive
    yield Effect(path, "effect_type_changes" if before == after else _SENSITIVE[after], told)
    if tally.refused:
        told = {**told, "refused": tally.refused}
        yield Effect(path, "effect_values_stay_behind", told, tally.sample, accept=True)
