"""Values that a flow sets or compares must fit the fields of its form. Pure; asked before publishing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from helpwright.flows.document import FlowDocument
from helpwright.flows.errors import Problem
from helpwright.flows.parts import ActorReference
from helpwright.forms.field_type import FieldSettings, FieldType, ValueRefused
from helpwright.kernel.filter import Condition, conditions, is_empty, parse_filter
from helpwright.kernel.values import PARSERS

_WHOLE_VALUES = frozenset({"eq", "ne", "in", "not_in"})
_ORDERS = frozenset({"lt", "le", "gt", "ge", "between"})
_ELEMENTS = frozenset({"contains", "not_contains"})
_KNOWN_WITHOUT_KEY = frozenset({"empty", "filled"})
"""What the kernel of flows, which is pure, can ask of a sensitive value."""
_PERSON = "00000000-0000-0000-0000-000000000001"


def check_fitting(
    types: Mapping[str, FieldType],
    fields: Mapping[str, FieldSettings],
    flow: FlowDocument,
) -> Iterable[Problem]:
    """A problem for each value that its field would refuse, and each that is not written as it is stored.

    Also for each field that should say who gets the work and holds no person.
    """
    for path, key, value in set_values(flow):
        settings = fields.get(key)
        if settings is None or is_empty(value):
            continue
        yield from check_value(types[settings.type], settings, as_written(value), path)
    for path, key in naming(flow):
        settings = fields.get(key)
        if settings is not None and types[settings.type].group != "people":
            yield Problem(path, "field_without_person", {"field": key})
    for path, condition in compared(flow):
        settings = fields.get(condition.field)
        if settings is None:
            continue
        kind = types[settings.type]
        if settings.sensitive and condition.op not in _KNOWN_WITHOUT_KEY:
            yield Problem(path, "sensitive_in_flow", {"field": condition.field})
        elif condition.op not in kind.operators:
            yield Problem(path, "operator_not_possible", {"op": condition.op})
        else:
            for value in compared_values(kind, condition):
                yield from check_compared(kind, settings, condition.op, value, path)


def as_written(value: Any) -> Any:
    """A value as the field gets it: anybody's id stands for the person who acts."""
    return _PERSON if isinstance(value, ActorReference) else value


def whole_values(condition: Condition) -> list[Any]:
    """What the condition compares whole values with; parts of texts and periods are not among them."""
    if condition.op not in _WHOLE_VALUES:
        return []
    return condition.value if isinstance(condition.value, list) else [condition.value]


def compared_values(kind: FieldType, condition: Condition) -> list[Any]:
    """What the condition compares values, or elements of lists, with; parts of texts and periods are not among them."""
    if condition.op in _ORDERS or (condition.op in _ELEMENTS and kind.kind == "list"):
        return condition.value if condition.op == "between" else [condition.value]
    return whole_values(condition)


def check_compared(
    kind: FieldType, settings: FieldSettings, op: str, value: Any, path: tuple[str | int, ...] = ()
) -> Iterable[Problem]:
    """A problem when the kernel, which knows no types, would not compare with this as a list of records does."""
    try:
        operand = kind.operand(settings, value)
    except ValueRefused as refused:
        yield Problem(path, refused.code, refused.data)
        return
    stored = str(operand) if kind.kind == "list" else kind.to_json(operand)
    if op in _ORDERS:
        try:
            same = bool(PARSERS[kind.kind](value) == operand)
        except ValueRefused:
            same = False
    else:
        same = bool(stored == value)
    if not same:
        yield Problem(path, "value_not_as_stored", {"value": str(value)[:100], "stored": str(stored)[:100]})


def check_value(
    kind: FieldType,
    settings: FieldSettings,
    value: Any,
    path: tuple[str | int, ...] = (),
) -> Iterable[Problem]:
    """A problem when the field would refuse the value, or store it in other words."""
    try:
        stored = kind.to_json(kind.parse(settings, value))
    except ValueRefused as refused:
        yield Problem(path, refused.code, refused.data)
        return
    if stored != value:
        yield Problem(path, "value_not_as_stored", {"value": str(value)[:100], "stored": str(stored)[:100]})


def set_values(flow: FlowDocument) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    """Path, field and value of everything that the flow writes by itself."""
    for node, settings in flow.nodes.items():
        maps: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = [
            (("nodes", node, "set"), getattr(settings, "set", None) or {}),
            (("nodes", node, "claimed", "set"), getattr(getattr(settings, "claimed", None), "set", None) or {}),
        ]
        for key, outcome in (getattr(settings, "outcomes", None) or {}).items():
            maps.append((("nodes", node, "outcomes", key, "set"), getattr(outcome, "set", None) or {}))
        for path, values in maps:
            for field, value in values.items():
                yield (*path, field), field, value


def naming(flow: FlowDocument) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Path and key of the fields that say who gets work."""
    for node, settings in flow.nodes.items():
        for position, line in enumerate(getattr(settings, "assign", None) or ()):
            if line.field is not None:
                yield ("nodes", node, "assign", position, "field"), line.field


def compared(flow: FlowDocument) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Path and condition of everything that the flow decides by."""
    for node, settings in flow.nodes.items():
        for part in ("assign", "lines"):
            for position, line in enumerate(getattr(settings, part, None) or ()):
                if getattr(line, "when", None) is not None:
                    for each in conditions(parse_filter(line.when)):
                        yield ("nodes", node, part, position, "when"), each
