"""The typed operations on a document, each with its inverse. Pure.

The vocabulary is closed: `add`, `change`, `remove`, `move` and `rename`, each on an element that the kind names.
Applying an operation and then its inverse gives back the very same document, the order of its keys included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, assert_never

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.definitions.check import good_key
from helpwright.definitions.element import Element, Step, find, follow

KEY_BYTES = 40
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=KEY_BYTES)]
At = Annotated[list[Annotated[int, Field(ge=0, strict=True)] | str], Field(max_length=8)]
Place = Annotated[int, Field(ge=0)]
DOCUMENT = "document"


class OperationRefused(Exception):  # noqa: N818 -- a normal answer to who edits
    """The operation does not fit the document."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


class _Operation(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    element: str
    at: At = []


class Add(_Operation):
    """Put a new element at `place` (the end when None). `again`: bring back a key that was removed before."""

    do: Literal["add"]
    value: Any
    place: Place | None = None
    again: bool = False


class Change(_Operation):
    """Set the properties in `values` (None removes one), or put `value` in place of the whole element."""

    do: Literal["change"]
    values: dict[str, Any] | None = None
    value: Any = None


class Remove(_Operation):
    """Take the element out."""

    do: Literal["remove"]


class Move(_Operation):
    """Bring the element to another place in its map or list; `place` counts without the element itself."""

    do: Literal["move"]
    place: Place


class Rename(_Operation):
    """Give an element that was never published another key; what refers to it in the document follows."""

    do: Literal["rename"]
    key: Name


Operation: TypeAlias = Annotated[Add | Change | Remove | Move | Rename, Field(discriminator="do")]


@dataclass(frozen=True, slots=True)
class Edited:
    """The document after an operation, and the operation that leads back."""

    document: dict[str, Any]
    inverse: Operation


def apply(elements: Sequence[Element], document: dict[str, Any], operation: Operation) -> Edited:
    """Carry out one operation on a copy. Raises OperationRefused."""
    edited = _apply(elements, document, operation)
    if orjson.dumps(_apply(elements, edited.document, edited.inverse).document) != orjson.dumps(document):
        # What an element brought with it (the map that holds it, a name that others waited for) goes with it.
        return Edited(edited.document, Change(do="change", element=DOCUMENT, value=document))
    return edited


def _apply(elements: Sequence[Element], document: dict[str, Any], operation: Operation) -> Edited:
    if operation.element == DOCUMENT:
        return _whole(document, operation)
    element = next((each for each in elements if each.name == operation.element), None)
    if element is None:
        raise OperationRefused("element_unknown", element=operation.element)
    path = element.place(operation.at)
    if path is None:
        raise OperationRefused("element_place_wrong", element=operation.element)
    at, last = path[:-1], path[-1]
    holder = find(document, at)
    match operation:
        case Add():
            if holder is None and isinstance(find(document, at[:-1]), dict):
                holder = {} if element.keyed else []
            changed, inverse = _add(_holder(element, holder), last, operation)
        case Change():
            changed, inverse = _change(_with(element, holder, last), last, operation)
        case Remove():
            changed, inverse = _remove(_with(element, holder, last), last, operation)
        case Move():
            changed, inverse = _move(_with(element, holder, last), last, operation)
        case Rename():
            changed, inverse = _rename(_with(element, holder, last), last, operation)
            renamed = _put(document, at, changed)
            return Edited(follow(renamed, element, operation.at, operation.key), inverse)
        case _:
            assert_never(operation)
    return Edited(_put(document, at, changed), inverse)


def _holder(element: Element, holder: Any) -> Any:
    if not isinstance(holder, dict if element.keyed else list):
        raise OperationRefused("element_missing", element=element.name)
    return holder


def _with(element: Element, holder: Any, last: Step) -> Any:
    _holder(element, holder)
    if find(holder, (last,)) is None:
        raise OperationRefused("element_missing", element=element.name)
    return holder


def _put(document: Any, path: Sequence[Step], value: Any) -> Any:
    """A copy with `value` at the path; everything beside it is shared."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(document, list) and isinstance(step, int):
        return [_put(each, rest, value) if place == step else each for place, each in enumerate(document)]
    return {**document, step: _put(document.get(step), rest, value)}


def _add(holder: Any, last: Step, operation: Add) -> tuple[Any, Operation]:
    inverse = Remove(do="remove", element=operation.element, at=operation.at)
    most = len(holder)
    if isinstance(holder, list):
        place = most if operation.place is None else min(operation.place, most)
        inverse = inverse.model_copy(update={"at": [*operation.at[:-1], place]})
        return [*holder[:place], operation.value, *holder[place:]], inverse
    if last in holder:
        raise OperationRefused("key_taken", key=last)
    if not good_key(str(last), KEY_BYTES):
        raise OperationRefused("key_malformed", key=last, most=KEY_BYTES)
    place = most if operation.place is None else operation.place
    pairs = list(holder.items())
    return dict([*pairs[:place], (last, operation.value), *pairs[place:]]), inverse


def _change(holder: Any, last: Step, operation: Change) -> tuple[Any, Operation]:
    before = holder[last]
    inverse = Change(do="change", element=operation.element, at=operation.at, value=before)
    return _put(holder, (last,), _changed(before, operation)), inverse


def _changed(before: Any, operation: Change) -> Any:
    if operation.values is None:
        if operation.value is None:
            raise OperationRefused("operation_empty")
        return operation.value
    if not isinstance(before, dict) or operation.value is not None:
        raise OperationRefused("values_or_value")
    after = {**before, **operation.values}
    return {key: value for key, value in after.items() if value is not None or key not in operation.values}


def _whole(document: dict[str, Any], operation: Operation) -> Edited:
    """Change properties of the document itself."""
    if not isinstance(operation, Change) or operation.at:
        raise OperationRefused("element_place_wrong", element=DOCUMENT)
    after = _changed(document, operation)
    if not isinstance(after, dict):
        raise OperationRefused("map_expected")
    return Edited(after, Change(do="change", element=DOCUMENT, value=document))


def _remove(holder: Any, last: Step, operation: Remove) -> tuple[Any, Operation]:
    value, place = holder[last], _place(holder, last)
    inverse = Add(do="add", element=operation.element, at=operation.at, value=value, place=place, again=True)
    return _without(holder, last), inverse


def _move(holder: Any, last: Step, operation: Move) -> tuple[Any, Operation]:
    value, place, rest = holder[last], _place(holder, last), _without(holder, last)
    to = min(operation.place, len(rest))
    if isinstance(holder, list):
        inverse = Move(do="move", element=operation.element, at=[*operation.at[:-1], to], place=place)
        return [*rest[:to], value, *rest[to:]], inverse
    pairs = list(rest.items())
    inverse = Move(do="move", element=operation.element, at=operation.at, place=place)
    return dict([*pairs[:to], (last, value), *pairs[to:]]), inverse


def _rename(holder: Any, last: Step, operation: Rename) -> tuple[Any, Operation]:
    if not isinstance(holder, dict):
        raise OperationRefused("element_has_no_key", element=operation.element)
    if operation.key in holder:
        raise OperationRefused("key_taken", key=operation.key)
    inverse = Rename(do="rename", element=operation.element, at=[*operation.at[:-1], operation.key], key=str(last))
    return {operation.key if key == last else key: value for key, value in holder.items()}, inverse


def _place(holder: Any, last: Step) -> int:
    return list(holder).index(last) if isinstance(holder, dict) else int(last)


def _without(holder: Any, last: Step) -> Any:
    if isinstance(holder, dict):
        return {key: value for key, value in holder.items() if key != last}
    return [each for place, each in enumerate(holder) if place != last]
