"""How the values of a field that changes its type are carried over. Pure.

One rule for every pair of types: the new type reads what people see of the old value (`FieldType.convert`). A value it
does not take stays in the column it came from.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from helpwright.forms.field_type import FieldSettings, FieldType, Related, ValueRefused
from helpwright.kernel.filter import is_empty


@dataclass(frozen=True, slots=True)
class Column:
    """Where values of a field stand or stood, and how they are read."""

    name: str
    type: FieldType
    settings: FieldSettings


@dataclass(frozen=True, slots=True)
class Conversion:
    """One field from one column to a new one. `earlier` is a column in which it had the new type before."""

    field: str
    source: Column
    target: Column
    earlier: Column | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """The value for the new column; `refused` is why there is none although there was one."""

    value: Any = None
    refused: ValueRefused | None = None


def convert(
    conversion: Conversion, value: Any, earlier: Any, related: Related, *, was_refused: bool = False
) -> Converted:
    """Carry one value over. `earlier` is what the earlier column holds.

    What stood there comes back where it says the same as `value` does now, or where it had not fitted (`was_refused`)
    and nothing was put in its place.
    """
    if conversion.earlier is not None and not is_empty(earlier):
        if is_empty(value):
            return Converted(earlier) if was_refused else Converted()
        there = _read(conversion.source, conversion.earlier, earlier, related)
        if there.refused is None and there.value == value:
            return Converted(earlier)
    if is_empty(value):
        return Converted()
    return _read(conversion.target, conversion.source, value, related)


def _read(target: Column, source: Column, value: Any, related: Related) -> Converted:
    try:
        kind, value = source.type.opened(value)
        found = target.type.convert(target.settings, kind, source.settings, value, related)
    except ValueRefused as refused:
        return Converted(refused=refused)
    return Converted(None if is_empty(found) else found)


def column_name(field: str, used: Collection[str]) -> str:
    """A name that no column of the form ever had: the field's key, then `amount__2`, `amount__3` and so on."""
    number, name = 1, field
    while name in used:
        number += 1
        name = f"{field}__{number}"
    return name
