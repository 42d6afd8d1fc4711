"""Evaluate queries and dashboards as their reader: the same row scope and field rights as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg.errors import UndefinedTable

from helpwright.forms.number import Number
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Invalid, Missing
from helpwright.kernel.filter_tests import Moment
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.query.aggregate import Answer, column_key, compile_query
from helpwright.query.column import Column
from helpwright.query.dimension import bucket_of, range_labels
from helpwright.query.document import Dimension, MeasureDocument, QueryDocument
from helpwright.query.fill import filled
from helpwright.query.rollup import need_of, rolled
from helpwright.query.source import Source
from helpwright.reports.chart import settled
from helpwright.reports.compare import before, check_comparable, earlier
from helpwright.reports.describe import describe, label_of, linked_in, people_in
from helpwright.reports.kind import CHARTS, DashboardDocument, WidgetDocument, widget_runs
from helpwright.reports.listing import list_rows
from helpwright.reports.narrow import narrowed
from helpwright.reports.reader import Reader
from helpwright.reports.values import plain

_WEEKDAYS = range(1, 8)
_COUNTS = frozenset({"count", "count_distinct", "rate", "ratio"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query ready to be asked, and the same of an earlier period where it is compared; `fill` its empty groups."""

    query: QueryDocument
    source: Source
    answer: Answer
    earlier: Answer | None = None
    fill: bool = False

    @property
    def answers(self) -> list[Answer]:
        """What is asked, in order."""
        return [self.answer] if self.earlier is None else [self.answer, self.earlier]


async def prepare(reader: Reader, query: QueryDocument, *, fill: bool = False) -> Prepared:
    """The query as statements. `fill` where the query does not say itself. Raises Invalid."""
    source, moment = await reader.source(query), reader.moment()
    answer = await _compiled(reader, query, source, moment)
    wanted = query.by[0].fill if query.by else None
    prepared = Prepared(query, source, answer, fill=fill if wanted is None else wanted)
    if query.compare is None:
        return prepared
    check_comparable(answer)
    asked, then = earlier(query, moment)
    return replace(prepared, earlier=await _compiled(reader, asked, source, then))


async def _compiled(reader: Reader, query: QueryDocument, source: Source, moment: Moment) -> Answer:
    """As one statement: over groups that are kept, where they can answer, else over the rows."""
    rollups = await reader.rollups()
    if rollups and (need := need_of(query, source, moment)) is not None:
        source = rolled(need, source, reader.definitions.zone, rollups) or source
    return compile_query(query, source, moment)


async def answer(reader: Reader, query: QueryDocument) -> dict[str, Any]:
    """`{columns, rows}` of one query; with `next` where it asks for records."""
    if query.lists_records:
        return await list_rows(reader, query)
    try:
        return await _counted(reader, query)
    except UndefinedTable:
        return await _counted(reader.without_rollups(), query)


async def _counted(reader: Reader, query: QueryDocument) -> dict[str, Any]:
    prepared = await prepare(reader, query)
    results = await reader.answers.read([each.statement for each in prepared.answers])
    return await _shape(reader, prepared, results)


async def dashboard(
    reader: Reader, name: str, shared: Sequence[Mapping[str, Any]] = (), only: str | None = None
) -> dict[str, Any]:
    """Every widget, or `only` the one of that key, in one round trip, under the `shared` conditions of the filter bar.

    Raises Missing where the reader may not see the dashboard.
    """
    try:
        return await _dashboard(reader, name, shared, only)
    except UndefinedTable:
        return await _dashboard(reader.without_rollups(), name, shared, only)


async def _dashboard(
    reader: Reader, name: str, shared: Sequence[Mapping[str, Any]], only: str | None
) -> dict[str, Any]:
    part = reader.definitions.find("dashboard", name)
    if not reader.rights.may("read", part.name, "dashboard"):
        raise Missing("dashboard_missing")
    document = DashboardDocument.model_validate(part.document)
    inside = replace(reader, app=part.app)
    widgets: dict[str, Any] = {}
    prepared: dict[str, Prepared] = {}
    for key, widget in document.widgets.items():
        if only is not None and key != only:
            continue
        widgets[key] = {
            "title": localize(widget.title, reader.locale),
            "chart": widget.chart,
            "at": widget.at,
            "settings": settled(CHARTS[widget.chart], widget.settings),
            "state": "ready" if widget_runs(widget) else "not_yet_run",
            "columns": [],
            "rows": [],
            "query": None,
            "unfiltered": [],
        }
        if widget_runs(widget):
            try:
                prepared[key], unfiltered = await _under(inside, widget, shared)
            except Invalid:
                widgets[key]["state"] = "not_permitted"
            else:
                widgets[key]["unfiltered"] = unfiltered
                widgets[key]["query"] = prepared[key].query.model_dump(mode="json", by_alias=True, exclude_none=True)
    asked = [each.statement for every in prepared.values() for each in every.answers]
    results = await reader.answers.read(asked) if asked else []
    for key, every in prepared.items():
        own, results = results[: len(every.answers)], results[len(every.answers) :]
        widgets[key].update(await _shape(inside, every, own))
    return {
        "key": part.name,
        "name": localize(document.name, reader.locale),
        "as_of": iso(reader.engine.clock.now()),
        "widgets": widgets,
    }


async def _under(
    reader: Reader, widget: WidgetDocument, shared: Sequence[Mapping[str, Any]]
) -> tuple[Prepared, list[str]]:
    """The widget's query under the conditions that its dataset knows, and the fields of those that it does not.

    Raises Invalid where the reader may not ask the query itself.
    """
    fill = CHARTS[widget.chart].fills
    alone = await prepare(reader, widget.query, fill=fill)
    kept, unfiltered = [], []
    for condition in shared:
        try:
            await prepare(reader, narrowed(widget.query, [condition]))
        except Invalid:
            unfiltered.append(str(condition["field"]))
        else:
            kept.append(condition)
    asked = narrowed(widget.query, kept)
    return (alone if asked is widget.query else await prepare(reader, asked, fill=fill)), unfiltered


async def _shape(reader: Reader, prepared: Prepared, results: Sequence[Sequence[Row]]) -> dict[str, Any]:
    answered = prepared.answer
    rows: Sequence[Mapping[str, Any]] = results[0]
    if prepared.fill:
        rows = filled(rows, prepared.query, answered, prepared.source, reader.moment())
    taken = [[row[f"d{place}"] for row in rows] for place in range(len(answered.dimensions))]
    shown = [column for _, column in answered.dimensions]
    pairs = list(zip(shown, taken, strict=True))
    names = await reader.names(people_in(pairs), linked_in(pairs))
    columns = [
        _dimension(reader, wanted, column, values, names)
        for (wanted, column), values in zip(answered.dimensions, taken, strict=True)
    ]
    measures = [_measure(reader, place, *each) for place, each in enumerate(answered.measures)]
    keys = [f"d{place}" for place in range(len(columns))] + [f"m{place}" for place in range(len(measures))]
    cells = [[plain(row[key]) for key in keys] for row in rows]
    columns += measures
    if prepared.earlier is not None:
        columns += [_before(reader, each) for each in measures]
        beside = before(rows, results[1], len(answered.dimensions), len(measures))
        cells = [[*row, *map(plain, more)] for row, more in zip(cells, beside, strict=True)]
    return {"columns": columns, "rows": cells}


def _dimension(
    reader: Reader, wanted: Dimension, column: Column, values: Sequence[Any], names: Mapping[Any, str]
) -> dict[str, Any]:
    shown = {"key": wanted.field, "label": label_of(column, reader.sentences, reader.locale)}
    bucket = bucket_of(wanted, column)
    if wanted.ranges is not None:
        ranges = [{"key": str(place), "label": text} for place, text in range_labels(wanted.ranges)]
        return {**shown, "type": "range", "options": ranges}
    if bucket is not None:
        shown |= {"type": bucket, "kind": column.kind}
    if bucket == "weekday":
        words = [{"key": str(day), "label": reader.sentences(reader.locale, f"weekday_{day}")} for day in _WEEKDAYS]
        return {**shown, "options": words}
    if bucket is not None:
        return shown
    named = describe(column, values, names, reader.definitions, reader.sentences, reader.locale)
    return {**shown, "type": column.type, **named}


def _measure(reader: Reader, place: int, wanted: MeasureDocument, kind: str, column: Column | None) -> dict[str, Any]:
    label = reader.sentences(
        reader.locale, f"measure_{wanted.measure}" if wanted.measure else f"aggregate_{wanted.agg}"
    )
    if column is not None:
        of = {"aggregate": label, "field": label_of(column, reader.sentences, reader.locale)}
        label = reader.sentences(reader.locale, "aggregate_of_field", of)
    amount = kind in {"number", "money"} and wanted.agg not in _COUNTS
    look = _look(column, reader.locale) if column is not None and amount else {}
    described = {"key": column_key(place, wanted), "label": wanted.label or label, "type": kind, **look}
    if wanted.measure is not None:
        described["help"] = reader.sentences(reader.locale, f"kind_measure_{wanted.measure}_help")
    return described


def _look(column: Column, locale: str) -> Mapping[str, Any]:
    """How the numbers of a field are written: unit, currency, places."""
    field = column.field
    return field.type.look(field.settings, locale) if field is not None and isinstance(field.type, Number) else {}


def _before(reader: Reader, measure: Mapping[str, Any]) -> dict[str, Any]:
    label = reader.sentences(reader.locale, "column_before", {"label": measure["label"]})
    return {**measure, "key": f"{measure['key']}_before", "label": label}
