"""What rules need of records, handed in where all concepts meet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from psycopg.errors import DatabaseError

from helpwright.kernel.filter import Filter
from helpwright.platform.database import Session, Statement
from helpwright.rules.kind import RecordContext


class RecordContexts(Protocol):
    """Loads records as rules see them; deleted ones are absent."""

    async def __call__(
        self,
        session: Session,
        form: str,
        ids: Sequence[UUID],
        locale: str,
        *,
        lock: bool = False,
    ) -> Mapping[UUID, RecordContext]:
        """Contexts by record id, in a number of queries that does not depend on the number of ids.

        With `lock` the form is entered and the records are locked, in the order of their ids, until the end of the
        transaction.
        """
        ...

    async def meant(self, error: DatabaseError) -> Exception:
        """What the database refused of a record of any form, in our words; any other error as it is."""
        ...

    async def matching(self, form: str, condition: Filter | None, now: datetime) -> Statement | None:
        """A query of one column `id`: the records of the form that match; None when there is no such form."""
        ...
