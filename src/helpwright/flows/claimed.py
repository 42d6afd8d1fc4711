"""What the tasks a person has claimed allow them beyond their roles."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.history import tasks_of_record
from helpwright.flows.live import FlowVersions
from helpwright.platform.database import Database

AllowedByTasks = Callable[[Caller, DefinitionSet, UUID], Awaitable[frozenset[str]]]


def allowed_by_claimed(database: Database, versions: FlowVersions) -> AllowedByTasks:
    """Reads the verbs (`comment`, …) of the nodes whose tasks on a record are claimed by the caller now."""

    async def read(caller: Caller, definitions: DefinitionSet, record_id: UUID) -> frozenset[str]:
        found: set[str] = set()
        for task in await database.all(tasks_of_record(record_id)):
            if task["state"] == "claimed" and task["claimed_by"] == caller.person_id:
                flow = await versions.get(definitions, task["flow"], task["flow_version"])
                found.update(getattr(flow.document.nodes.get(task["node"]), "allow", ()))
        return frozenset(found)

    return read
