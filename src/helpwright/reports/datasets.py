"""Datasets: every form, and system datasets, as rows that a reader may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpwright.forms.field_type import (
    CHOICE_OPERATORS,
    TEXT_OPERATORS,
    TIME_OPERATORS,
    ValueRefused,
    parse_instant,
    parse_uuid,
)
from helpwright.kernel.registry import load
from helpwright.query.aggregate import NamedMeasure, Source
from helpwright.query.column import Column
from helpwright.records.read import View
from helpwright.reports.facts import CASE_FACTS, CASE_SOURCE, SURVEY_FACTS, SURVEY_SOURCE, Fact, has_cases
from helpwright.reports.measure import Measure

MEASURES: Mapping[str, Measure] = load("measure", Measure, ("helpwright.reports.measures",))
SYSTEM_DATASETS = frozenset({"cases", "tasks", "surveys", "flow_steps", "messages", "activity"})


def named_measures(dataset: str) -> Mapping[str, NamedMeasure]:
    """Measures that are defined on a dataset, by key."""
    return {key: NamedMeasure(each.sql, each.type) for key, each in MEASURES.items() if each.dataset == dataset}


@dataclass(frozen=True)
class Dataset:
    """`source` is a FROM item with the alias `s`, one or more rows for each record of some forms."""

    source: str
    facts: Sequence[Fact]

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """By key."""
        return {each.key: _column(each) for each in self.facts}


DATASETS: Mapping[str, Dataset] = {
    "cases": Dataset(CASE_SOURCE, CASE_FACTS),
    "surveys": Dataset(SURVEY_SOURCE, SURVEY_FACTS),
}
"""Those that can be computed."""


def dataset_source(name: str, views: Sequence[View]) -> Source:
    """The rows of several forms, each under the reader's row scope. Forms without a status have none."""
    dataset = DATASETS[name]
    parts: list[str] = []
    params: dict[str, object] = {}
    for number, view in enumerate(each for each in views if has_cases(each)):
        scope = view.scope("read")
        own = {f"case{number}_{key}": value for key, value in scope.params.items()}
        sql = scope.sql
        for key in scope.params:
            sql = sql.replace(f"%({key})s", f"%(case{number}_{key})s")
        facts = ", ".join(f'{each.of(view)} AS "{each.key}"' for each in dataset.facts)
        parts.append(
            f"SELECT {facts} FROM {dataset.source} JOIN {view.form.table} r ON r.id = s.record_id "  # noqa: S608 -- published names
            f"WHERE r.deleted_at IS NULL AND s.form = %(case{number})s AND {sql}",
        )
        params |= own | {f"case{number}": view.form.name}
    if not parts:
        nothing = ", ".join(f'NULL::{_TYPES[each.type][2]} AS "{each.key}"' for each in dataset.facts)
        parts.append(f"SELECT {nothing} WHERE FALSE")
    rows = f"({' UNION ALL '.join(parts)}) r WHERE TRUE"
    return Source(rows, params, dataset.columns, named_measures(name))


def _parse_text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueRefused("text_expected")
    return raw


def _parse_number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueRefused("amount_malformed")
    return raw


def _parse_boolean(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueRefused("boolean_expected")
    return raw


_NUMBER_OPERATORS = CHOICE_OPERATORS | TIME_OPERATORS - {"within"}
_TYPES: Mapping[str, tuple[frozenset[str], Callable[[Any], Any], str]] = {
    "id": (CHOICE_OPERATORS, parse_uuid, "uuid"),
    "person": (CHOICE_OPERATORS, parse_uuid, "uuid"),
    "team": (CHOICE_OPERATORS, parse_uuid, "uuid"),
    "text": (TEXT_OPERATORS, _parse_text, "text"),
    "choice": (CHOICE_OPERATORS, _parse_text, "text"),
    "form": (CHOICE_OPERATORS, _parse_text, "text"),
    "instant": (TIME_OPERATORS, parse_instant, "timestamptz"),
    "number": (_NUMBER_OPERATORS, _parse_number, "numeric"),
    "duration": (_NUMBER_OPERATORS, _parse_number, "numeric"),
    "boolean": (frozenset({"eq", "ne", "empty", "filled"}), _parse_boolean, "boolean"),
}


def _column(fact: Fact) -> Column:
    operators, parse, _ = _TYPES[fact.type]
    return Column(fact.key, f'r."{fact.key}"', fact.type, operators, parse)
