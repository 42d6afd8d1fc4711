"""A page of records as the interface gives it: the most frequent answer, so it is put together without detours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from helpwright.access.row_scope import merged
from helpwright.forms.field_type import FieldType, Masked
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter_tree import conditions, parse_filter
from helpwright.platform.database import Statement, Table
from helpwright.query.column import Column
from helpwright.query.likeness import like
from helpwright.query.promised import listed_columns
from helpwright.query.where import Apart, Narrowed, Where
from helpwright.records.engine import RecordEngine
from helpwright.records.link_titles import link_title
from helpwright.records.links import links_in
from helpwright.records.model import title_of
from helpwright.records.read import MOST_ROWS, ListRequest, View, link_queries, read_related
from helpwright.records.sorting import Sorting, sorting
from helpwright.records.store import Selection, count, list_page, to_record

_SYSTEM = ("id", "number", "version", "created_at", "updated_at", "created_by", "source", "owner_id", "team_id")
COUNT_EXACTLY_UP_TO = 10_000
_LONGEST_SEARCH = 200
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """Items in order, the cursor of the next page, and how many match if that was asked: (number, exact)."""

    items: Sequence[Item]
    next: str | None
    count: tuple[int, bool] | None = None


async def list_records(engine: RecordEngine, view: View, request: ListRequest, team_keys: Mapping[UUID, str]) -> Listed:
    """A page of what the caller may see, each item without what is hidden from them on its row.

    Raises Invalid for what cannot be filtered or sorted by this reader: fields not readable on every row in scope.
    """
    form, asked = view.form, asked_for(engine, view, request)
    scopes, order = view.scopes("read"), asked.order
    limit = max(1, min(request.limit, MOST_ROWS))
    selection = Selection(scopes, asked.condition, {**merged(scopes), **asked.params}, asked.apart)
    statements = [list_page(form, selection, order, limit + 1, view.marks, request.cursor or None)]
    if request.with_count:
        statements.append(count(form, selection, COUNT_EXACTLY_UP_TO + 1))
    page, *counts = await engine.database.tables(statements)
    total = counts[0][1][0][0] if counts else None
    return Listed(
        _items(view, page, limit, team_keys),
        _next(order, page, limit),
        None if total is None else (min(total, COUNT_EXACTLY_UP_TO), total <= COUNT_EXACTLY_UP_TO),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Filter, search and order of a list as SQL over `r`, with the parameters of all of them but no scope.

    `apart` says the same as the condition by values of a column, where that is possible.
    """

    condition: str
    params: Mapping[str, Any]
    order: Sorting
    apart: Apart | None = None


def asked_for(engine: RecordEngine, view: View, request: ListRequest) -> Asked:
    """What the request narrows the caller's rows to, and in which order. Raises Invalid as `list_records`."""
    known = known_columns(view)
    where = _where(engine, view, known)
    order = order_of(engine, view, request.sort, known)
    tree = None if request.filter is None else parse_filter(request.filter)
    narrowed = Narrowed("TRUE") if tree is None else where.compile_sorted(tree, order.key)
    more = [_search(request.search, known, where.params)] if request.search else []
    more += _without_hidden(view, request, where.params)
    apart = narrowed.apart and replace(narrowed.apart, rest=" AND ".join((narrowed.apart.rest, *more)))
    condition = " AND ".join((narrowed.condition, *more))
    # What another table chose is put in order as it is; else it would be looked for in every row without a value.
    filled = "" if narrowed.elsewhere else order.filled
    order = replace(order, only=narrowed.only, never=narrowed.never, filled=filled)
    return Asked(condition, {**where.params, **order.params}, order, apart)


def _without_hidden(view: View, request: ListRequest, params: dict[str, Any]) -> list[str]:
    """Rows on which a task hides a field from the caller do not answer questions about that field."""
    hides = view.rights.hides(view.form.name)
    if not hides:
        return []
    asked = {each.field for each in conditions(parse_filter(request.filter))} if request.filter is not None else set()
    asked |= {part.strip().lstrip("-") for part in (request.sort or "").split(",")}
    found = [rows for key, rows in hides.items() if request.search or key in asked]
    params.update(merged(found))
    return [f"NOT {rows.sql}" for rows in found]


def known_columns(view: View) -> Mapping[str, Column]:
    """What this reader can filter, sort and group by: system columns, and fields they read on every row in scope."""
    readable = set(view.readable_everywhere())
    return {key: column for key, column in listed_columns(view.form).items() if column.field is None or key in readable}


def order_of(engine: RecordEngine, view: View, text: str | None, known: Mapping[str, Column]) -> Sorting:
    """How this reader's list is sorted. Raises Invalid."""
    forms = engine.forms(view.definitions)
    return sorting(text, known, lambda column: link_title(forms, view, column))


def count_of(engine: RecordEngine, view: View, tree: Any) -> Statement:
    """How many records in the caller's scope match (row `{n}`, up to one more than is counted). Raises Invalid."""
    where = _where(engine, view, known_columns(view))
    condition = "TRUE" if tree is None else where.compile(parse_filter(tree))
    scopes = view.scopes("read")
    return count(view.form, Selection(scopes, condition, {**merged(scopes), **where.params}), COUNT_EXACTLY_UP_TO + 1)


def _where(engine: RecordEngine, view: View, known: Mapping[str, Column]) -> Where:
    return Where(known, engine.clock.now(), view.definitions.zone, view.caller.person_id, view.caller.teams)


async def page_json(engine: RecordEngine, view: View, request: ListRequest, team_keys: Mapping[UUID, str]) -> Item:
    """`{items, next, related}`, with `count` where it was asked for."""
    listed = await list_records(engine, view, request, team_keys)
    related = await _related(engine, view, listed.items)
    answer: Item = {"items": listed.items, "next": listed.next, "related": related}
    return (
        answer if listed.count is None else answer | {"count": dict(zip(("value", "exact"), listed.count, strict=True))}
    )


def _search(text: str, columns: Mapping[str, Any], params: dict[str, Any]) -> str:
    if len(text) > _LONGEST_SEARCH:
        raise Invalid([FieldProblem("search", "text_too_long", {"most": _LONGEST_SEARCH, "length": len(text)})])

    def param(value: str) -> str:
        name = f"search{len(params)}"
        params[name] = value
        return f"%({name})s"

    found = like("contains", text.strip(), param)
    return "(" + " OR ".join(found(each.sql) for each in columns.values() if each.text_search) + ")"


def _next(order: Sorting, page: Table, limit: int) -> str | None:
    names, rows = page
    return order.cursor(dict(zip(names, rows[limit - 1], strict=True))) if len(rows) > limit else None


def _items(view: View, page: Table, limit: int, team_keys: Mapping[UUID, str]) -> list[Item]:
    names, rows = page
    form, place = view.form, {name: number for number, name in enumerate(names)}
    everywhere = view.readable_everywhere()
    # no field is hidden on one row and shown on another
    alike = everywhere == view.readable() and not view.rights.hides(form.name)
    cells = _picker([place[f"f_{key}"] for key in everywhere])
    system = _picker([place[name] for name in _SYSTEM])
    converted = [
        (key, type_.to_json)
        for key in form.fields
        if type(type_ := form.fields[key].type).to_json is not FieldType.to_json
    ]
    sealed = [(each.key, each.type.mask) for each in form.sealed if each.key in everywhere]
    items: list[Item] = []
    for row in rows[:limit]:
        record_id, number, version, created_at, updated_at, created_by, source, owner_id, team_id = system(row)
        if alike:
            values = dict(zip(everywhere, cells(row), strict=True))
            for key, mask in sealed:
                values[key] = mask(values[key]) if values[key] else None
        else:
            values = view.visible_values(to_record(form, dict(zip(names, row, strict=True))))
        title = title_of(form, values)
        for key, to_json in converted:
            if key in values and not isinstance(values[key], Masked):
                values[key] = to_json(values[key])
        created = _instant(created_at)
        items.append(
            {
                "id": record_id,
                "number": number,
                "version": version,
                "title": title or number,
                "values": values,
                "created_at": created,
                "updated_at": created if updated_at == created_at else _instant(updated_at),
                "created_by": created_by,
                "source": source,
                "owner_id": owner_id,
                "team": None if team_id is None else team_keys.get(team_id),
            }
        )
    return items


def _picker(places: Sequence[int]) -> Callable[[tuple[Any, ...]], Sequence[Any]]:
    """Takes these places of a row; `itemgetter` gives no tuple for fewer than two."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: [row[place] for place in places]


def _instant(value: datetime) -> str:
    """As `iso`; the database gives UTC already."""
    text = value.isoformat(timespec="milliseconds")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else iso(value)


async def _related(engine: RecordEngine, view: View, items: Sequence[Item]) -> Item:
    """Names of the people and files that the items point to, in one round trip whatever their number."""
    members = [key for key, field in view.form.fields.items() if field.type.refers == "person"]
    attached = [key for key, field in view.form.fields.items() if field.type.refers == "file"]
    people: set[UUID] = set()
    files: set[UUID] = set()
    for item in items:
        people.update(each for each in (item["owner_id"], item["created_by"]) if each is not None)
        values = item["values"]
        for key in members:
            if values.get(key) and not isinstance(values[key], Masked):
                people.add(UUID(values[key]))
        for key in attached:
            if values.get(key):
                files.update(map(UUID, values[key]))
    links = link_queries(engine, view, links_in(view.form, (item["values"] for item in items)))
    return (await read_related(engine.database, people, files, links)).to_json()
