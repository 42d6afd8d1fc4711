"""Events of messages, so that the record's activity and open screens learn of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpwright.kernel.events import SYSTEM, Actor, Event
from helpwright.notify.model import MessageState

ANNOUNCED: frozenset[MessageState] = frozenset({"sent", "failed", "skipped", "trial", "held"})
"""States a new message is told of; those on their way are when they have arrived."""
UNTOLD = frozenset({"not_wanted"})
"""Reasons that are seen in the outbox and told nowhere else: people choose their ways."""


def message_event(
    row: Mapping[str, Any],
    state: MessageState,
    reason: str | None,
    at: datetime,
    by: Actor = SYSTEM,
) -> Event:
    """Of a stored message `row`; data is `{message, via, to, state, subject, reason, rule, person?, field?}`.

    `to` is the name of the person of the organization it is for, else the address.

    `reason` is a code (`no_address`, `address_invalid`, `template_missing` …) when skipped, the other side's words when
    failed. A message that belongs to no record has the dataset `messages`.
    """
    extra: Mapping[str, Any] = row.get("extra") or {}
    cause = () if row["event_id"] is None else (row["event_id"],)
    return Event(
        type=f"message_{state}",
        dataset=row["form"] or "messages",
        record_id=row["record_id"],
        actor=by,
        at=at,
        data={
            "message": str(row["id"]),
            "via": row["via"],
            "to": extra.get("name") or row["recipient"],
            "state": state,
            "subject": row["subject"],
            "reason": reason,
            "rule": row["rule"],
            **({} if row.get("person_id") is None else {"person": str(row["person_id"])}),
            **({} if extra.get("field") is None else {"field": extra["field"]}),
        },
        cause=cause,
    )
