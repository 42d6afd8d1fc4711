"""What is stored about the flows of one record, for those who show it."""

from helpwright.flows.store import instances_of_record, tasks_of_record

__all__ = ["instances_of_record", "tasks_of_record"]
