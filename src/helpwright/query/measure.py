"""Aggregates: what each computes, of which kinds of fields, and what comes out. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from helpwright.kernel.errors import FieldProblem
from helpwright.kernel.values import Kind
from helpwright.query.column import Column
from helpwright.query.document import MeasureDocument

_NUMBERS: frozenset[Kind] = frozenset({"number"})
_ORDERED: frozenset[Kind] = frozenset({"number", "date", "instant"})
_COUNTED: frozenset[Kind] = frozenset({"text", "number", "date", "instant", "id", "boolean"})
_FILTERED = " FILTER (WHERE {})"


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of a group of rows, out of which measures are made; that of several groups is their `how`."""

    sql: str
    how: Literal["sum", "min", "max"] = "sum"


@dataclass(frozen=True, slots=True)
class Told:
    """A measure out of parts: in `total`, `{0}` is the first, `{every0}` the same whatever the measure's own filter."""

    parts: tuple[Part, ...]
    total: str


@dataclass(frozen=True, slots=True)
class NamedMeasure:
    """A measure with a fixed definition: an aggregate over the alias `r`. A duration is in seconds, a percent a share.

    `type` is number, money, duration, percent, instant or date; `nothing` is its value over no rows. `told` says how
    groups of rows tell it, if they can.
    """

    sql: str
    type: str
    nothing: int | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class AggregateType:
    """`sql(field or *, FILTER clause)`; `kinds` of fields it takes; `field`: needed, allowed or refused.

    `type` of the result, None for that of the field; `nothing` is the value of a group without rows. `told` says how
    groups of rows tell it: `{}` in its parts is the field.
    """

    sql: Callable[[str, str], str]
    kinds: frozenset[Kind]
    field: str = "needed"
    type: str | None = None
    nothing: int | None = None
    told: Told | None = None


_SUM = (Part("sum({})"),)
_COUNT = (Part("count({})"),)
NUMBER = "coalesce({0}, 0)::bigint"
MEAN = "{0}::numeric / nullif({1}, 0)"
_SHARE = "coalesce({0}, 0)::double precision / nullif(sum(coalesce({0}, 0)) OVER (), 0)"


def _plain(function: str) -> Callable[[str, str], str]:
    return lambda field, rows: f"{function}({field}){rows}"


def _percentile(share: float) -> Callable[[str, str], str]:
    return lambda field, rows: f"percentile_cont({share}) WITHIN GROUP (ORDER BY ({field})::double precision){rows}"


def _share(field: str, rows: str) -> str:
    part = f"count(*){rows}" if field == "*" else f"sum({field}){rows}"
    return f"({part})::double precision / nullif(sum({part}) OVER (), 0)"


AGGREGATES: Mapping[str, AggregateType] = {
    "count": AggregateType(_plain("count"), _COUNTED | {"list"}, "allowed", "number", 0, told=Told(_COUNT, NUMBER)),
    "count_distinct": AggregateType(
        lambda field, rows: f"count(DISTINCT {field}){rows}", _COUNTED, "needed", "number", 0
    ),
    "sum": AggregateType(_plain("sum"), _NUMBERS, nothing=0, told=Told(_SUM, "{0}")),
    "avg": AggregateType(_plain("avg"), _NUMBERS, told=Told((*_SUM, *_COUNT), MEAN)),
    "min": AggregateType(_plain("min"), _ORDERED, told=Told((Part("min({})", "min"),), "{0}")),
    "max": AggregateType(_plain("max"), _ORDERED, told=Told((Part("max({})", "max"),), "{0}")),
    "median": AggregateType(_percentile(0.5), _NUMBERS),
    "p90": AggregateType(_percentile(0.9), _NUMBERS),
    "p95": AggregateType(_percentile(0.95), _NUMBERS),
    "p99": AggregateType(_percentile(0.99), _NUMBERS),
    "stddev": AggregateType(_plain("stddev_samp"), _NUMBERS),
    "rate": AggregateType(
        lambda _field, rows: f"(count(*){rows})::double precision / nullif(count(*), 0)",
        frozenset(),
        "refused",
        "percent",
        told=Told(_COUNT, "coalesce({0}, 0)::double precision / nullif({every0}, 0)"),
    ),
    "ratio": AggregateType(_share, _NUMBERS, "allowed", "percent", 0, told=Told(_COUNT, _SHARE)),
}


def problem_of(
    wanted: MeasureDocument, columns: Mapping[str, Column], named: Mapping[str, NamedMeasure], path: str
) -> FieldProblem | None:
    """Why the measure cannot be computed over these columns."""
    if wanted.measure is not None:
        if wanted.measure in named:
            return None
        return FieldProblem(f"{path}.measure", "measure_unknown", {"measure": wanted.measure})
    aggregate = AGGREGATES[wanted.agg or "count"]
    if wanted.field is None:
        missing = FieldProblem(f"{path}.field", "measure_needs_field", {"agg": wanted.agg})
        return missing if aggregate.field == "needed" else None
    column = columns.get(wanted.field)
    if column is None:
        return FieldProblem(f"{path}.field", "field_unknown", {"field": wanted.field})
    if aggregate.field == "refused" or column.kind not in aggregate.kinds:
        return FieldProblem(f"{path}.field", "measure_not_possible", {"agg": wanted.agg, "field": wanted.field})
    return None


def nothing_of(wanted: MeasureDocument, named: Mapping[str, NamedMeasure]) -> int | None:
    """The value of the measure where there is no row: nothing was counted, but nothing has no mean."""
    if wanted.measure is not None:
        return named[wanted.measure].nothing
    return AGGREGATES[wanted.agg or "count"].nothing


def measured(wanted: MeasureDocument, column: Column | None, condition: str | None) -> NamedMeasure:
    """The aggregate as SQL, over the rows that `condition` lets through."""
    aggregate = AGGREGATES[wanted.agg or "count"]
    rows = "" if condition is None else _FILTERED.format(condition)
    return NamedMeasure(aggregate.sql("*" if column is None else column.sql, rows), aggregate.type or _result(column))


def parts_of(wanted: MeasureDocument, columns: Mapping[str, Column], named: Mapping[str, NamedMeasure]) -> Told | None:
    """How groups of rows tell the measure; None where they cannot, or it is not there."""
    if problem_of(wanted, columns, named, "") is not None:
        return None
    if wanted.measure is not None:
        return named[wanted.measure].told
    told = AGGREGATES[wanted.agg or "count"].told
    if told is None or (wanted.field is not None and (wanted.agg == "ratio" or columns[wanted.field].kind == "list")):
        return None
    of = "*" if wanted.field is None else f'r."{wanted.field}"'
    return Told(tuple(Part(each.sql.format(of), each.how) for each in told.parts), told.total)


def added_up(
    wanted: MeasureDocument,
    columns: Mapping[str, Column],
    named: Mapping[str, NamedMeasure],
    amounts: Mapping[str, str],
    condition: str | None,
) -> NamedMeasure:
    """The measure as SQL over groups of rows, whose `amounts` are in these columns."""
    told = parts_of(wanted, columns, named)
    if told is None:
        raise LookupError(wanted)
    rows = "" if condition is None else _FILTERED.format(condition)
    every = [f"{part.how}(r.{amounts[part.sql]})" for part in told.parts]
    words = {f"every{place}": each for place, each in enumerate(every)}
    sql = told.total.format(*(f"{each}{rows}" for each in every), **words)
    if wanted.measure is not None:
        return NamedMeasure(sql, named[wanted.measure].type)
    column = columns.get(wanted.field or "")
    return NamedMeasure(sql, AGGREGATES[wanted.agg or "count"].type or _result(column))


def _result(column: Column | None) -> str:
    if column is None:
        return "number"
    kept = {"duration", "instant", "date", "money"}
    return column.type if column.type in kept else _RESULTS.get(column.kind, "number")


_RESULTS: Mapping[Kind, str] = {"instant": "instant", "date": "date"}
