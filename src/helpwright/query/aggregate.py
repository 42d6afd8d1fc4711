"""A Query document as one SELECT over rows that the reader may see. Pure."""

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
    {
        "radio", "priority", "status", "member", "person", "team", "text", "mobile", "email", "instant",
        "choice", "form", "boolean",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedMeasure:
    """A measure with a fixed definition: an aggregate over the alias `r`. `type` is number or duration (seconds)."""

    sql: str
    type: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a query reads: rows `r` that the reader may see, their columns, and the measures defined on them."""

    rows: str
    params: Mapping[str, Any]
    columns: Mapping[str, Column]
    measures: Mapping[str, NamedMeasure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the columns of the result mean, in order: dimensions, then measures with their types."""

    statement: Statement
    dimensions: Sequence[tuple[Dimension, Column]]
    measures: Sequence[tuple[MeasureDocument, str]]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a query is asked, in which zone its days lie, and who `me` is."""

    now: datetime
    zone: ZoneInfo
    me: Any = None


def form_source(form: Form, scope: Branch, readable: Collection[str]) -> Source:
    """The records of a form. `readable` are field keys that the reader sees on every row in scope."""
    known = {key: each for key, each in columns_of(form).items() if each.field is None or key in readable}
    return Source(f"{form.table} r WHERE r.deleted_at IS NULL AND {scope.sql}", scope.params, known)


def runs(measure: MeasureDocument, named: Collection[str] = ()) -> bool:
    """Whether this measure can be computed, given the dataset's named ones."""
    if measure.measure is not None:
        return measure.measure in named
    return measure.agg == "count" or (measure.agg == "count_distinct" and measure.field is not None)


def compile_query(query: QueryDocument, source: Source, moment: Moment) -> Answer:
    """Raises Invalid for fields that do not exist, cannot be read or cannot be grouped by."""
    known = source.columns
    where = Where(known, moment.now, moment.zone, me=moment.me)
    condition = where.compile(parse_filter(query.filter)) if query.filter is not None else "TRUE"
    dimensions = [(each, _dimension(each, known, index)) for index, each in enumerate(query.by)]
    measures = [_measure(each, source, index) for index, each in enumerate(query.measures)]
    selected = [
        f"{_bucketed(each, column, moment.zone)} AS d{index}" for index, (each, column) in enumerate(dimensions)
    ]
    selected += [f"{each.sql} AS m{index}" for index, each in enumerate(measures)]
    grouping = f" GROUP BY {', '.join(str(number + 1) for number in range(len(dimensions)))}" if dimensions else ""
    order = _order(query, len(dimensions), len(selected))
    statement = Statement(
        f"SELECT {', '.join(selected)} FROM {source.rows} AND {condition}{grouping}{order} LIMIT {query.limit:d}",
        {**source.params, **where.params, "now": moment.now},
    )
    types = [(document, each.type) for document, each in zip(query.measures, measures, strict=True)]
    return Answer(statement, dimensions, types)


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


def _measure(wanted: MeasureDocument, source: Source, index: int) -> NamedMeasure:
    if wanted.measure is not None and wanted.measure in source.measures:
        return source.measures[wanted.measure]
    if wanted.agg == "count" and wanted.field is None:
        return NamedMeasure("count(*)", "number")
    column = source.columns.get(wanted.field or "")
    if column is None or not runs(wanted):
        problem = FieldProblem(f"measures.{index}", "measure_not_possible", {"agg": wanted.agg or wanted.measure or ""})
        raise Invalid([problem])
    distinct = "DISTINCT " if wanted.agg == "count_distinct" else ""
    return NamedMeasure(f"count({distinct}{column.sql})", "number")


def _order(query: QueryDocument, dimensions: int, columns: int) -> str:
    if not query.sort:
        return (
            f" ORDER BY {'1' if dimensions and query.by[0].bucket else f'{dimensions + 1} DESC'}" if dimensions else ""
        )
    wrong = [each.by for each in query.sort if each.by > columns]
    if wrong:
        raise Invalid([FieldProblem("sort", "sort_not_possible", {"field": str(wrong[0])})])
    return " ORDER BY " + ", ".join(f"{each.by} {'DESC' if each.desc else 'ASC'} NULLS LAST" for each in query.sort)
