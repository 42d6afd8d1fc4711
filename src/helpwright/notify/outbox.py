"""Store messages in the transaction of what led to them, and queue their sending."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from helpwright.jobs.events import append_all
from helpwright.jobs.queue import defer
from helpwright.kernel.clock import Clock
from helpwright.kernel.ids import new_id
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.events import ANNOUNCED, message_event
from helpwright.notify.model import Draft, Identity, MessageState
from helpwright.notify.sender import Delivery
from helpwright.notify.store import insert
from helpwright.platform.database import Session, Statement

SEND = "notify:send"
_PER_JOB = 20

ReadIdentity = Callable[[], Awaitable[Identity]]


class Outbox:
    """Takes drafts. What cannot be sent is stored too and says why; a repeated key is stored once."""

    def __init__(self, ways: Mapping[str, Delivery], identity: ReadIdentity, clock: Clock) -> None:
        self._ways = ways
        self._identity = identity
        self._clock = clock

    async def put(self, session: Session, drafts: Sequence[Draft]) -> None:
        """Store them in the session's transaction: two round trips whatever their number."""
        if not drafts:
            return
        identity, at = await self._identity(), self._clock.now()
        rows = [self._row(draft, identity) for draft in drafts]
        new = {row["id"] for row in await session.all(insert(rows, at))}
        stored = [(message, draft, state, reason) for message, draft, state, reason, _ in rows if message in new]
        events = [
            message_event(_facts(message, draft), state, reason, at)
            for message, draft, state, reason in stored
            if state in ANNOUNCED
        ]
        statements = [append_all(events)] if events else []
        queued = [message for message, _, state, _ in stored if state == "queued"]
        if queued:
            statements.append(send_later(queued))
        if statements:
            await session.pipeline(statements)

    def _row(self, draft: Draft, identity: Identity) -> tuple[UUID, Draft, MessageState, str | None, str | None]:
        if draft.recipient is None:
            return new_id(), draft, "skipped", "no_address", None
        address = SENDERS[draft.via].clean(draft.recipient)
        if address is None:
            return new_id(), draft, "skipped", "address_invalid", None
        draft = replace(draft, recipient=address)
        way = self._ways.get(draft.via)
        if way is None:
            return new_id(), draft, "trial", None, None
        return new_id(), draft, "queued", None, way.reference(draft.key, identity)


def send_later(messages: Sequence[UUID]) -> Statement:
    """Jobs that send the messages, some at a time."""
    ids = [str(message) for message in messages]
    return defer(SEND, [{"messages": ids[start : start + _PER_JOB]} for start in range(0, len(ids), _PER_JOB)])


def _facts(message: UUID, draft: Draft) -> dict[str, Any]:
    return {
        "id": message,
        "event_id": draft.event_id,
        "rule": draft.rule,
        "form": draft.form,
        "record_id": draft.record_id,
        "via": draft.via,
        "recipient": draft.recipient,
        "subject": draft.subject,
    }
