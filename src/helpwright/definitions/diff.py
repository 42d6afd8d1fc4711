"""What differs between two documents, element by element; `wording` puts it into words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

import orjson

from helpwright.definitions.element import PLACE, Element, Step, held_at, leads_to_elements

How = Literal["added", "removed", "changed", "order"]


@dataclass(frozen=True, slots=True)
class Named:
    """An element on the way to a difference: its sort, its key or place, and what it is (or was)."""

    element: str
    key: Step
    value: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `chain` leads to the element; `property` is what changed of it (dotted, "" for itself).

    `before` and `after` are values; None where there is none. With `order`, `property` names the sort of element
    whose order changed.
    """

    how: How
    chain: tuple[Named, ...]
    property: str = ""
    before: Any = None
    after: Any = None


def differences(elements: Sequence[Element], before: Any, after: Any) -> list[Difference]:
    """All of them, in the order of the new document; what was removed comes last in its map."""
    return list(_compare(elements, (), (), before, after))


_OF_EVERY_TYPE = frozenset({"type", "label", "required", "unique", "sensitive", "internal", "public"})


def worth_telling(found: Sequence[Difference]) -> list[Difference]:
    """Those that people count: what follows from another one is left out.

    A new field is placed, a removed one leaves its place, another type drops the settings of the old one.
    """
    fields = {(each.how, each.chain[-1].key) for each in found if each.chain and each.chain[-1].element == "field"}
    retyped = {_names(each) for each in found if each.how == "changed" and each.property == "type"}
    return [each for each in found if not _follows(each, fields, retyped)]


def _names(difference: Difference) -> tuple[tuple[str, Step], ...]:
    return tuple((each.element, each.key) for each in difference.chain)


def _follows(difference: Difference, fields: set[tuple[How, Step]], retyped: set[tuple[tuple[str, Step], ...]]) -> bool:
    last = difference.chain[-1] if difference.chain else None
    if last is not None and last.element == "section_field" and difference.how in {"added", "removed"}:
        return (difference.how, last.value) in fields
    dropped = difference.how == "changed" and difference.after is None and difference.property not in _OF_EVERY_TYPE
    return dropped and _names(difference) in retyped


def _same(one: Any, other: Any) -> bool:
    return orjson.dumps(one) == orjson.dumps(other)


def _compare(
    elements: Sequence[Element],
    path: tuple[Step, ...],
    chain: tuple[Named, ...],
    before: Any,
    after: Any,
    prefix: str = "",
) -> Iterable[Difference]:
    if _same(before, after):
        return
    held = held_at(elements, path)
    if held is not None and held.keyed and _both(dict, before, after):
        yield from _maps(elements, held, path, chain, before or {}, after or {})
    elif held is not None and not held.keyed and _both(list, before, after):
        yield from _lists(elements, held, path, chain, before or [], after or [])
    elif isinstance(before, dict) and isinstance(after, dict) and (not prefix or leads_to_elements(elements, path)):
        for key in (*after, *(key for key in before if key not in after)):
            name = f"{prefix}.{key}" if prefix else key
            yield from _compare(elements, (*path, key), chain, before.get(key), after.get(key), name)
    elif before != after or type(before) is not type(after):
        # Maps without elements have no order: a document that is not right yet keeps that of its builder.
        yield Difference("changed", chain, prefix, before, after)


def _both(kind: type, before: Any, after: Any) -> bool:
    return all(each is None or isinstance(each, kind) for each in (before, after))


def _maps(
    elements: Sequence[Element],
    held: Element,
    path: tuple[Step, ...],
    chain: tuple[Named, ...],
    before: dict[str, Any],
    after: dict[str, Any],
) -> Iterable[Difference]:
    for key, value in after.items():
        if key in before:
            inner = (*chain, Named(held.name, key, before[key]))
            yield from _compare(elements, (*path, key), inner, before[key], value)
        else:
            yield Difference("added", (*chain, Named(held.name, key, value)), after=value)
    for key, value in before.items():
        if key not in after:
            yield Difference("removed", (*chain, Named(held.name, key, value)), before=value)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Difference("order", chain, held.name)


def _lists(
    elements: Sequence[Element],
    held: Element,
    path: tuple[Step, ...],
    chain: tuple[Named, ...],
    before: list[Any],
    after: list[Any],
) -> Iterable[Difference]:
    old, new = [orjson.dumps(each) for each in before], [orjson.dumps(each) for each in after]
    if sorted(old) == sorted(new):
        yield Difference("order", chain, held.name)
        return
    for tag, start, end, first, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(end - start, last - first) if held.path[-1] == PLACE else 0
        for step in range(paired):
            one, other = before[start + step], after[first + step]
            inner = (*chain, Named(held.name, start + step, one))
            yield from _compare(elements, (*path, first + step), inner, one, other)
        for place in range(first + paired, last):
            yield Difference("added", (*chain, Named(held.name, place, after[place])), after=after[place])
        for place in range(start + paired, end):
            yield Difference("removed", (*chain, Named(held.name, place, before[place])), before=before[place])
