"""A Query document over a form as one SELECT under the reader's rights. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from helpwright.access.row_scope import Branch
from helpwright.forms.form import Form
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter import parse_filter
from helpwright.platform.database import Statement
from helpwright.query.column import Column, columns_of
from helpwright.query.document import Dimension, MeasureDocument, QueryDocument
from helpwright.query.where import Where

_INSTANT = "instant"
_PARTS = {"weekday": "isodow", "hour_of_day": "hour"}
_GROUPABLE = frozenset(
    {"radio", "priority", "status", "member", "person", "team", "text", "mobile", "email", "instant"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the columns of the result mean, in order: dimensions, then measures."""

    statement: Statement
    dimensions: Sequence[tuple[Dimension, Column]]
    measures: Sequence[MeasureDocument]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Under which a query is compiled. `readable` are field keys that the reader sees on every row in scope."""

    form: Form
    scope: Branch
    readable: Collection[str]
    now: datetime
    zone: ZoneInfo
    me: Any
    params: dict[str, Any] = field(default_factory=dict)


def runs(measure: MeasureDocument) -> bool:
    """Whether this measure can be computed over a form."""
    return measure.measure is None and (
        measure.agg == "count" or (measure.agg == "count_distinct" and measure.field is not None)
    )


def compile_query(query: QueryDocument, around: Surroundings) -> Answer:
    """Raises Invalid for fields that do not exist, cannot be read or cannot be grouped by."""
    known = {key: each for key, each in columns_of(around.form).items() if each.field is None or key in around.readable}
    where = Where(known, around.now, around.zone, me=around.me)
    condition = where.compile(parse_filter(query.filter)) if query.filter is not None else "TRUE"
    dimensions = [(each, _dimension(each, known, index)) for index, each in enumerate(query.by)]
    selected = [
        f"{_bucketed(each, column, around.zone)} AS d{index}" for index, (each, column) in enumerate(dimensions)
    ]
    selected += [f"{_measure(each, known, index)} AS m{index}" for index, each in enumerate(query.measures)]
    grouping = f" GROUP BY {', '.join(str(number + 1) for number in range(len(dimensions)))}" if dimensions else ""
    order = _order(query, len(dimensions), len(selected))
    statement = Statement(
        f"SELECT {', '.join(selected)} FROM {around.form.table} r "
        f"WHERE r.deleted_at IS NULL AND {around.scope.sql} AND {condition}{grouping}{order} LIMIT {query.limit:d}",
        {**around.scope.params, **where.params},
    )
    return Answer(statement, dimensions, query.measures)


def _dimension(wanted: Dimension, known: Mapping[str, Column], index: int) -> Column:
    column = known.get(wanted.field)
    if column is None:
        raise Invalid([FieldProblem(f"by.{index}.field", "field_unknown", {"field": wanted.field})])
    if column.type not in _GROUPABLE or (wanted.bucket is not None and column.type != _INSTANT):
        raise Invalid([FieldProblem(f"by.{index}", "grouping_not_possible", {"field": wanted.field})])
    return column


def _bucketed(wanted: Dimension, column: Column, zone: ZoneInfo) -> str:
    if column.type != _INSTANT:
        return column.sql
    local = f"({column.sql} AT TIME ZONE '{zone.key}')"
    bucket = wanted.bucket or "day"
    if bucket in _PARTS:
        return f"extract({_PARTS[bucket]} FROM {local})::int"
    return f"date_trunc('{bucket}', {local})::{'timestamp' if bucket == 'hour' else 'date'}"


def _measure(wanted: MeasureDocument, known: Mapping[str, Column], index: int) -> str:
    if wanted.agg == "count" and wanted.field is None:
        return "count(*)"
    column = known.get(wanted.field or "")
    if column is None or not runs(wanted):
        raise Invalid(
            [FieldProblem(f"measures.{index}", "measure_not_possible", {"agg": wanted.agg or wanted.measure or ""})]
        )
    distinct = "DISTINCT " if wanted.agg == "count_distinct" else ""
    return f"count({distinct}{column.sql})"


def _order(query: QueryDocument, dimensions: int, columns: int) -> str:
    if not query.sort:
        return (
            f" ORDER BY {'1' if dimensions and query.by[0].bucket else f'{dimensions + 1} DESC'}" if dimensions else ""
        )
    wrong = [each.by for each in query.sort if each.by > columns]
    if wrong:
        raise Invalid([FieldProblem("sort", "sort_not_possible", {"field": str(wrong[0])})])
    return " ORDER BY " + ", ".join(f"{each.by} {'DESC' if each.desc else 'ASC'} NULLS LAST" for each in query.sort)
