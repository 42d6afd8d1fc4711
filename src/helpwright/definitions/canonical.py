"""One order for what has none: two documents that say the same become the same text.

Order carries meaning in lists, and in maps that hold elements (fields, options, nodes, outcomes, widgets). Every other
map stands in the order of its model, texts in several languages with Chinese and English first, the rest by key.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from helpwright.definitions.element import Element, Step, held_at
from helpwright.kernel.text import LOCALES


def canonical(raw: Any, typed: Any, elements: Sequence[Element], path: tuple[Step, ...] = ()) -> Any:
    """The document in its one order; `typed` is the same as its model read it."""
    if isinstance(raw, list):
        inner = typed if isinstance(typed, list | tuple) and len(typed) == len(raw) else [None] * len(raw)
        return [
            canonical(each, below, elements, (*path, place))
            for place, (each, below) in enumerate(zip(raw, inner, strict=True))
        ]
    if not isinstance(raw, dict):
        return raw
    held = held_at(elements, path)
    keys = list(raw) if held is not None and held.keyed else _sorted(raw, typed)
    return {key: canonical(raw[key], _below(typed, key), elements, (*path, key)) for key in keys}


def canonical_text(text: Any) -> Any:
    """A text that is not part of a document, such as the name of an app."""
    return canonical(text, None, ())


def _sorted(raw: dict[str, Any], typed: Any) -> list[str]:
    first = _names(typed) if isinstance(typed, BaseModel) else []
    known = [name for name in first if name in raw]
    locales = [name for name in LOCALES if name in raw and name not in known]
    return [*known, *locales, *sorted(raw.keys() - {*known, *locales})]


def _names(typed: BaseModel) -> list[str]:
    return [info.alias or name for name, info in type(typed).model_fields.items()]


def _below(typed: Any, key: str) -> Any:
    if isinstance(typed, BaseModel):
        for name, info in type(typed).model_fields.items():
            if key in {name, info.alias}:
                return getattr(typed, name)
        return None
    return typed.get(key) if isinstance(typed, dict) else None
