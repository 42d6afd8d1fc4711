"""The filter bar of a dashboard: one set of conditions for every widget, as far as its dataset knows them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter_tree import All, Condition, Filter, parse_filter
from helpwright.query.column import SYSTEM_COLUMNS
from helpwright.query.document import QueryDocument
from helpwright.reports.catalogue import DATASETS
from helpwright.reports.record_fields import PREFIX

PERIOD = "created_at"


def shared_conditions(document: Any) -> list[dict[str, Any]]:
    """The conditions that every row must meet, as they were written. Raises Invalid for any other filter."""
    tree = parse_filter(document)
    parts: Sequence[Filter] = tree.parts if isinstance(tree, All) else (tree,)
    if not all(isinstance(each, Condition) for each in parts):
        raise Invalid([FieldProblem("filter", "filter_malformed")])
    return list(document["all"]) if isinstance(tree, All) else [document]


def narrowed(query: QueryDocument, shared: Sequence[Mapping[str, Any]]) -> QueryDocument:
    """The query under the shared conditions. A widget that speaks of a time of creation itself keeps its own."""
    named = [each for each in (_in_words_of(query, condition) for condition in shared) if _applies(query, each)]
    if not named:
        return query
    own = [] if query.filter is None else [query.filter]
    return query.model_copy(update={"filter": {"all": [*own, *named]}})


def ignored(query: QueryDocument, shared: Sequence[Mapping[str, Any]]) -> list[str]:
    """Fields of the shared conditions that a query which was asked under them does not obey, each once.

    Its dataset does not know them, its reader may not ask for them, or it speaks of a time of creation itself.
    """
    obeyed = query.filter.get("all", ()) if isinstance(query.filter, Mapping) else ()
    return list(dict.fromkeys(str(each["field"]) for each in shared if _in_words_of(query, each) not in obeyed))


def name_in(query: QueryDocument, key: str) -> str:
    """What a field of a form is called in the query's dataset."""
    if query.source not in DATASETS or (key in SYSTEM_COLUMNS and key in DATASETS[query.source].known):
        return key
    return f"{PREFIX}{key}"


def _in_words_of(query: QueryDocument, condition: Mapping[str, Any]) -> dict[str, Any]:
    return {**condition, "field": name_in(query, condition["field"])}


def _applies(query: QueryDocument, condition: Mapping[str, Any]) -> bool:
    return condition["field"] != PERIOD or query.filter is None or not _speaks_of(query.filter, PERIOD)


def _speaks_of(document: Any, field: str) -> bool:
    if isinstance(document, Mapping):
        return document.get("field") == field or any(_speaks_of(each, field) for each in document.values())
    return isinstance(document, list) and any(_speaks_of(each, field) for each in document)
