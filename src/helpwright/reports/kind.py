"""The dashboard document: widgets on a grid of 12 columns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic import Field as Limits

from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.forms.document import FormDocument
from helpwright.forms.field_type import FieldType, Key
from helpwright.forms.form import Field
from helpwright.forms.sealed import type_of
from helpwright.kernel.errors import Invalid
from helpwright.kernel.filter_tests import Moment
from helpwright.kernel.registry import load
from helpwright.kernel.text import LocalText
from helpwright.query.aggregate import compile_query
from helpwright.query.column import Column, columns_of_fields
from helpwright.query.document import QueryDocument
from helpwright.query.source import Source
from helpwright.reports.catalogue import DATASETS, LATER, named_measures
from helpwright.reports.chart import Chart, settled, shape_of
from helpwright.reports.compare import check_comparable, earlier
from helpwright.reports.record_fields import record_columns

CHARTS: Mapping[str, Chart] = load("chart", Chart, ("helpwright.reports.charts",))
_GRID = 12
_ANY_MOMENT = Moment(datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))


class WidgetDocument(BaseModel):
    """One chart of one query; `at` is [x, y, width, height] in grid cells."""

    model_config = ConfigDict(extra="forbid")
    chart: str
    title: LocalText
    at: Annotated[list[Annotated[int, Limits(ge=0, le=1000)]], Limits(min_length=4, max_length=4)]
    query: QueryDocument
    settings: dict[str, Any] = {}

    @model_validator(mode="after")
    def _fits(self) -> "WidgetDocument":
        if self.chart not in CHARTS:
            raise ValueError("chart_unknown")
        if not CHARTS[self.chart].accepts(self.query):
            raise ValueError("chart_shape")
        try:
            settled(CHARTS[self.chart], self.settings)
        except ValidationError as error:
            raise ValueError("chart_settings") from error
        x, _, width, height = self.at
        if width < 1 or height < 1 or x + width > _GRID:
            raise ValueError("widget_outside_grid")
        return self


class DashboardDocument(BaseModel):
    """A named grid of widgets."""

    model_config = ConfigDict(extra="forbid")
    name: LocalText
    widgets: Annotated[dict[Key, WidgetDocument], Limits(max_length=60)]


def widget_runs(widget: WidgetDocument) -> bool:
    """Whether the widget's dataset can be asked already."""
    return widget.query.source not in LATER


def not_yet_run(document: DashboardDocument) -> Sequence[str]:
    """Widgets that are kept and shown as waiting."""
    return [f"widgets.{key}" for key, widget in document.widgets.items() if not widget_runs(widget)]


def check_dashboard(
    types: Mapping[str, FieldType], draft: AppDraft, _key: str, document: DashboardDocument
) -> Iterable[DocumentProblem]:
    """Every query can be computed over the forms as they will be, and its chart can draw the answer."""
    for key, widget in document.widgets.items():
        if not widget_runs(widget):
            continue
        for path, code, data in _problems(types, draft, widget):
            yield DocumentProblem(("widgets", key, *path), code, data)


Problem = tuple[tuple[str | int, ...], str, Mapping[str, Any]]


def _problems(types: Mapping[str, FieldType], draft: AppDraft, widget: WidgetDocument) -> Iterable[Problem]:
    query = widget.query
    columns = columns_in(types, draft.of("form"), query.source)
    if columns is None:
        yield ("query", "from"), "dataset_unknown", {"dataset": query.source}
        return
    try:
        answer = compile_query(query, Source("", {}, columns, named_measures(query.source)), _ANY_MOMENT)
        if query.compare is not None:
            check_comparable(answer)
            earlier(query, _ANY_MOMENT)
    except Invalid as refused:
        for problem in refused.errors:
            yield ("query", *_steps(problem.field)), problem.code, problem.data
        return
    for code in CHARTS[widget.chart].check(shape_of(answer.dimensions, query.measures)):
        yield ("chart",), code, {"chart": widget.chart}


def columns_in(
    types: Mapping[str, FieldType], forms: Mapping[str, FormDocument], source: str
) -> Mapping[str, Column] | None:
    """What a query may name over these forms; None for a dataset that is not there."""
    fields = {
        key: [Field(name, type_of(types, each), each, name) for name, each in form.fields.items()]
        for key, form in forms.items()
    }
    if source in DATASETS:
        return {**DATASETS[source].known, **record_columns(fields.values())}
    return columns_of_fields(fields[source]) if source in fields else None


def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(int(each) if each.isdigit() else each for each in path.split("."))


def dashboard_kind(types: Mapping[str, FieldType]) -> DefinitionKind:
    """The kind, over the field types there are."""
    check: Any = partial(check_dashboard, types)
    return DefinitionKind("dashboard", "dashboards", DashboardDocument, check, not_yet_run)
