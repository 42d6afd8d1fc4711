"""Evaluate queries and dashboards as their reader: the same row scope and field rights as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.definitions.teams import teams_by_id
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.query.aggregate import Answer, Moment, Source, compile_query, form_source
from helpwright.query.column import Column
from helpwright.query.document import QueryDocument
from helpwright.records.engine import RecordEngine
from helpwright.records.read import View, read_related
from helpwright.reports.datasets import DATASETS, dataset_source
from helpwright.reports.kind import DashboardDocument, widget_runs


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
    columns: list[dict[str, Any]] = []
    for index, (dimension, column) in enumerate(prepared.dimensions):
        described = await _describe(engine, sentences, reader, column, [row[f"d{index}"] for row in rows])
        kind = dimension.bucket or ("day" if column.type == "instant" else column.type)
        columns.append({"key": dimension.field, "type": kind, **described})
    for index, (measure, kind) in enumerate(prepared.measures):
        word = f"measure_{measure.measure}" if measure.measure else f"aggregate_{measure.agg or 'count'}"
        label = measure.label or sentences(reader.locale, word)
        columns.append({"key": measure.measure or f"m{index}", "label": label, "type": kind})
    keys = [f"d{index}" for index in range(len(prepared.dimensions))] + [
        f"m{index}" for index in range(len(prepared.measures))
    ]
    return {"columns": columns, "rows": [[_plain(row[key]) for key in keys] for row in rows]}


async def _describe(
    engine: RecordEngine,
    sentences: Sentences,
    reader: Reader,
    column: Column,
    values: Sequence[Any],
) -> dict[str, Any]:
    """Label of a dimension, and the labels of the values it took."""
    if column.field is None:
        label = sentences(reader.locale, f"column_{column.key}")
        if column.type == "team":
            known = teams_by_id(reader.definitions)
            names = {str(key): localize(part.document.get("name"), reader.locale) for key, part in known.items()}
            return {"label": label, "options": _options(values, names)}
        if column.type == "person":
            return {"label": label, "options": _options(values, await _people(engine, values))}
        return {"label": label}
    field = column.field
    if column.type == "member":
        return {"label": field.label(reader.locale), "options": _options(values, await _people(engine, values))}
    return {"label": field.label(reader.locale), **field.type.describe(field.settings, reader.locale)}


async def _people(engine: RecordEngine, values: Sequence[Any]) -> Mapping[str, str]:
    found = await read_related(engine.database, [each for each in values if isinstance(each, UUID)], ())
    return {str(key): name for key, name in found.people.items()}


def _options(values: Sequence[Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": str(each), "label": names.get(str(each), str(each))} for each in values if each is not None]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, UUID) else value
