"""What a log must not show. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

from helpwright.forms.sealed import is_sealed

MASK: Final = "•••"
_SECRET_KEY = re.compile(
    r"pass(word|wd)?|secret|token|authorization|api[_-]?key|credential|cookie|signature", re.IGNORECASE
)
_SECRET_TEXT = re.compile(
    r"(?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"
    r"|(?P<link>https?://[^\s?#]*/(?:p|s|setup|reset)/)[\w.~-]{16,}"
    r"|(?P<query>[?&](?:token|key|secret|sig|signature|access_token|password)=)[^&\s]+",
    re.IGNORECASE,
)


def masked(value: Any) -> Any:
    """The same JSON with secrets hidden: values under telling keys, bearer tokens, and what makes a link personal."""
    match value:
        case str() if is_sealed(value):
            return MASK
        case str():
            return _SECRET_TEXT.sub(_kept, value)
        case Mapping():
            return {
                key: MASK if each is not None and _SECRET_KEY.search(str(key)) else masked(each)
                for key, each in value.items()
            }
        case list() | tuple():
            return [masked(each) for each in value]
        case _:
            return value


def _kept(match: re.Match[str]) -> str:
    return f"{match['scheme'] or match['link'] or match['query']}{MASK}"


def masked_address(address: str) -> str:
    """A phone number as 138****0021, a mail address as w***@example.com; anything else but for its ends."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    shown = 7
    return f"{address[:3]}****{address[-4:]}" if len(address) > shown else f"{address[:1]}***"
