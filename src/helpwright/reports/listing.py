"""Queries without groups and measures: the rows themselves, page by page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.definitions.teams import teams_by_id
from helpwright.forms.field_type import Masked
from helpwright.forms.sealed import UNREADABLE
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter_tree import parse_filter
from helpwright.platform.statement import Statement
from helpwright.query.column import Column, columns_of
from helpwright.query.document import QueryDocument
from helpwright.query.where import Where
from helpwright.records.listing import list_records
from helpwright.records.read import MOST_ROWS, ListRequest
from helpwright.records.sorting import sorting
from helpwright.reports.catalogue import DATASETS
from helpwright.reports.describe import PEOPLE, describe, label_of, linked_in
from helpwright.reports.reader import Reader
from helpwright.reports.values import plain

_DEFAULT_LIMIT = 50


async def list_rows(reader: Reader, query: QueryDocument) -> dict[str, Any]:
    """`{columns, rows, next}`; of records whatever the caller may see of each. Raises Invalid."""
    if query.source in DATASETS:
        return await _dataset_rows(reader, query)
    view = await reader.form_view(query.source)
    known = {key: each for key, each in columns_of(view.form).items() if each.field is None or key in view.readable()}
    shown = _shown(query, known, ["number", *view.readable()])
    request = ListRequest(query.filter, _sort(query, shown), query.cursor, limit=query.limit or _DEFAULT_LIMIT)
    teams = {each: str(each) for each in teams_by_id(reader.definitions)}
    page = await list_records(reader.engine, view, request, teams)
    rows = [{**item, "team_id": item["team"], **item["values"]} for item in page.items]
    return await _answer(reader, shown, rows, page.next)


async def _dataset_rows(reader: Reader, query: QueryDocument) -> dict[str, Any]:
    source, moment = await reader.source(query), reader.moment()
    shown = _shown(query, source.columns, list(DATASETS[query.source].known))
    where = Where(source.columns, reader.engine.clock.now(), moment.zone, moment.me, moment.teams)
    condition = "TRUE" if query.filter is None else where.compile(parse_filter(query.filter))
    order = sorting(_sort(query, shown), source.columns)
    params = {**source.params, **where.params, **order.params, "now": where.now}
    if query.cursor:
        after, cursor_params = order.after(query.cursor)
        condition, params = f"{condition} AND {after}", {**params, **cursor_params}
    limit = min(query.limit or _DEFAULT_LIMIT, MOST_ROWS)
    sql = (
        f"SELECT r.*, {order.sql} AS sort_value FROM {source.rows} AND {condition} "  # noqa: S608 -- compiled
        f"ORDER BY {order.order} LIMIT {limit + 1:d}"
    )
    rows = await reader.engine.database.all(Statement(sql, params))
    behind = order.cursor(rows[limit - 1]) if len(rows) > limit else None
    return await _answer(reader, shown, rows[:limit], behind)


def _shown(query: QueryDocument, known: Mapping[str, Column], usual: Sequence[str]) -> list[Column]:
    wanted = query.fields or usual
    problems = [
        FieldProblem(f"fields.{place}", "field_unknown", {"field": key})
        for place, key in enumerate(wanted)
        if key not in known
    ]
    if problems:
        raise Invalid(problems)
    return [known[key] for key in wanted]


def _sort(query: QueryDocument, shown: Sequence[Column]) -> str | None:
    """One column, by its number in the answer or by its key."""
    if not query.sort:
        return None
    if len(query.sort) > 1:
        raise Invalid([FieldProblem("sort.1", "sort_one_only")])
    by, desc = query.sort[0].by, query.sort[0].desc
    if isinstance(by, int) and by > len(shown):
        raise Invalid([FieldProblem("sort.0.by", "sort_not_possible", {"field": str(by)})])
    return f"{'-' if desc else ''}{shown[by - 1].key if isinstance(by, int) else by}"


async def _answer(
    reader: Reader, shown: Sequence[Column], rows: Sequence[Mapping[str, Any]], behind: str | None
) -> dict[str, Any]:
    cells = [[_cell(column, row.get(column.key)) for column in shown] for row in rows]
    taken = [(column, [row[place] for row in cells]) for place, column in enumerate(shown)]
    people = {UUID(each) for column, values in taken if column.type in PEOPLE for each in values if each is not None}
    names = await reader.names(people, linked_in(taken))
    columns = [
        {
            "key": column.key,
            "label": label_of(column, reader.sentences, reader.locale),
            "type": column.type,
            **describe(column, values, names, reader.definitions, reader.sentences, reader.locale),
        }
        for column, values in taken
    ]
    return {"columns": columns, "rows": cells, "next": behind}


def _cell(column: Column, value: Any) -> Any:
    """Of a sensitive value a dataset has no more than its mark."""
    sealed = column.kind == "sealed" and value is not None and not isinstance(value, Masked)
    return str(UNREADABLE) if sealed else plain(value)
