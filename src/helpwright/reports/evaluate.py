"""Evaluate queries and dashboards as their reader: the same row scope and field rights as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.query.aggregate import Answer, Moment, Source, compile_query, form_source
from helpwright.query.document import QueryDocument
from helpwright.records.engine import RecordEngine
from helpwright.records.read import View, read_related
from helpwright.reports.catalogue import DATASETS
from helpwright.reports.describe import describe, label_of, people_in
from helpwright.reports.kind import DashboardDocument, widget_runs
from helpwright.reports.sources import dataset_source


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, under which definitions and rights, in which language."""

    caller: Caller
    definitions: DefinitionSet
    rights: Rights
    locale: str


def prepare(engine: RecordEngine, reader: Reader, query: QueryDocument, app: str | None = None) -> Answer:
    """The query as a statement. Raises Forbidden when the reader may not read the form at all, Invalid."""
    moment = Moment(engine.clock.now(), reader.definitions.zone, reader.caller.person_id)
    return compile_query(query, _source(engine, reader, query.source, app), moment)


def _source(engine: RecordEngine, reader: Reader, name: str, app: str | None) -> Source:
    forms = engine.forms(reader.definitions)
    if name in DATASETS:
        views = [View(reader.caller, reader.definitions, form, reader.rights) for form in forms]
        return dataset_source(name, [each for each in views if app is None or each.form.app == app])
    try:
        form = forms.find(qualified(name, app) if app is not None else name)
    except Missing as error:
        raise Invalid([FieldProblem("from", "dataset_unknown", {"dataset": name})]) from error
    if not reader.rights.may("read", form.name):
        raise Forbidden(action="read")
    view = View(reader.caller, reader.definitions, form, reader.rights)
    return form_source(form, view.scope("read"), view.readable_everywhere())


async def answer(engine: RecordEngine, sentences: Sentences, reader: Reader, query: QueryDocument) -> dict[str, Any]:
    """`{columns, rows}` of one query."""
    prepared = prepare(engine, reader, query)
    rows = await engine.database.all(prepared.statement)
    return await _shape(engine, sentences, reader, prepared, rows)


async def dashboard(engine: RecordEngine, sentences: Sentences, reader: Reader, name: str) -> dict[str, Any]:
    """Every widget, in one round trip. Raises Missing where the reader may not see the dashboard."""
    part = reader.definitions.find("dashboard", name)
    if not reader.rights.may("read", part.name, "dashboard"):
        raise Missing("dashboard_missing")
    document = DashboardDocument.model_validate(part.document)
    widgets: dict[str, Any] = {}
    prepared: dict[str, Answer] = {}
    for key, widget in document.widgets.items():
        widgets[key] = {
            "title": localize(widget.title, reader.locale),
            "chart": widget.chart,
            "at": widget.at,
            "state": "ready" if widget_runs(widget) else "not_yet_run",
            "columns": [],
            "rows": [],
        }
        if widget_runs(widget):
            try:
                prepared[key] = prepare(engine, reader, widget.query, part.app)
            except (Forbidden, Invalid):
                widgets[key]["state"] = "not_permitted"
    results = await engine.database.read([each.statement for each in prepared.values()]) if prepared else []
    for (key, each), rows in zip(prepared.items(), results, strict=True):
        widgets[key].update(await _shape(engine, sentences, reader, each, rows))
    return {
        "key": part.name,
        "name": localize(document.name, reader.locale),
        "as_of": iso(engine.clock.now()),
        "widgets": widgets,
    }


async def _shape(
    engine: RecordEngine,
    sentences: Sentences,
    reader: Reader,
    prepared: Answer,
    rows: Sequence[Row],
) -> dict[str, Any]:
    taken = [[row[f"d{index}"] for row in rows] for index in range(len(prepared.dimensions))]
    shown = [column for _, column in prepared.dimensions]
    people = (await read_related(engine.database, people_in(zip(shown, taken, strict=True)), ())).people
    columns: list[dict[str, Any]] = []
    for (dimension, column), values in zip(prepared.dimensions, taken, strict=True):
        kind = dimension.bucket or ("day" if column.type == "instant" else column.type)
        named = describe(column, values, people, reader.definitions, sentences, reader.locale)
        label = label_of(column, sentences, reader.locale)
        columns.append({"key": dimension.field, "label": label, "type": kind, **named})
    for index, (measure, kind) in enumerate(prepared.measures):
        word = f"measure_{measure.measure}" if measure.measure else f"aggregate_{measure.agg or 'count'}"
        label = measure.label or sentences(reader.locale, word)
        columns.append({"key": measure.measure or f"m{index}", "label": label, "type": kind})
    keys = [f"d{index}" for index in range(len(prepared.dimensions))] + [
        f"m{index}" for index in range(len(prepared.measures))
    ]
    return {"columns": columns, "rows": [[_plain(row[key]) for key in keys] for row in rows]}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, UUID) else value
