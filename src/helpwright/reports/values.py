"""Values of answers as JSON."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

_HOW: Final[Mapping[type, Callable[[Any], Any]]] = {
    datetime: datetime.isoformat, date: date.isoformat, Decimal: float, UUID: str,
}  # fmt: skip
"""The database gives these very types."""


def plain(value: Any) -> Any:
    """Instants (and hours of the organization's zone, without one) and days in ISO 8601, ids as texts."""
    how = _HOW.get(type(value))
    return value if how is None else how(value)
