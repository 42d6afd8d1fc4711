"""The conditions of a filter bar in words: 「近 30 天」, 「紧急程度：紧急、非常紧急」. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from helpwright.forms.form import Form
from helpwright.reports.drawing.figures import Words
from helpwright.reports.narrow import PERIOD


def filter_words(conditions: Sequence[Mapping[str, Any]], forms: Iterable[Form], words: Words) -> list[str]:
    """Each condition that can be said; days from and to are one."""
    known = list(forms)
    edges = {each["op"]: each.get("value") for each in conditions if each.get("field") == PERIOD}
    told = []
    if edges:
        told += _period(edges, words)
    for each in conditions:
        if each.get("field") != PERIOD:
            told += _values(each, known, words)
    return told


def _period(edges: Mapping[str, Any], words: Words) -> list[str]:
    within = edges.get("within")
    if isinstance(within, Mapping):
        return [_span(within, words)]
    start, end = _instant(edges.get("ge"), words), _instant(edges.get("lt"), words)
    if start is None or end is None:
        return []
    last = end - timedelta(days=1)
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


def _values(condition: Mapping[str, Any], forms: Sequence[Form], words: Words) -> list[str]:
    key = str(condition.get("field"))
    field = next((form.fields[key] for form in forms if key in form.fields), None)
    if field is None:
        return []
    options = {each["key"]: each["label"] for each in field.describe(words.locale).get("options") or ()}
    value = condition.get("value")
    given = value if isinstance(value, list) else [value]
    named = words("list_separator").join(str(options.get(each, each)) for each in given)
    return [words("filter_is", {"field": field.label(words.locale), "values": named})]
