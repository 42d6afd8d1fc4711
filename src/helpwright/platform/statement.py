"""A SQL statement as a value; running it is for `platform.database`."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Statement(NamedTuple):
    """One SQL statement with its parameters.

    The database plans what it is asked often once for all values, where that looks no dearer. `planned_anew` says that
    it must not, because a plan that is good for most values takes minutes for a rare one; it costs a fraction of a
    millisecond each time.
    """

    sql: str
    params: Mapping[str, Any] = _NOTHING
    planned_anew: bool = False


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
