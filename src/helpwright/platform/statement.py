"""A SQL statement as a value; running it is for `platform.database`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with its parameters."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Runner(Protocol):
    """What runs statements: a session of `platform.database`, for those who shall not know it."""

    async def all(self, statement: Statement) -> list[dict[str, Any]]:
        """Every row."""
        ...

    async def one(self, statement: Statement) -> dict[str, Any] | None:
        """The first row, or None."""
        ...

    async def execute(self, statement: Statement) -> int:
        """Run it; the number of rows touched."""
        ...

    async def pipeline(self, statements: Sequence[Statement]) -> list[list[dict[str, Any]]]:
        """Send all in one round trip; the rows of each."""
        ...
