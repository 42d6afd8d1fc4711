"""Which queries sums over groups can answer in place of the rows, and the statement that does. Pure.

A roll-up keeps, for each day on which records were created and each group of `dims`, the amounts that measures are
made of. Its days before `until` are told by its table, unless a change of a record of that day is noted and not yet
taken up; these days, and all since `until`, are counted from the rows, in the same statement: the answer is always that
of the rows. Beside the days stand their sums by month, for questions that no day matters to.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from helpwright.forms.choice import Choice
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter_tests import (
    Compared,
    Filled,
    Inside,
    Leaf,
    Moment,
    Never,
    Other,
    Settled,
    Test,
    by_key,
    settle,
)
from helpwright.kernel.filter_tree import parse_filter
from helpwright.query.column import Column
from helpwright.query.dimension import HOURLY, bucket_of, problem_of
from helpwright.query.document import QueryDocument
from helpwright.query.measure import Part, parts_of
from helpwright.query.rows import disjoint
from helpwright.query.source import Origin, Source

MOST_DIMS = 6
ALWAYS = "day:created_at"
"""Costs a roll-up next to nothing, and lets the period of a filter bar be answered."""
_MONTHLY = frozenset({"month", "quarter", "year"})
_FEW_VALUES = frozenset({"choice", "form", "flow", "node", "policy", "person", "team", "department", "boolean", "date"})
_COLUMN = re.compile(r'\b[a-z]\."?([a-z_][a-z0-9_]*)"?')
_OF_ALL = frozenset({"id", "created_at", "deleted_at", "form", "record_id"})
_NAMED = re.compile(r'r\."?([a-z_][a-z0-9_.]*)"?')


@dataclass(frozen=True, slots=True)
class Need:
    """What a query takes of the rows: `dims` as value:KEY, day:KEY or filled:KEY, and the parts of its measures.

    `monthly` where of the days only the month matters.
    """

    dims: frozenset[str]
    parts: tuple[Part, ...]
    monthly: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The columns of the rows that it looks at."""
        named = {key for part in self.parts for key in _NAMED.findall(part.sql)}
        return frozenset(named | {each.partition(":")[2] for each in self.dims})


@dataclass(frozen=True, slots=True)
class Rollup:
    """A roll-up that is there: what it counts, and where. `parts` gives the column of an amount by its SQL.

    `months` where sums by month stand beside the days.
    """

    id: int
    form_id: int
    dataset: str
    zone: str
    tables: str
    condition: str
    columns: Mapping[str, str]
    dims: Collection[str]
    parts: Mapping[str, str]
    scopes: Collection[str]
    months: bool = False

    @property
    def table(self) -> str:
        """Its table."""
        return f"rollup.r{self.id:d}"

    @property
    def month_table(self) -> str:
        """The table of its sums by month."""
        return f"{self.table}_months"

    def looks_at(self) -> frozenset[str]:
        """The names of the columns of all its tables on which its amounts depend; some may be of one table only."""
        told = " ".join((self.condition, self.tables, *self.columns.values()))
        return frozenset(_COLUMN.findall(told)) | frozenset(self.scopes) | _OF_ALL

    def serves(self, need: Need, origin: Origin, zone: ZoneInfo) -> bool:
        """Whether it counts these very rows by what is needed.

        Every expression it was made of must be what the reader's definitions and rights say today.
        """
        return (
            (self.form_id, self.dataset, self.zone) == (origin.form_id, origin.dataset, zone.key)
            and (self.tables, self.condition) == (origin.tables, origin.condition)
            and all(origin.columns.get(key) == sql for key, sql in self.columns.items())
            and need.dims <= frozenset(self.dims)
            and all(part.sql in self.parts for part in need.parts)
            and frozenset(self.scopes) >= {each for branch in origin.scopes for each in branch.columns or ()}
        )


def need_of(query: QueryDocument, source: Source, moment: Moment) -> Need | None:
    """What the query takes of the rows; None where groups of a day cannot answer it, or it is not a good query."""
    dims = _Dims(source.columns, moment)
    try:
        for wanted in query.by:
            dims.group(wanted.field, bucket_of(wanted, dims.column(wanted.field)), wanted)
        for tree in (query.filter, *(each.filter for each in query.measures)):
            dims.filter(tree)
    except (_Unanswerable, Invalid):
        return None
    parts: list[Part] = []
    for wanted_measure in query.measures:
        told = parts_of(wanted_measure, source.columns, source.measures)
        if told is None:
            return None
        parts += [each for each in told.parts if each not in parts]
    need = Need(dims.found(), tuple(parts), dims.monthly)
    return need if len(need.dims) <= MOST_DIMS and all(_steady(source, key) for key in need.keys) else None


def _steady(source: Source, key: str) -> bool:
    return bool(source.origins) and all(key in each.columns for each in source.origins)


class _Unanswerable(Exception):  # noqa: N818 -- no error: such queries are asked of the rows
    """Groups cannot answer."""


class _Dims:
    def __init__(self, columns: Mapping[str, Column], moment: Moment) -> None:
        self._columns = columns
        self._moment = moment
        self._hows: dict[str, set[str]] = {}
        self.monthly = True
        """Whether every day that was named so far begins a month."""

    def found(self) -> frozenset[str]:
        """What tells more includes what tells less."""
        ranks = ("day", "value", "filled")
        return frozenset(f"{next(each for each in ranks if each in hows)}:{key}" for key, hows in self._hows.items())

    def column(self, key: str) -> Column:
        column = self._columns.get(key)
        if column is None:
            raise _Unanswerable
        return column

    def group(self, key: str, bucket: str | None, wanted: Any) -> None:
        column = self.column(key)
        if problem_of(wanted, column, "") is not None or wanted.ranges is not None or bucket in HOURLY:
            raise _Unanswerable
        self.monthly &= _few_values(column) or bucket in _MONTHLY
        self._take(key, "value" if _few_values(column) else "day" if column.kind == "instant" else None)

    def filter(self, document: Any) -> None:
        if document is None:
            return
        problems: list[FieldProblem] = []
        tree = settle(parse_filter(document), by_key(self._columns), self._moment, problems)
        if problems:
            raise _Unanswerable
        for leaf in _leaves(tree):
            if not isinstance(leaf.test, Never):
                self._take(leaf.field, self._how(self.column(leaf.field), leaf.test))

    def _how(self, column: Column, test: Test) -> str | None:
        if isinstance(test, Compared) and isinstance(test.operand, Other):
            return None
        if _few_values(column):
            return "value"
        if isinstance(test, Filled):
            return None if column.kind == "list" else "filled"
        if column.kind != "instant":
            return None
        match test:
            case Inside(start, end):
                return "day" if self._midnight(start) and self._midnight(end) else None
            case Compared("lt" | "ge", operand):
                return "day" if self._midnight(operand) else None
        return None

    def _midnight(self, at: datetime | None) -> bool:
        local = None if at is None else at.astimezone(self._moment.zone)
        self.monthly &= local is None or local.day == 1
        return local is None or local.timetz().replace(tzinfo=None) == time()

    def _take(self, key: str, how: str | None) -> None:
        if how is None:
            raise _Unanswerable
        self._hows.setdefault(key, set()).add(how)


def _leaves(tree: Settled) -> list[Leaf]:
    return [tree] if isinstance(tree, Leaf) else [leaf for part in tree.parts for leaf in _leaves(part)]


def _few_values(column: Column) -> bool:
    if column.field is not None:
        kind = column.field.type
        return isinstance(kind, Choice) or column.kind in {"boolean", "date"} or kind.refers == "person"
    return column.type in _FEW_VALUES or column.key == "source"


def rolled(need: Need, source: Source, zone: ZoneInfo, rollups: Sequence[Rollup]) -> Source | None:
    """The source as groups of rows, those of some form told by a roll-up; None where no roll-up helps."""
    chosen = [_chosen(need, origin, zone, rollups) for origin in source.origins]
    if not any(chosen):
        return None
    selects = [
        select
        for origin, each in zip(source.origins, chosen, strict=True)
        for select in _selects(need, origin, each, zone)
    ]
    columns = {each.partition(":")[2]: _column(each, source.columns) for each in need.dims}
    amounts = {part.sql: f"p{place}" for place, part in enumerate(need.parts)}
    rows = f"({' UNION ALL '.join(selects)}) r WHERE TRUE"
    return replace(source, rows=rows, columns={**source.columns, **columns}, amounts=amounts)


def _chosen(need: Need, origin: Origin, zone: ZoneInfo, rollups: Sequence[Rollup]) -> Rollup | None:
    found = [each for each in rollups if each.serves(need, origin, zone)]
    return min(found, key=lambda each: (len(each.dims) + len(each.scopes), each.id), default=None)


def _column(dim: str, columns: Mapping[str, Column]) -> Column:
    how, _, key = dim.partition(":")
    # A column of which only this is asked: whether there is a value.
    return replace(columns[key], sql=f'nullif(r."{dim}", FALSE)' if how == "filled" else f'r."{dim}"')


def dim_sql(dim: str, zone: str) -> str:
    """The expression over the columns of the rows."""
    how, _, key = dim.partition(":")
    match how:
        case "day":
            return f"date_trunc('day', r.\"{key}\", '{zone}')"
        case "filled":
            return f'(r."{key}" IS NOT NULL)'
        case _:
            return f'r."{key}"'


def _selects(need: Need, origin: Origin, rollup: Rollup | None, zone: ZoneInfo) -> list[str]:
    """Groups of the rows in scope: no row is in two of them."""
    told = [each for each in origin.scopes if each.columns is not None]
    others = [each for each in origin.scopes if each.columns is None]
    if rollup is None:
        return [_counted(need, origin, zone, condition) for condition in disjoint(origin.scopes)]
    found = []
    if told:
        either = f"({' OR '.join(f'({each.sql})' for each in told)})"
        found += _told(need, rollup, either)
        found.append(_counted(need, origin, zone, either, _open_days(rollup)))
    found += [_counted(need, origin, zone, condition) for condition in disjoint([*told, *others])[len(told) :]]
    return found


def _told(need: Need, rollup: Rollup, condition: str) -> list[str]:
    """Groups that are counted already: of months in which nothing is noted, and of the other days without a note."""
    dims = "".join(f'r."{each}", ' for each in sorted(need.dims))
    amounts = ", ".join(f"r.{rollup.parts[part.sql]} AS p{place}" for place, part in enumerate(need.parts))
    known = f"{condition} AND r.part < {_until(rollup)} AND r.part NOT IN ({noted_days(rollup)})"
    if not (need.monthly and rollup.months):
        return [f"SELECT {dims}{amounts} FROM {rollup.table} r WHERE {known}"]
    month, noted = month_sql(_until(rollup), rollup.zone), month_sql("n.at", rollup.zone)
    touched = f"SELECT {noted} AS part FROM rollup_notes n WHERE n.form_id = {rollup.form_id:d}"
    spans = (
        f"SELECT {month} AS begin, 'infinity'::timestamptz AS finish UNION ALL SELECT m.part, "
        f"{next_month_sql('m.part', rollup.zone)} FROM (SELECT DISTINCT t.part FROM ({touched}) t) m "
        f"WHERE m.part < {month}"
    )
    settled = f"{condition} AND r.part < {month} AND r.part NOT IN ({touched})"
    return [
        f"SELECT {dims}{amounts} FROM {rollup.month_table} r WHERE {settled}",
        f"SELECT {dims}{amounts} FROM ({spans}) span CROSS JOIN LATERAL ({days_within(rollup)}) r WHERE {known}",
    ]


def days_within(rollup: Rollup) -> str:
    """The days of each `span`, along the index."""
    return f"SELECT r.* FROM {rollup.table} r WHERE r.part >= span.begin AND r.part < span.finish OFFSET 0"


def month_sql(at: str, zone: str) -> str:
    """When the month began."""
    return f"date_trunc('month', {at}, '{zone}')"


def next_month_sql(month: str, zone: str) -> str:
    """When the month behind the one that begins then begins."""
    return month_sql(f"{month} + interval '32 days'", zone)


def _until(rollup: Rollup) -> str:
    return f"(SELECT u.until FROM rollups u WHERE u.id = {rollup.id:d})"


def noted_days(rollup: Rollup) -> str:
    """Days of records with a change that is not taken up yet, some of them several times."""
    day = f"date_trunc('day', n.at, '{rollup.zone}') AS day"
    return f"SELECT {day} FROM rollup_notes n WHERE n.form_id = {rollup.form_id:d}"


def _open_days(rollup: Rollup) -> str:
    """Spans of days that the table does not tell, as [begin, finish); no instant lies in two."""
    return (
        f"SELECT {_until(rollup)} AS begin, 'infinity'::timestamptz AS finish UNION ALL "
        f"SELECT d.day, date_trunc('day', d.day + interval '36 hours', '{rollup.zone}') "
        f"FROM (SELECT DISTINCT n.day FROM ({noted_days(rollup)}) n) d WHERE d.day < {_until(rollup)}"
    )


def _counted(need: Need, origin: Origin, zone: ZoneInfo, condition: str, spans: str | None = None) -> str:
    dims = sorted(need.dims)
    grouped = "".join(f'{dim_sql(each, zone.key)} AS "{each}", ' for each in dims)
    amounts = ", ".join(f"{part.sql} AS p{place}" for place, part in enumerate(need.parts))
    rows = rows_of(origin, need.keys, condition, within=spans is not None)
    # Not merged with what is around it: each span is read along the index of the time of creation.
    from_rows = f"({rows}) r" if spans is None else f"({spans}) span CROSS JOIN LATERAL ({rows} OFFSET 0) r"
    grouping = f" GROUP BY {', '.join(str(n + 1) for n in range(len(dims)))}" if dims else ""
    return f"SELECT {grouped}{amounts} FROM {from_rows}{grouping}"


def rows_of(origin: Origin, keys: Collection[str], condition: str, *, within: bool, more: Sequence[str] = ()) -> str:
    """The rows with these columns; `within`: created within `span`. `more` are expressions over the record."""
    selected = ", ".join([*(f'{origin.columns[key]} AS "{key}"' for key in sorted(keys)), *more]) or "1 AS one"
    limits = " AND r.created_at >= span.begin AND r.created_at < span.finish" if within else ""
    return f"SELECT {selected} FROM {origin.tables} WHERE {origin.condition}{limits} AND {condition}"
