"""What people are told inside the product: stored in the transaction of what led to it, shown by the bell."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from helpwright.jobs.events import append_all
from helpwright.kernel.events import SYSTEM, Actor, Event
from helpwright.kernel.text import shortened
from helpwright.notify.fitting import room_of
from helpwright.notify.model import Draft
from helpwright.notify.notification_store import insert_notifications
from helpwright.platform.statement import Statement

DATASET = "notifications"
_ROOM = room_of("inapp")


def deliver_inside(messages: Sequence[tuple[UUID, Draft]], at: datetime) -> Sequence[Statement]:
    """Store notifications for messages to people, and tell their open screens."""
    rows = [
        {
            "id": message,
            "person_id": draft.recipient,
            "event_id": draft.event_id,
            "title": shortened(" ".join(draft.subject.split()), _ROOM.title),
            "text": shortened(draft.text, _ROOM.text),
            "form": draft.form,
            "record_id": draft.record_id,
        }
        for message, draft in messages
    ]
    events = [changed("notification_created", message, at, draft.cause) for message, draft in messages]
    return [insert_notifications(rows, at), append_all(events)]


def changed(kind: str, notification: UUID, at: datetime, cause: tuple[int, ...] = (), by: Actor = SYSTEM) -> Event:
    """What open screens of its person learn from: `notification_created`, `notification_read`."""
    return Event(kind, DATASET, notification, by, at, {}, cause)
