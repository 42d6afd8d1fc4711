"""The conditions of a filter bar in words: 「近 30 天」, 「紧急程度：紧急、非常紧急」. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from helpwright.kernel.filter_tree import ME, MY_TEAMS
from helpwright.reports.drawing.figures import Words
from helpwright.reports.narrow import PERIOD

_SIGNS: Mapping[str, str] = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥"}
_NEGATED = frozenset({"ne", "not_in"})
_CODES: Mapping[str, str] = {
    "contains": "filter_contains",
    "not_contains": "filter_contains_not",
    "empty": "filter_empty",
    "ends": "filter_ends",
    "filled": "filter_filled",
    "starts": "filter_starts",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a field is called, and its values (by their keys) as far as they have names."""

    label: str
    values: Mapping[str, str] = field(default_factory=dict)


def filter_words(conditions: Sequence[Mapping[str, Any]], fields: Mapping[str, Told], words: Words) -> list[str]:
    """Each condition; days from and to are one."""
    edges = {each["op"]: each.get("value") for each in conditions if each.get("field") == PERIOD}
    told = _period(edges, words) if edges else []
    for each in conditions:
        if each.get("field") != PERIOD:
            key = str(each.get("field"))
            told.append(_condition(each, fields.get(key, Told(key)), fields, words))
    return told


def _condition(each: Mapping[str, Any], of: Told, fields: Mapping[str, Told], words: Words) -> str:
    op, value = str(each.get("op")), each.get("value")
    given = value if isinstance(value, list) else [value]
    named = [_value(one, of, fields, words) for one in given]
    if op == "within" and isinstance(value, Mapping):
        return words("filter_is", {"field": of.label, "values": _span(value, words)})
    if op == "between":
        return words("filter_is", {"field": of.label, "values": " – ".join(named)})
    told = {"field": of.label, "values": words("list_separator").join(named)}
    if op in _SIGNS:
        return f"{of.label} {_SIGNS[op]} {told['values']}"
    return words("filter_is_not" if op in _NEGATED else _CODES.get(op, "filter_is"), told)


def _value(value: Any, of: Told, fields: Mapping[str, Told], words: Words) -> str:
    if value in (ME, MY_TEAMS):
        return words("filter_me" if value == ME else "filter_my_teams")
    if isinstance(value, Mapping) and "field" in value:
        other = str(value["field"])
        return fields[other].label if other in fields else other
    if isinstance(value, bool):
        return words("yes" if value else "no")
    instant = _instant(value, words) if isinstance(value, str) and "T" in value else None
    return of.values.get(str(value), f"{instant:%Y-%m-%d %H:%M}" if instant is not None else str(value))


def _period(edges: Mapping[str, Any], words: Words) -> list[str]:
    within = edges.get("within")
    if isinstance(within, Mapping):
        return [_span(within, words)]
    start, end = (_instant(edges.get(one, edges.get(other)), words) for one, other in (("ge", "gt"), ("lt", "le")))
    last = end - timedelta(microseconds=1) if end is not None and "lt" in edges else end
    if start is None or last is None:
        only = [words("filter_from", {"day": f"{start:%Y-%m-%d}"})] if start is not None else []
        return [*only, *([words("filter_until", {"day": f"{last:%Y-%m-%d}"})] if last is not None else [])]
    return [words("period_between", {"from": f"{start:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"})]


def _span(within: Mapping[str, Any], words: Words) -> str:
    if "this" in within:
        return words(f"period_this_{within['this']}")
    word = "last" if "last" in within else "previous"
    count, unit = within.get(word, 1), within.get("unit", "day")
    if word == "previous" and count == 1:
        return words(f"period_previous_{unit}")
    return words(f"period_{word}", {"n": count, "unit": words(f"period_unit_{unit}", {"n": count})})


def _instant(value: Any, words: Words) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).astimezone(words.zone)
    except ValueError:
        return None
