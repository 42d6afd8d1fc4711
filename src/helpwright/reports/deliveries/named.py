"""What is sent to somebody or in their name: for whoever ends their access."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.platform.database import Database, Row
from helpwright.reports.deliveries import store


async def deliveries_of(database: Database, person: UUID) -> Sequence[Row]:
    """Rows `{dashboard, name}`, of every dashboard (`app.key`)."""
    return await database.all(store.naming(person))
