"""The catalogue of the Studio: all that designers can put together, in the reader's language."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from helpwright.access.gate import ForDefinitions
from helpwright.definitions.element import Element
from helpwright.definitions.studio.catalogue import Member, Speech, entry_json, groups_json
from helpwright.entry.elements import ELEMENTS
from helpwright.entry.kinds import ACTIONS, FIELD_TYPES
from helpwright.flows.catalogue import NODE_TYPES
from helpwright.platform.database import to_json
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.reports.catalogue import MEASURES
from helpwright.reports.chart import Order
from helpwright.reports.kind import CHARTS
from helpwright.rules.document import TRIGGERS

Locale = Annotated[str, Depends(locale_of)]
GROUPS: Mapping[str, Sequence[str]] = {
    "field": ("text", "choice", "number", "date", "people", "relation", "media", "place", "layout"),
}


class ElementAnswer(BaseModel):
    """One sort of element: `*` in its path is a key of a map, `#` a place in a list; see the typed operations."""

    name: str
    path: list[str]
    named_by: list[list[str]]


class GroupAnswer(BaseModel):
    """A group of a palette."""

    key: str
    name: str


class ChoiceAnswer(BaseModel):
    """One value of a select."""

    value: str | int | float | bool
    label: str


class ExtraAnswer(BaseModel):
    """What options say beside their label."""

    name: str
    title: str
    choices: list[ChoiceAnswer]


class SettingAnswer(BaseModel):
    """One setting: which widget shows it in which section, and what limits it."""

    title: str
    help: str | None
    widget: str
    section: str
    to: str | None = None
    whole: bool | None = None
    choices: list[ChoiceAnswer] | None = None
    extra: list[ExtraAnswer] | None = None
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    longest: int | None = None
    default: Any = None


class SettingsSchemaAnswer(BaseModel):
    """Settings in their order."""

    type: str
    properties: dict[str, SettingAnswer]
    required: list[str]


class EntryAnswer(BaseModel):
    """One member of a catalogue."""

    key: str
    name: str
    help: str | None
    group: str
    keywords: list[str]
    settings: SettingsSchemaAnswer | None


class FieldEntryAnswer(EntryAnswer):
    """A field type. `sealable`: its values may be sensitive.

    `takes_over`: types that a published field may change from without losing a value.

    `start` is what a new field begins with, beside its label; `customers` fill it in unless the builder says otherwise.
    `kept` says where its value lies: `column`, `number` or `nothing`; settings in `fixed` stay once they are published.
    `drawn_as` is the type whose input and view serve for it, where it has none of its own.
    """

    operators: list[str]
    unique: bool
    sealable: bool
    customers: bool
    kept: str
    drawn_as: str | None
    fixed: list[str]
    takes_over: list[str]
    start: dict[str, Any]


class SuitsAnswer(BaseModel):
    """How well a chart suits a shape, where every condition that is given holds."""

    score: int
    dimensions: list[int] | None = None
    measures: list[int] | None = None
    order: Order | None = None
    second: Order | None = None
    few: bool | None = None


class ChartEntryAnswer(EntryAnswer):
    """A chart, with what it accepts (numbers are least and most) and what it suits; see `reports.chart.Chart`."""

    dimensions: list[int]
    measures: list[int]
    needs_order: bool
    needs_parts: bool
    one_measure_of_two_groups: bool
    fills: bool
    suits: list[SuitsAnswer]


class MeasureEntryAnswer(EntryAnswer):
    """A named measure of a dataset."""

    dataset: str
    type: str


class ActionEntryAnswer(EntryAnswer):
    """An action; `runs`: it is carried out, not only kept."""

    runs: bool


class CatalogueAnswer(BaseModel):
    """Elements by kind of definition; groups by catalogue; the catalogues."""

    elements: dict[str, list[ElementAnswer]]
    groups: dict[str, list[GroupAnswer]]
    fields: list[FieldEntryAnswer]
    nodes: list[EntryAnswer]
    triggers: list[EntryAnswer]
    actions: list[ActionEntryAnswer]
    charts: list[ChartEntryAnswer]
    measures: list[MeasureEntryAnswer]


def _members() -> Mapping[str, Sequence[Member]]:
    """By the singular of the catalogue."""
    return {
        "field": [
            Member(
                key,
                each.group,
                each.settings,
                {
                    "operators": sorted(each.operators),
                    "unique": each.unique_allowed,
                    "sealable": each.sealable,
                    "kept": each.settings.kept,
                    "drawn_as": each.drawn_as,
                    "fixed": sorted(each.fixed),
                    "customers": each.for_customers == "write",
                    "takes_over": sorted(each.takes_over),
                    "start": dict(each.start),
                },
            )
            for key, each in sorted(FIELD_TYPES.items(), key=lambda item: (item[1].rank, item[0]))
        ],
        "node": [Member(key, each.group, each.settings, {}) for key, each in NODE_TYPES.items()],
        "trigger": [Member(key, each.group, each.settings, {}) for key, each in TRIGGERS.items()],
        "action": [
            Member(key, each.group, each.settings, {"runs": each.run is not None}) for key, each in ACTIONS.items()
        ],
        "chart": [Member(key, each.group, each.settings, each.describe()) for key, each in CHARTS.items()],
        "measure": [
            Member(key, each.dataset, None, {"dataset": each.dataset, "type": each.type})
            for key, each in MEASURES.items()
        ],
    }


def catalogue_json(sentences: Sentences, locale: str) -> dict[str, Any]:
    """Everything in one answer."""
    say = Speech(sentences, locale)
    members = _members()
    return {
        "elements": {kind: [_element_json(each) for each in elements] for kind, elements in ELEMENTS.items()},
        "groups": {f"{name}s": groups_json(name, found, GROUPS.get(name, ()), say) for name, found in members.items()},
        **{f"{name}s": [entry_json(name, each, say) for each in found] for name, found in members.items()},
    }


def _element_json(element: Element) -> dict[str, Any]:
    return {"name": element.name, "path": list(element.path), "named_by": [list(each) for each in element.named_by]}


def catalogue_routes(sentences: Sentences) -> APIRouter:
    """`GET studio/catalogue` below `/api/v1`."""
    router = Router(prefix="/studio", tags=["studio"])

    @lru_cache(maxsize=4)
    def body(locale: str) -> bytes:
        return to_json(catalogue_json(sentences, locale))

    @router.get("/catalogue", response_model=CatalogueAnswer)
    async def read_catalogue(_caller: ForDefinitions, locale: Locale) -> Response:
        """Fields, nodes, triggers, actions, charts and measures to build with, and the elements of every kind."""
        return Response(body(locale), media_type="application/json")

    return router
