"""What is stored about the flows of one record, for those who show it or move it on."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.flows.model import FIRST_RESPONSE
from helpwright.flows.store import end_due_times, instances_of_record, lock_open_instances, tasks_of_record
from helpwright.flows.task_store import tasks_seen_by
from helpwright.platform.database import Row, Statement

__all__ = ["been_at", "first_response_given", "instances_of_record", "tasks_of_record", "tasks_seen_by"]


def been_at(tasks: Sequence[Row]) -> list[str]:
    """The nodes at which something was done, oldest first; what was returned or withdrawn led nowhere."""
    done = [row for row in tasks if row["state"] == "done" and row["outcome"] is not None]
    return [row["node"] for row in sorted(done, key=lambda row: row["done_at"])]


def first_response_given(record_id: UUID, *clocks: Statement) -> Sequence[Statement]:
    """Statements for the write in which a person answers the customer; `clocks` are those of the case.

    They take their locks in the order of everybody: instances, case, tasks, timers.
    """
    return (lock_open_instances(record_id), *clocks, end_due_times(record_id, FIRST_RESPONSE))
