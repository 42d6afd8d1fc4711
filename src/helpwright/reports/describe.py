"""What a column of an answer is called, and what its values are called, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.teams import teams_by_id
from helpwright.forms.promises import OTHERWISE
from helpwright.kernel.text import localize
from helpwright.platform.sentences import Sentences
from helpwright.query.column import Column

Names = Mapping[Any, str]
PEOPLE = frozenset({"person", "member"})


def linked_in(columns: Iterable[tuple[Column, Sequence[Any]]]) -> dict[str, set[UUID]]:
    """Ids of the records among these values, by the name of their form."""
    found: dict[str, set[UUID]] = {}
    for column, values in columns:
        if column.target is not None:
            ids = {each if isinstance(each, UUID) else UUID(each) for each in values if each is not None}
            found.setdefault(column.target, set()).update(ids)
    return {target: ids for target, ids in found.items() if ids}


def people_in(columns: Iterable[tuple[Column, Sequence[Any]]]) -> set[UUID]:
    """Ids of the people among these values."""
    return {each for column, values in columns if column.type in PEOPLE for each in values if isinstance(each, UUID)}


def label_of(column: Column, sentences: Sentences, locale: str) -> str:
    """What the column is called."""
    return column.field.label(locale) if column.field is not None else sentences(locale, f"column_{column.key}")


def describe(
    column: Column,
    values: Sequence[Any],
    names: Names,
    definitions: DefinitionSet,
    sentences: Sentences,
    locale: str,
) -> dict[str, Any]:
    """`options` where values have names: all of a choice, else those that occur in `values`.

    `names` are those of the people and records that occur.
    """
    match column.type:
        case "person" | "member" | "link":
            return {"options": _named(values, names)}
        case "team":
            return {"options": _named(values, _texts(teams_by_id(definitions), locale))}
        case "form" | "flow":
            parts = {part.name: part for part in definitions.of_kind(column.type)}
            return {"options": _named(values, _texts(parts, locale))}
        case "node":
            return {"options": _named(values, _nodes(definitions, locale))}
        case "policy":
            return {"options": _named(values, _policies(definitions, sentences, locale))}
        case "boolean":
            words = ((True, "yes"), (False, "no"))
            return {"options": [{"key": str(key).lower(), "label": sentences(locale, word)} for key, word in words]}
        case "choice":
            return {"options": [{"key": key, "label": sentences(locale, word)} for key, word in column.options.items()]}
    return column.field.type.describe(column.field.settings, locale) if column.field is not None else {}


def _named(values: Iterable[Any], names: Names) -> list[dict[str, str]]:
    found = dict.fromkeys(each for each in values if each is not None)
    known = {str(key): name for key, name in names.items()}
    return [{"key": str(each), "label": known.get(str(each), str(each))} for each in found]


def _texts(parts: Mapping[Any, Any], locale: str) -> Names:
    return {key: localize(part.document.get("name"), locale) for key, part in parts.items()}


def _policies(definitions: DefinitionSet, sentences: Sentences, locale: str) -> Names:
    """Names of the service policies of every live form; the first form with a key names it."""
    found: dict[str, str] = {OTHERWISE: sentences(locale, "policy_otherwise")}
    for part in definitions.of_kind("form"):
        for key, policy in (part.document.get("service") or {}).get("policies", {}).items():
            found.setdefault(key, localize(policy.get("name"), locale) or key)
    return found


def _nodes(definitions: DefinitionSet, locale: str) -> Names:
    """Names of the nodes of every live flow; the first flow with a key names it."""
    found: dict[str, str] = {}
    for part in definitions.of_kind("flow"):
        for key, node in part.document.get("nodes", {}).items():
            found.setdefault(key, localize(node.get("name"), locale) or key)
    return found
