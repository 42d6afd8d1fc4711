"""A Query document as one SELECT over rows that the reader may see. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter_tests import Moment
from helpwright.kernel.filter_tree import parse_filter
from helpwright.kernel.values import OPERATORS_OF, PARSERS, Kind
from helpwright.platform.statement import Statement
from helpwright.query import dimension as groups
from helpwright.query import measure as amounts
from helpwright.query.column import Column
from helpwright.query.document import Dimension, MeasureDocument, QueryDocument
from helpwright.query.measure import NamedMeasure
from helpwright.query.source import Source
from helpwright.query.where import Where

DEFAULT_LIMIT = 500
_KIND_OF_RESULT: Mapping[str, Kind] = {"instant": "instant", "date": "date"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement whose columns are d0, d1 … (dimensions) and m0, m1 … (measures).

    A measure comes with the type of its values and the column it is of, if any.
    """

    statement: Statement
    dimensions: Sequence[tuple[Dimension, Column]]
    measures: Sequence[tuple[MeasureDocument, str, Column | None]]


def column_key(place: int, wanted: MeasureDocument) -> str:
    """The key of a measure's column in the answer."""
    return wanted.measure or f"m{place}"


def compile_query(query: QueryDocument, source: Source, moment: Moment) -> Answer:
    """Raises Invalid with a problem for everything that does not exist, cannot be read, grouped or computed."""
    return _Compiler(query, source, moment).compile()


class _Compiler:
    def __init__(self, query: QueryDocument, source: Source, moment: Moment) -> None:
        if moment.now is None or not isinstance(moment.zone, ZoneInfo):
            raise TypeError
        self._query = query
        self._source = source
        self._zone = moment.zone
        self._where = Where(source.columns, moment.now, moment.zone, moment.me, moment.teams)
        self._problems: list[FieldProblem] = []

    def compile(self) -> Answer:
        query, source = self._query, self._source
        condition = self._filter(query.filter, "filter") or "TRUE"
        dimensions = [(each, self._dimension(each, place)) for place, each in enumerate(query.by)]
        measures = [self._measure(each, place) for place, each in enumerate(query.measures)]
        if self._problems:
            raise Invalid(self._problems)
        selected = [
            f"{groups.group_sql(each, column, self._zone)} AS d{n}" for n, (each, column) in enumerate(dimensions)
        ]
        selected += [f"{each.sql} AS m{place}" for place, each in enumerate(measures)]
        grouping = f" GROUP BY {', '.join(str(n + 1) for n in range(len(dimensions)))}" if dimensions else ""
        having = self._having(dimensions, measures)
        order = self._order(dimensions)
        if self._problems:
            raise Invalid(self._problems)
        groups_of = (
            f"SELECT * FROM (SELECT {', '.join(selected)} FROM {source.rows} AND {condition}{grouping}) r{having}"
        )
        if not query.sort and query.limit is None and dimensions and groups.along_time(*dimensions[0]):
            # Of a course that is longer than an answer, what came last.
            ties = "".join(f", {place + 1}" for place in range(1, len(dimensions)))
            groups_of = f"SELECT * FROM ({groups_of} ORDER BY 1 DESC NULLS LAST{ties} LIMIT {DEFAULT_LIMIT:d}) r"
        statement = Statement(
            f"{groups_of}{order} LIMIT {query.limit or DEFAULT_LIMIT:d}",
            {**source.params, **self._where.params, "now": self._where.now},
        )
        described = [
            (document, each.type, source.columns.get(document.field or ""))
            for document, each in zip(query.measures, measures, strict=True)
        ]
        return Answer(statement, dimensions, described)

    def _filter(self, document: Any, path: str) -> str | None:
        if document is None:
            return None
        return self._trying(lambda: self._where.compile(parse_filter(document, path)))

    def _trying(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except Invalid as error:
            self._problems += error.errors
            return None

    def _dimension(self, wanted: Dimension, place: int) -> Column:
        column = self._source.columns.get(wanted.field)
        problem = groups.problem_of(wanted, column, f"by.{place}")
        if problem is not None or column is None:
            self._problems += [] if problem is None else [problem]
            return _NOTHING
        return column

    def _measure(self, wanted: MeasureDocument, place: int) -> NamedMeasure:
        path, source = f"measures.{place}", self._source
        problem = amounts.problem_of(wanted, source.columns, source.measures, path)
        condition = self._filter(wanted.filter, f"{path}.filter")
        if problem is not None:
            self._problems.append(problem)
            return NamedMeasure("NULL", "number")
        if source.amounts:
            return amounts.added_up(wanted, source.columns, source.measures, source.amounts, condition)
        if wanted.measure is not None:
            return source.measures[wanted.measure]
        return amounts.measured(wanted, source.columns.get(wanted.field or ""), condition)

    def _having(self, dimensions: Sequence[tuple[Dimension, Column]], measures: Sequence[NamedMeasure]) -> str:
        if self._query.having is None:
            return ""
        known = {
            # Values are read as the column's own, so that an option may be named by its label here, too.
            wanted.field: replace(_result(f"d{place}", column.type, column.kind), parse=column.parse)
            for place, (wanted, column) in enumerate(dimensions)
            if not groups.in_order(wanted, column)
        }
        for place, (document, each) in enumerate(zip(self._query.measures, measures, strict=True)):
            kind = _KIND_OF_RESULT.get(each.type, "number")
            known[column_key(place, document)] = _result(f"m{place}", each.type, kind)
        where, columns = self._where, self._where.columns
        where.columns = known
        condition = self._filter(self._query.having, "having")
        where.columns = columns
        return f" WHERE {condition}"

    def _order(self, dimensions: Sequence[tuple[Dimension, Column]]) -> str:
        keys = [each.field for each in self._query.by]
        keys += [column_key(place, each) for place, each in enumerate(self._query.measures)]
        wanted: list[tuple[int, bool]] = []
        for place, each in enumerate(self._query.sort):
            number = each.by if isinstance(each.by, int) else keys.index(each.by) + 1 if each.by in keys else 0
            if not 1 <= number <= len(keys):
                self._problems.append(FieldProblem(f"sort.{place}.by", "sort_not_possible", {"field": str(each.by)}))
            wanted.append((number, each.desc))
        if not wanted and dimensions and not groups.in_order(*dimensions[0]):
            wanted = [(len(dimensions) + 1, True)]
        # Groups with equal amounts come in the order of the groups, so that an answer is the same each time.
        wanted += [(n + 1, False) for n in range(len(dimensions)) if n + 1 not in {number for number, _ in wanted}]
        parts = ", ".join(f"{number} {'DESC' if desc else 'ASC'} NULLS LAST" for number, desc in wanted)
        return f" ORDER BY {parts}" if parts else ""


def _result(name: str, column_type: str, kind: Kind) -> Column:
    return Column(name, f"r.{name}", column_type, OPERATORS_OF[kind], PARSERS[kind])


_NOTHING = Column("", "NULL", "text", frozenset(), str)
