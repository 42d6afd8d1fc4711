"""Values that a flow sets or compares must fit the fields of its form. Pure; asked before publishing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from helpwright.flows.document import FlowDocument
from helpwright.flows.errors import Problem
from helpwright.flows.parts import ActorReference
from helpwright.forms.field_type import FieldSettings, FieldType, ValueRefused
from helpwright.kernel.filter import conditions, is_empty, parse_filter

_WHOLE_VALUES = frozenset({"eq", "ne", "in", "not_in"})
_PERSON = "00000000-0000-0000-0000-000000000001"


def check_fitting(
    types: Mapping[str, FieldType],
    fields: Mapping[str, FieldSettings],
    flow: FlowDocument,
) -> Iterable[Problem]:
    """A problem for each value that its field would refuse, and each that is not written as it is stored."""
    for path, key, value in _set_values(flow):
        settings = fields.get(key)
        if settings is None or is_empty(value):
            continue
        given = _PERSON if isinstance(value, ActorReference) else value
        yield from _check(types[settings.type], settings, given, path)
    for path, condition in _conditions(flow):
        settings = fields.get(condition.field)
        if settings is None:
            continue
        kind = types[settings.type]
        if condition.op not in kind.operators:
            yield Problem(path, "operator_not_possible", {"op": condition.op})
        elif condition.op in _WHOLE_VALUES:
            values = condition.value if isinstance(condition.value, list) else [condition.value]
            for value in values:
                yield from _check(kind, settings, value, path)


def _check(kind: FieldType, settings: FieldSettings, value: Any, path: tuple[str | int, ...]) -> Iterable[Problem]:
    try:
        stored = kind.to_json(kind.parse(settings, value))
    except ValueRefused as refused:
        yield Problem(path, refused.code, refused.data)
        return
    if stored != value:
        yield Problem(path, "value_not_as_stored", {"value": str(value)[:100], "stored": str(stored)[:100]})


def _set_values(flow: FlowDocument) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
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


def _conditions(flow: FlowDocument) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    for node, settings in flow.nodes.items():
        for position, line in enumerate(getattr(settings, "assign", None) or ()):
            if getattr(line, "when", None) is not None:
                for each in conditions(parse_filter(line.when)):
                    yield ("nodes", node, "assign", position, "when"), each
