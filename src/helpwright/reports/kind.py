"""The dashboard document: widgets on a grid of 12 columns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.forms.field_type import Key
from helpwright.kernel.errors import Invalid
from helpwright.kernel.filter import conditions, parse_filter
from helpwright.kernel.registry import load
from helpwright.kernel.text import LocalText
from helpwright.query.aggregate import runs
from helpwright.query.column import SYSTEM_COLUMNS
from helpwright.query.document import QueryDocument
from helpwright.reports.chart import Chart
from helpwright.reports.datasets import DATASETS, SYSTEM_DATASETS, named_measures

CHARTS: Mapping[str, Chart] = load("chart", Chart, ("helpwright.reports.charts",))
_GRID = 12


class WidgetDocument(BaseModel):
    """One chart of one query; `at` is [x, y, width, height] in grid cells."""

    model_config = ConfigDict(extra="forbid")
    chart: str
    title: LocalText
    at: Annotated[list[Annotated[int, Field(ge=0, le=1000)]], Field(min_length=4, max_length=4)]
    query: QueryDocument

    @model_validator(mode="after")
    def _fits(self) -> "WidgetDocument":
        if self.chart not in CHARTS:
            raise ValueError("chart_unknown")
        if not CHARTS[self.chart].accepts(len(self.query.by), len(self.query.measures)):
            raise ValueError("chart_shape")
        x, _, width, height = self.at
        if width < 1 or height < 1 or x + width > _GRID:
            raise ValueError("widget_outside_grid")
        return self


class DashboardDocument(BaseModel):
    """A named grid of widgets."""

    model_config = ConfigDict(extra="forbid")
    name: LocalText
    widgets: Annotated[dict[Key, WidgetDocument], Field(max_length=60)]


def widget_runs(widget: WidgetDocument) -> bool:
    """Whether the widget's dataset and measures can be computed already."""
    source = widget.query.source
    known = source in DATASETS or source not in SYSTEM_DATASETS
    return known and all(runs(each, named_measures(source)) for each in widget.query.measures)


def not_yet_run(document: DashboardDocument) -> Sequence[str]:
    """Widgets that are kept and shown as waiting."""
    return [f"widgets.{key}" for key, widget in document.widgets.items() if not widget_runs(widget)]


def check_dashboard(draft: AppDraft, _key: str, document: DashboardDocument) -> Iterable[DocumentProblem]:
    """Datasets and fields exist."""
    for key, widget in document.widgets.items():
        source = widget.query.source
        form = draft.of("form").get(source)
        if source in SYSTEM_DATASETS and source not in DATASETS:
            continue
        if form is None and source not in DATASETS:
            yield DocumentProblem(("widgets", key, "query", "from"), "dataset_unknown", {"dataset": source})
            continue
        known = DATASETS[source].columns if form is None else {*form.fields, *SYSTEM_COLUMNS}
        for path, field in _fields_of(widget.query):
            if field not in known:
                yield DocumentProblem(("widgets", key, "query", *path), "field_unknown", {"field": field})
        yield from _check_filter(widget.query, key, known)


def _fields_of(query: QueryDocument) -> Iterable[tuple[tuple[str | int, ...], str]]:
    for index, dimension in enumerate(query.by):
        yield ("by", index, "field"), dimension.field
    for index, measure in enumerate(query.measures):
        if measure.field is not None:
            yield ("measures", index, "field"), measure.field


def _check_filter(query: QueryDocument, key: str, known: Collection[str]) -> Iterable[DocumentProblem]:
    path = ("widgets", key, "query", "filter")
    if query.filter is None:
        return
    try:
        tree = parse_filter(query.filter, "")
    except Invalid as refused:
        for problem in refused.errors:
            steps = tuple(int(each) if each.isdigit() else each for each in problem.field.split(".") if each)
            yield DocumentProblem((*path, *steps), problem.code, problem.data)
        return
    for condition in conditions(tree):
        if condition.field not in known:
            yield DocumentProblem(path, "field_unknown", {"field": condition.field})


DASHBOARD_KIND = DefinitionKind("dashboard", "dashboards", DashboardDocument, check_dashboard, not_yet_run)
