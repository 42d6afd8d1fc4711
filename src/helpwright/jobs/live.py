"""Live messages for open screens: what changed, told to those who may read it, just after the commit.

One tail per process reads the event stream from now on, only while somebody listens. A message says which records of
which dataset changed; the screen then reads them as it always does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import psycopg
import structlog

from helpwright.jobs.connection import Pause, passes
from helpwright.jobs.events import NOW, Position, Recorded, read_after, recorded, waiting_after
from helpwright.jobs.listen import Listener, Wake
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Database

log = structlog.get_logger(__name__)

CallerT = TypeVar("CallerT")

EVERYTHING = "*"
_QUEUE = 100
_BATCH = 1000
_INTERVAL_SECONDS = 0.050
_IDLE_SECONDS = 5.0
_WAITING_SECONDS = 0.020
_START_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Changed:
    """Records of a dataset that changed. `version` is the newest known version, None where records have none.

    The dataset `*` means: messages were lost, read everything on the screen again.
    """

    dataset: str
    ids: tuple[UUID, ...] = ()
    version: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As sent to the browser."""
        return {"type": "changed", "dataset": self.dataset, "ids": self.ids, "version": self.version}


LOST = Changed(EVERYTHING)


class Told(Protocol):
    """Something sent to a screen."""

    def to_json(self) -> dict[str, Any]:
        """As sent to the browser."""
        ...


class Subscriber(Generic[CallerT]):
    """One open screen: at most 100 messages wait for it, then they become one `LOST`."""

    def __init__(self, caller: CallerT, session: Hashable) -> None:
        self.caller = caller
        self.session = session
        self._messages: list[Told] = []
        self._arrived = asyncio.Event()
        self.ended = asyncio.Event()

    def put(self, message: Told) -> None:
        """Queue a message; never blocks."""
        if len(self._messages) >= _QUEUE or message == LOST:
            self._messages = [LOST]
        elif self._messages != [LOST]:
            self._messages.append(message)
        self._arrived.set()

    async def next(self) -> list[Told]:
        """Wait for messages and take them all."""
        await self._arrived.wait()
        self._arrived.clear()
        taken, self._messages = self._messages, []
        return taken

    def end(self) -> None:
        """Close the screen's connection: signed out."""
        self.ended.set()


@dataclass(slots=True)
class _Gathered:
    ids: dict[UUID, None] = field(default_factory=dict)
    version: int | None = None


def changes(events: Iterable[Recorded]) -> list[Changed]:
    """What the events changed, one message a dataset.

    Beside the record's own dataset: what happens in a flow, and the deletion of a record, change `tasks` (ids of the
    tasks' records), message events `messages` (ids of messages).
    """
    gathered: dict[str, _Gathered] = {}
    for each in events:
        event = each.event
        if event.record_id is not None:
            _gather(gathered, event.dataset, event.record_id, event.data)
            if "instance" in event.data or event.type == "record_deleted":
                _gather(gathered, "tasks", event.record_id, {})
        if event.type.startswith("message_") and isinstance(event.data.get("message"), str):
            _gather(gathered, "messages", UUID(event.data["message"]), {})
    return [Changed(dataset, tuple(each.ids), each.version) for dataset, each in gathered.items()]


def _gather(gathered: dict[str, _Gathered], dataset: str, record: UUID, data: Mapping[str, Any]) -> None:
    into = gathered.setdefault(dataset, _Gathered())
    into.ids[record] = None
    version = data.get("version")
    if isinstance(version, int):
        into.version = max(version, into.version or 0)


Visible = Callable[[CallerT, str, Sequence[UUID]], Awaitable[Iterable[UUID]]]


class Hub(Generic[CallerT]):
    """Tells subscribers what changed. `visible(caller, dataset, ids)` answers the ids the caller may know of."""

    def __init__(self, database: Database, listener: Listener, visible: Visible[CallerT]) -> None:
        self._database = database
        self._listener = listener
        self._visible = visible
        self._subscribers: set[Subscriber[CallerT]] = set()
        self._someone = asyncio.Event()
        self._standing = asyncio.Event()
        self._broken = False

    async def subscribe(self, caller: CallerT, session: Hashable) -> Subscriber[CallerT]:
        """A new screen of `caller`, signed in by `session`; it learns of every commit after this returns."""
        subscriber = Subscriber(caller, session)
        self._subscribers.add(subscriber)
        self._someone.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(_START_SECONDS):
                await self._standing.wait()
        return subscriber

    def leave(self, subscriber: Subscriber[CallerT]) -> None:
        """The screen is closed."""
        self._subscribers.discard(subscriber)
        if not self._subscribers:
            self._someone.clear()

    def renew(self, session: Hashable, caller: CallerT) -> None:
        """Every screen of the session is told from now on what `caller` may know."""
        for subscriber in self._subscribers:
            if subscriber.session == session:
                subscriber.caller = caller

    def end(self, session: Hashable) -> None:
        """Close every screen of a session at once; other processes notice within seconds."""
        for subscriber in self._subscribers:
            if subscriber.session == session:
                subscriber.end()

    async def run(self) -> None:
        """Follow the stream until cancelled, only while there are subscribers; may be begun again after an error."""
        pause = Pause()
        while True:
            await self._someone.wait()
            wake = self._listener.wake()
            try:
                broken, self._broken = self._broken, True
                await self._follow(wake, broken=broken)
                self._broken = False
                pause.reset()
            except Exception as error:
                if not passes(error):
                    raise
                log.warning("live_waits_for_database", error=str(error))
                await pause.wait()
            finally:
                self._standing.clear()
                self._listener.forget(wake)

    async def _follow(self, wake: Wake, *, broken: bool) -> None:
        row = await self._database.one(NOW)
        position = Position(row["xid"] if row else "0", 0)
        self._standing.set()
        if broken:
            self._tell_all(LOST)
        while self._subscribers:
            events = [recorded(each) for each in await self._database.all(read_after(position, _BATCH))]
            if events:
                position = events[-1].position
                await self._tell(changes(events))
            if len(events) == _BATCH:
                continue
            patience = _IDLE_SECONDS
            if await self._database.one(waiting_after(position)) is not None:
                patience = _WAITING_SECONDS
            await asyncio.sleep(_INTERVAL_SECONDS)
            await wake.wait(patience)

    async def _tell(self, messages: Sequence[Changed]) -> None:
        by_session: dict[Hashable, list[Subscriber[CallerT]]] = {}
        for subscriber in self._subscribers:
            by_session.setdefault(subscriber.session, []).append(subscriber)
        for subscribers in by_session.values():
            try:
                readable = [await self._readable(subscribers[0].caller, message) for message in messages]
            except (Unavailable, psycopg.Error):
                raise
            except Exception:
                log.exception("live_visibility_failed")
                readable = [LOST]
            for message in readable:
                if message.ids or message == LOST:
                    for subscriber in subscribers:
                        subscriber.put(message)

    async def _readable(self, caller: CallerT, message: Changed) -> Changed:
        seen = frozenset(await self._visible(caller, message.dataset, message.ids))
        return Changed(message.dataset, tuple(each for each in message.ids if each in seen), message.version)

    def _tell_all(self, message: Changed) -> None:
        for subscriber in self._subscribers:
            subscriber.put(message)
