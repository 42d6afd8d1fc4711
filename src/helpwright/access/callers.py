"""People as they would ask: for deciding what somebody else may see, such as who may be named on a record."""

from collections.abc import Collection, Sequence
from uuid import UUID

from helpwright.access import store
from helpwright.access.model import Caller
from helpwright.platform.database import Database


async def read_callers(database: Database, people: Collection[UUID] | None = None) -> Sequence[Caller]:
    """Everybody who works here, or these of them, by name."""
    return [store.to_caller(row) for row in await database.all(store.everybody(people))]
