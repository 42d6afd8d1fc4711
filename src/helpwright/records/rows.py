"""Stored records for the engines above: flows write them in their own transactions, rules and portal read them."""

from helpwright.records.store import enter, get, get_many, lock_many, select_ids, to_record, update, visible

__all__ = ["enter", "get", "get_many", "lock_many", "select_ids", "to_record", "update", "visible"]
