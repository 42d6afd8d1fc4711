"""Texts that contain others, whatever their case, as SQL. Pure.

The database compares without regard to case by writing every text anew in small letters, which takes three times as
long as looking for the text in it. What has no case – digits, signs, Chinese – is looked for as it stands.
"""

import unicodedata
from collections.abc import Callable
from itertools import groupby

_PATTERN = {"contains": "%{}%", "starts": "{}%", "ends": "%{}"}
_OTHER_LETTER = "Lo"
_PLAIN = frozenset("NPSZ")
"""Digits, punctuation, symbols, spaces. Not marks: they may be what is left of a letter that was made small."""
_WORTH_LOOKING = 2
"""Fewer characters are in most texts anyway."""


def like(how: str, text: str, param: Callable[[str], str]) -> Callable[[str], str]:
    """The test of an expression, false or null where it is null. `param` takes a value and tells its place in SQL."""
    pattern = _PATTERN[how].format(escaped(text))
    plain = _plain_part(text)
    if plain == text:
        as_it_stands = param(pattern)
        return lambda sql: f"({sql} LIKE {as_it_stands})"
    if len(plain) < _WORTH_LOOKING:
        whatever_case = param(pattern)
        return lambda sql: f"({sql} ILIKE {whatever_case})"
    first, then = param(_PATTERN["contains"].format(escaped(plain))), param(pattern)
    return lambda sql: f"({sql} LIKE {first} AND {sql} ILIKE {then})"


def escaped(text: str) -> str:
    """A text as itself in a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _plain_part(text: str) -> str:
    """The longest part without case; of several the first."""
    parts = ["".join(part) for plain, part in groupby(text, _has_no_case) if plain]
    return max(parts, key=len, default="")


def _has_no_case(character: str) -> bool:
    category = unicodedata.category(character)
    if category != _OTHER_LETTER and category[0] not in _PLAIN:
        return False
    return character == character.lower() == character.upper()
