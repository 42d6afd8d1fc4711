"""Store messages in the transaction of what led to them, and queue their sending."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.jobs.events import append_all
from helpwright.jobs.queue import defer
from helpwright.jobs.timers import schedule
from helpwright.kernel.clock import Clock
from helpwright.kernel.ids import new_id
from helpwright.notify import letter_store
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.events import ANNOUNCED, UNTOLD, message_event
from helpwright.notify.model import Draft, Identity, MessageState
from helpwright.notify.sender import Delivery, Grouped, Particular
from helpwright.notify.store import Stored, insert, storable
from helpwright.notify.ways import Ways
from helpwright.platform.database import Session, Statement

SEND = "notify:send"
TIMER = "message"
HELD = "held"
"""Kind and key of the timer of a message that waits for the end of quiet hours; its owner is the message."""
_PER_JOB = 20
_GOES_OUT: frozenset[MessageState] = frozenset({"queued", "held", "trial"})

ReadIdentity = Callable[[], Awaitable[Identity]]


@dataclass(frozen=True, slots=True)
class _Opened:
    ways: Mapping[str, Delivery]
    identity: Identity
    at: datetime


async def current_ways(ways: Mapping[str, Delivery] | Ways, session: Session | None = None) -> Mapping[str, Delivery]:
    """The open ways: fixed ones, or those of the settings as they are now."""
    return await ways.current(session) if isinstance(ways, Ways) else ways


class Outbox:
    """Takes drafts. What cannot be sent is stored too and says why; a repeated key is stored once."""

    def __init__(self, ways: Mapping[str, Delivery] | Ways, identity: ReadIdentity, clock: Clock) -> None:
        self._ways = ways
        self._identity = identity
        self._clock = clock

    async def put(self, session: Session, drafts: Sequence[Draft]) -> None:
        """Store them in the session's transaction: three round trips whatever their number."""
        if not drafts:
            return
        opened = _Opened(await current_ways(self._ways, session), await self._identity(), self._clock.now())
        rows = [row for draft in drafts for row in _with_fallback(draft, opened)]
        new = {row["id"] for row in await session.all(insert(rows, opened.at))}
        stored = [each for each in rows if each.id in new]
        statements: list[Statement] = []
        going = [each for each in stored if each.state in _GOES_OUT]
        statements += letter_store.keep(
            [(each.id, each.draft.letter) for each in going if each.draft.letter], opened.at
        )
        for way, sender in SENDERS.items():
            told = [(each.id, each.draft) for each in stored if each.draft.via == way and each.state == "sent"]
            if sender.inside is not None and told:
                statements += sender.inside(told, opened.at)
        events = [
            message_event(facts(each), each.state, each.reason, opened.at)
            for each in stored
            if each.state in ANNOUNCED and each.reason not in UNTOLD
        ]
        if events:
            statements.append(append_all(events))
        queued: dict[str, list[UUID]] = {}
        for each in stored:
            if each.state == "queued":
                queued.setdefault(lane_of(each.draft.via, each.draft.recipient), []).append(each.id)
        # A way that hangs, or a group's robot, keeps no other waiting.
        statements += [send_later(messages) for messages in queued.values()]
        statements += [
            schedule(TIMER, each.id, HELD, each.draft.due_at)
            for each in stored
            if each.state == "held" and each.draft.due_at is not None
        ]
        if statements:
            await session.pipeline(statements)


def _with_fallback(draft: Draft, opened: _Opened) -> Sequence[Stored]:
    first = settle(draft, opened.ways, opened.identity)
    if first.state != "skipped" or draft.fallback is None or first.reason in UNTOLD:
        return (first,)
    return first, settle(draft.fallback, opened.ways, opened.identity)


def lane_of(via: str, recipient: str | None) -> str:
    """Whose silence a message shares: that of its way, or of the one group it is for."""
    return f"{via}:{recipient}" if via in SENDERS and SENDERS[via].to_groups else via


def settle(draft: Draft, ways: Mapping[str, Delivery], identity: Identity) -> Stored:
    """How a draft is stored: to be sent, held, sent already, on trial, or skipped with a reason."""
    sender = SENDERS[draft.via]
    draft = replace(draft, subject=storable(draft.subject), text=storable(draft.text))
    address = None if draft.recipient is None else sender.clean(draft.recipient)
    reason = draft.reason
    if reason is None and address is None:
        reason = "no_address" if draft.recipient is None else "address_invalid"
    if reason is not None:
        return Stored(new_id(), draft, "skipped", reason)
    draft = replace(draft, recipient=address)
    if sender.inside is not None:
        return Stored(new_id(), draft, "sent")
    way = ways.get(draft.via)
    if way is None:
        return Stored(new_id(), draft, "trial")
    hindrance = way.hindrance(str(address), app_of(draft)) if isinstance(way, Grouped) else None
    if hindrance is not None:
        return Stored(new_id(), draft, *hindrance)
    lacking = way.lacks(draft.filled) if isinstance(way, Particular) else None
    if lacking is not None:
        return Stored(new_id(), draft, "skipped", lacking)
    state: MessageState = "queued" if draft.due_at is None else "held"
    return Stored(new_id(), draft, state, None, way.reference(draft.key, identity))


def app_of(draft: Draft) -> str | None:
    """Whose message it is; None for the product's own."""
    return draft.app if draft.form is None else draft.form.partition(".")[0]


def send_later(messages: Sequence[UUID]) -> Statement:
    """Jobs that send the messages, some at a time."""
    ids = [str(message) for message in messages]
    return defer(SEND, [{"messages": ids[start : start + _PER_JOB]} for start in range(0, len(ids), _PER_JOB)])


def facts(stored: Stored) -> dict[str, Any]:
    """A stored message as its row says it."""
    draft = stored.draft
    return {
        "id": stored.id,
        "event_id": draft.event_id,
        "rule": draft.rule,
        "form": draft.form,
        "record_id": draft.record_id,
        "via": draft.via,
        "recipient": draft.recipient,
        "subject": draft.subject or draft.text.partition("\n")[0][:200],
        "person_id": draft.person_id,
        "extra": {"name": draft.name, "field": draft.field},
    }
