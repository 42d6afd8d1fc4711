"""What is stored about the flows of one record, for those who show it."""

from helpwright.flows.store import instances_of_record, tasks_of_record
from helpwright.flows.task_store import tasks_seen_by

__all__ = ["instances_of_record", "tasks_of_record", "tasks_seen_by"]
