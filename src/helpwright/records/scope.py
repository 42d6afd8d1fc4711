"""Which rows of a form somebody may act on, as one condition over the alias `r`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RowScope:
    """SQL and its parameters."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)


EVERY_ROW = RowScope("TRUE")
