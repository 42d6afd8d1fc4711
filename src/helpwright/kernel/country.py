"""The country an organization works in: how numbers without its code are read, and what designs begin with."""

from functools import cache
from typing import Final, Literal
from zoneinfo import available_timezones

Country = Literal[
    "CN", "HK", "MO", "TW", "SG", "JP", "KR", "MY", "TH", "VN", "ID", "IN", "AE", "US", "CA", "MX", "BR", "AU", "NZ",
    "GB", "IE", "DE", "FR", "NL", "BE", "LU", "ES", "PT", "IT", "CH", "AT", "SE", "NO", "DK", "FI", "PL", "CZ", "RU",
]  # fmt: skip
HOME: Final[Country] = "CN"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether a time zone of this name exists."""
    return name in _zones()
