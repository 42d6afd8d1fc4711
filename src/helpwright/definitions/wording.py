"""Differences and effects in plain words, for people who never saw a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpwright.definitions.diff import Difference, Named
from helpwright.definitions.element import label_of
from helpwright.definitions.names import Names, name_of
from helpwright.kernel.text import localize
from helpwright.platform.sentences import Sentences

_MOST = 60
_BOOLEANS = {True: "word_yes", False: "word_no"}
_UNITS = ("days", "hours", "minutes")
_SPAN = {*_UNITS, "time", "calendar"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A reader's language, and what they call the things that keys name."""

    sentences: Sentences
    locale: str
    names: Names = field(default_factory=dict)

    def say(self, code: str, data: Mapping[str, Any] | None = None) -> str:
        """The sentence of a code."""
        return self.sentences(self.locale, code, data)

    def named(self, names: Names) -> "Vocabulary":
        """The same knowing more names."""
        return Vocabulary(self.sentences, self.locale, {**self.names, **names})


@dataclass(frozen=True, slots=True)
class Detail:
    """A difference as a screen shows it: what it is about, and what was and will be there (None: nothing to show)."""

    how: str
    what: str
    before: str | None = None
    after: str | None = None


def part_label(sentences: Sentences, kind: str, document: Any, key: str, locale: str) -> str:
    """What people call an artefact: its name; calendars of usual keys (`office`, `office_2`) are known without one."""
    base, _, number = key.rpartition("_")
    usual = f"{kind}_{base}" if number.isdigit() else f"{kind}_{key}"
    if kind == "calendar" and not (document or {}).get("name") and sentences.knows(usual):
        return f"{sentences(locale, usual)} {number}" if number.isdigit() else sentences(locale, usual)
    return label_of(document, key, locale)


def words(vocabulary: Vocabulary, difference: Difference) -> str:
    """One difference as a sentence."""
    chain = difference.chain
    if difference.how in {"added", "removed"}:
        parents, own = chain[:-1], _element(vocabulary, chain[-1])
        return _within(vocabulary, parents, f"diff_{difference.how}", {"element": own})
    if difference.how == "order":
        what = _term(vocabulary, "element", difference.property)
        return _within(vocabulary, chain, "diff_order", {"element": what})
    before, after = _sides(vocabulary, difference)
    data = {"property": property_name(vocabulary, difference.property), "before": before, "after": after}
    if before is None or after is None or (not difference.property):
        code = "diff_changed_plain"
    elif not before:
        code = "diff_set"
    elif not after:
        code = "diff_unset"
    else:
        code = "diff_changed"
    return _within(vocabulary, chain, code, data)


def detail(vocabulary: Vocabulary, difference: Difference) -> Detail:
    """One difference in its parts."""
    chain, how = difference.chain, difference.how
    if how != "changed":
        added = _described(vocabulary, difference.after) if how == "added" else None
        return Detail(how, words(vocabulary, difference), None, added)
    before, after = _sides(vocabulary, difference)
    if before is None or after is None or not difference.property:
        return Detail(how, words(vocabulary, difference))
    name = property_name(vocabulary, difference.property)
    if not chain:
        return Detail(how, name, before, after)
    what = vocabulary.say("diff_property_of", {"element": _element(vocabulary, chain[-1]), "property": name})
    for each in reversed(chain[:-1]):
        what = vocabulary.say("diff_within", {"element": _element(vocabulary, each), "text": what})
    return Detail(how, what, before, after)


def _described(vocabulary: Vocabulary, value: Any) -> str | None:
    """What a new element is: of a field, its type and whether it must be filled."""
    if not isinstance(value, Mapping) or not isinstance(value.get("type"), str):
        return None
    kind = _value_word(vocabulary, ("type",), value["type"])
    if kind is None:
        return None
    return vocabulary.say("diff_field_required" if value.get("required") else "diff_field_optional", {"type": kind})


def _sides(vocabulary: Vocabulary, difference: Difference) -> tuple[str | None, str | None]:
    steps = tuple(reversed(difference.property.split("."))) if difference.property else ()
    steps = (*steps, *(each.element for each in reversed(difference.chain)))
    return _shown(vocabulary, steps, difference.before), _shown(vocabulary, steps, difference.after)


def _within(vocabulary: Vocabulary, chain: Sequence[Named], code: str, data: Mapping[str, Any]) -> str:
    text = vocabulary.say(code, data)
    for each in reversed(chain):
        text = vocabulary.say("diff_within", {"element": _element(vocabulary, each), "text": text})
    return text


def _element(vocabulary: Vocabulary, named: Named) -> str:
    sort = _term(vocabulary, "element", named.element)
    label = name_of(vocabulary.names, (named.element,), named.value)
    if label is None and isinstance(named.key, int) and label_of(named.value, named.key, "") == str(named.key + 1):
        return vocabulary.say("diff_element_place", {"sort": sort, "place": named.key + 1})
    return vocabulary.say(
        "diff_element", {"sort": sort, "label": label or label_of(named.value, named.key, vocabulary.locale)}
    )


def property_name(vocabulary: Vocabulary, dotted: str) -> str:
    """The name of a property; of one inside another, both."""
    if not dotted:
        return vocabulary.say("property_all")
    return " › ".join(_term(vocabulary, "property", each) for each in dotted.split("."))


def _term(vocabulary: Vocabulary, sort: str, name: str) -> str:
    code = f"{sort}_{name}"
    if vocabulary.sentences.knows(code):
        return vocabulary.say(code)
    return name_of(vocabulary.names, ("field", "node"), name) or name


def _value_word(vocabulary: Vocabulary, steps: Sequence[str], value: str) -> str | None:
    """The word for a value out of a closed list, after the name of the property that holds it."""
    for step in steps[:1]:
        catalogues = _CATALOGUES.get(step, (step,))
        for code in (f"value_{step}_{value.lower()}", *(f"kind_{each}_{value}" for each in catalogues)):
            if vocabulary.sentences.knows(code):
                return vocabulary.say(code)
    return None


_CATALOGUES = {"type": ("field", "node"), "event": ("trigger",)}


def _shown(vocabulary: Vocabulary, steps: Sequence[str], value: Any) -> str | None:
    """A value on one line; "" for nothing, None for what only a document can show."""
    if value is None or value in ({}, []):
        return ""
    if isinstance(value, bool):
        return vocabulary.say(_BOOLEANS[value])
    if isinstance(value, dict):
        value = _of_map(vocabulary, value)
    elif isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        shown = (_one(vocabulary, steps, each) for each in value)
        value = vocabulary.say("list_separator").join(shown)
    elif isinstance(value, str):
        value = _one(vocabulary, steps, value)
    if not isinstance(value, str | int | float):
        return None
    text = " ".join(str(value).split())
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _one(vocabulary: Vocabulary, steps: Sequence[str], value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    return _value_word(vocabulary, steps, value) or name_of(vocabulary.names, steps, value) or value


def _of_map(vocabulary: Vocabulary, value: Mapping[str, Any]) -> str | None:
    """A text in several languages, a span of time, a reference of one entry; None for more."""
    if all(isinstance(each, str) for each in value.values()) and all(
        "-" in key or len(key) == len("en") for key in value
    ):
        return localize({**value}, vocabulary.locale)
    if value.keys() <= _SPAN and value.keys() & set(_UNITS):
        parts = [vocabulary.say(f"value_{unit}", {"n": value[unit]}) for unit in _UNITS if unit in value]
        working = value.get("time") == "working"
        return vocabulary.say("value_working" if working else "value_wall", {"time": " ".join(parts)})
    if len(value) == 1:
        ((key, each),) = value.items()
        return name_of(vocabulary.names, (key,), each)
    return None
