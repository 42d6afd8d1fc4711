"""Localized texts: a plain string, or one text per locale; Chinese is the first language."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

LOCALES = ("zh-CN", "en")
DEFAULT_LOCALE = "zh-CN"

# Letters that read right to left, and the marks that turn the direction of what follows.
_TURNS = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What belongs to the character before it: accents, variants, tones of skin, joiners, the letters of flags by tags.
_GOES_ON = re.compile("[\u0300-\u036f\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_JOINER = "\u200d"
_LONGEST_CHARACTER = 32
_ISOLATES, _ISOLATE_ENDS = "\u2066\u2067\u2068", "\u2069"

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


def _not_empty(value: dict[str, str]) -> dict[str, str]:
    if not value:
        raise ValueError("text_empty")
    return value


LocalText = (
    Text
    | Annotated[
        dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")], Text],
        AfterValidator(_not_empty),
    ]
)


def localize(text: str | Mapping[str, str] | None, locale: str) -> str:
    """The text in `locale`, else its language, else Chinese, else English, else any; "" for None."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    for candidate in (locale, locale.split("-", 1)[0], DEFAULT_LOCALE, "en"):
        if candidate in text:
            return text[candidate]
    return next(iter(text.values()), "")


def listed(parts: Iterable[str], locale: str) -> str:
    """Several in one line, as the language sets them apart: 「焊接、电气」, "Welding, Electrics"."""
    return ("、" if locale.startswith("zh") else ", ").join(parts)


def all_forms(text: str | Mapping[str, str] | None) -> frozenset[str]:
    """Every form of the text in any language."""
    if text is None:
        return frozenset()
    if isinstance(text, str):
        return frozenset((text,))
    return frozenset(text.values())


def unturned(text: str) -> str:
    """Without the marks that show letters and digits in another order than they are stored and dialed."""
    return _MARKS.sub("", text)


def isolated(text: str) -> str:
    """Somebody's words as a part of a text of ours: the direction they have, or pretend to have, ends with them."""
    return f"\u2068{unturned(text)}\u2069" if _TURNS.search(text) else text


def shortened(text: str, most: int) -> str:
    """At most `most` characters; one that is cut ends with `…`, with a whole emoji, and with its own direction."""
    if len(text) <= most:
        return text
    end = max(0, most - 1)
    open_ = _open_isolates(text[:end])
    end = max(0, end - open_)
    whole = end
    while whole > 0 and (_GOES_ON.match(text[whole]) or text[whole - 1] == _JOINER):
        whole -= 1
    end = whole if end - whole <= _LONGEST_CHARACTER else end
    kept = text[:end].rstrip()
    return f"{kept}…{_ISOLATE_ENDS * _open_isolates(kept)}"[:most]


BEGINNING = 2_000
"""How many characters of a long text go into a list of many; somebody who wants all of it asks for that one."""


def beginning(text: str) -> tuple[str, int | None]:
    """The text itself and None, or what it begins with and how many characters all of it has."""
    return (text, None) if len(text) <= BEGINNING else (shortened(text, BEGINNING), len(text))


def _open_isolates(text: str) -> int:
    """How many directions are begun in it and not ended."""
    depth = 0
    for mark in _MARKS.findall(text):
        if mark in _ISOLATES:
            depth += 1
        elif mark == _ISOLATE_ENDS:
            depth = max(0, depth - 1)
    return depth


@lru_cache(maxsize=1024)
def choose_locale(wanted: str | None, header: str | None = None) -> str:
    """Pick a supported locale from an explicit wish, then an Accept-Language header, else Chinese."""
    for tag in (wanted or "", *_by_quality(header or "")):
        language = tag.strip().lower()
        for locale in LOCALES:
            if language and (language == locale.lower() or language.split("-", 1)[0] == locale.split("-", 1)[0]):
                return locale
    return DEFAULT_LOCALE


def _by_quality(header: str) -> list[str]:
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:200].split(",")):
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        ranked.append((-weight, position, tag))
    return [tag for _, _, tag in sorted(ranked)]
