"""Events of messages, so that the record's activity and open screens learn of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpwright.kernel.events import SYSTEM, Event
from helpwright.notify.model import MessageState

ANNOUNCED: Mapping[MessageState, str] = {
    "sent": "message_sent",
    "failed": "message_failed",
    "skipped": "message_skipped",
    "trial": "message_trial",
}


def message_event(row: Mapping[str, Any], state: MessageState, reason: str | None, at: datetime) -> Event:
    """Of a stored message `row`; data is `{message, via, to, state, subject, reason, rule}`.

    `reason` is a code (`no_address`, `address_invalid`) when skipped, the other side's words when failed. A message
    that belongs to no record has the dataset `messages`.
    """
    cause = () if row["event_id"] is None else (row["event_id"],)
    return Event(
        type=ANNOUNCED[state],
        dataset=row["form"] or "messages",
        record_id=row["record_id"],
        actor=SYSTEM,
        at=at,
        data={
            "message": str(row["id"]),
            "via": row["via"],
            "to": row["recipient"],
            "state": state,
            "subject": row["subject"],
            "reason": reason,
            "rule": row["rule"],
        },
        cause=cause,
    )
