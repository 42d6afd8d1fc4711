"""A SQL statement as a value; running it is for `platform.database`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with its parameters."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)
