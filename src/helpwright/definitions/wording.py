"""Differences and effects in plain words, for people who never saw a document."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpwright.definitions.diff import Difference, Named
from helpwright.definitions.element import label_of
from helpwright.kernel.text import localize
from helpwright.platform.sentences import Sentences

_MOST = 60
_BOOLEANS = {True: "word_yes", False: "word_no"}


def words(sentences: Sentences, locale: str, difference: Difference) -> str:
    """One difference as a sentence."""
    chain = difference.chain
    if difference.how in {"added", "removed"}:
        parents, own = chain[:-1], _element(sentences, locale, chain[-1])
        return _within(sentences, locale, parents, f"diff_{difference.how}", {"element": own})
    if difference.how == "order":
        what = _term(sentences, locale, "element", difference.property)
        return _within(sentences, locale, chain, "diff_order", {"element": what})
    before, after = (_shown(sentences, locale, each) for each in (difference.before, difference.after))
    data = {"property": property_name(sentences, locale, difference.property), "before": before, "after": after}
    if before is None or after is None or (not difference.property):
        code = "diff_changed_plain"
    elif not before:
        code = "diff_set"
    elif not after:
        code = "diff_unset"
    else:
        code = "diff_changed"
    return _within(sentences, locale, chain, code, data)


def _within(
    sentences: Sentences,
    locale: str,
    chain: Sequence[Named],
    code: str,
    data: Mapping[str, Any],
) -> str:
    text = sentences(locale, code, data)
    for each in reversed(chain):
        text = sentences(locale, "diff_within", {"element": _element(sentences, locale, each), "text": text})
    return text


def _element(sentences: Sentences, locale: str, named: Named) -> str:
    sort = _term(sentences, locale, "element", named.element)
    return sentences(locale, "diff_element", {"sort": sort, "label": label_of(named.value, named.key, locale)})


def property_name(sentences: Sentences, locale: str, dotted: str) -> str:
    """The name of a property; of one inside another, both."""
    if not dotted:
        return sentences(locale, "property_all")
    return " › ".join(_term(sentences, locale, "property", each) for each in dotted.split("."))


def _term(sentences: Sentences, locale: str, sort: str, name: str) -> str:
    code = f"{sort}_{name}"
    return sentences(locale, code) if sentences.knows(code) else name


def _shown(sentences: Sentences, locale: str, value: Any) -> str | None:
    """A value on one line; "" for nothing, None for what only a document can show."""
    if value is None or value in ({}, []):
        return ""
    if isinstance(value, bool):
        return sentences(locale, _BOOLEANS[value])
    if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        languages = all("-" in key or len(key) == len("en") for key in value)
        value = localize(value, locale) if languages else None
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        value = sentences(locale, "list_separator").join(map(str, value))
    if not isinstance(value, str | int | float):
        return None
    text = " ".join(str(value).split())
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
