"""What people call what documents refer to by key, so that a difference can be told without keys. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from helpwright.definitions.element import label_of
from helpwright.definitions.wanted import Documents

Names = Mapping[tuple[str, str], str]
"""Labels by kind (or sort of element) and key: `{("team", "tech"): "技术支持组"}`."""

_KINDS = {
    "team": "team",
    "role": "role",
    "form": "form",
    "calendar": "calendar",
    "survey": "survey",
    "dashboard": "dashboard",
    "flow": "flow",
    "field": "field",
    "fields": "field",
    "group": "field",
    "title": "field",
    "match": "field",
    "from": "form",
    "read": "field",
    "write": "field",
    "required": "field",
    "to": "node",
}
_SAME = {"section_field": "field", "reader": "role"}


def names_of(documents: Documents, locale: str) -> dict[tuple[str, str], str]:
    """Labels of the artefacts of an app; `documents` by kind and key."""
    return {
        (kind, key): label_of(each, key, locale) for kind, found in documents.items() for key, each in found.items()
    }


def names_within(document: Any, documents: Documents, locale: str) -> dict[tuple[str, str], str]:
    """Labels of the fields and nodes that one document speaks of: its own, or those of the form it belongs to."""
    if not isinstance(document, Mapping):
        return {}
    form = document.get("form") or _form_of(document.get("when"))
    fields = document.get("fields") or documents.get("form", {}).get(str(form), {}).get("fields")
    return {**_labels("field", fields, locale), **_labels("node", document.get("nodes"), locale)}


def _form_of(when: Any) -> Any:
    return when.get("form") if isinstance(when, Mapping) else None


def _labels(sort: str, elements: Any, locale: str) -> dict[tuple[str, str], str]:
    if not isinstance(elements, Mapping):
        return {}
    return {(sort, str(key)): label_of(each, key, locale) for key, each in elements.items()}


def name_of(names: Names, words: Iterable[str], value: Any) -> str | None:
    """The label of a reference; `words` are what the place is called, the nearest first."""
    if not isinstance(value, str):
        return None
    for word in words:
        found = names.get((_KINDS.get(word) or _SAME.get(word) or word, value))
        if found is not None:
            return found
    return None
