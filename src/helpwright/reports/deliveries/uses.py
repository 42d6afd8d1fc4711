"""Which deliveries go to which groups."""

from helpwright.notify.robot_uses import Use
from helpwright.platform.database import Database
from helpwright.reports.deliveries import store


async def robots_of_deliveries(database: Database) -> list[Use]:
    """One for each delivery and robot."""
    return [
        Use(row["robot"], "delivery", str(row["id"]), row["name"], row["dashboard"].partition(".")[0])
        for row in await database.all(store.ROBOTS)
    ]
