"""Consume the event stream: every event once, in order, together with what the reader writes.

A consumer's cursor is the last `(transaction, event)` it has taken. It reads only below the snapshot's xmin, where
no running transaction can still add an earlier event; a plain `id >` cursor would lose late commits.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Final

import structlog

from helpwright.jobs.connection import Pause, passes
from helpwright.jobs.events import Recorded, append, read_on, recorded
from helpwright.jobs.listen import Listener
from helpwright.kernel.clock import Clock
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import NO_WAIT_FOR_DISK, Database, Session, Statement

log = structlog.get_logger(__name__)

Reader = Callable[[Session, Sequence[Recorded]], Awaitable[None]]

CONSUMER_FAILED: Final = "consumer_failed"
_BATCH = 500
_IDLE_SECONDS = 5.0
_WAITING_SECONDS = 0.005
_BREATH_SECONDS = 0.050
_BREATH_EACH_SECONDS = 0.001
_ATTEMPTS_ALONE = 3

# ORDER BY and LIMIT keep the planner on the index of the stream: an EXISTS here read the whole table.
_PEEK = """SELECT following.xid < pg_snapshot_xmin(pg_current_snapshot()) AS ready FROM cursors c LEFT JOIN LATERAL (
    SELECT e.xid FROM events e WHERE (e.xid, e.id) > (c.xid, c.id) ORDER BY e.xid, e.id LIMIT 1) following ON true
WHERE c.name = %(name)s"""
_START = "INSERT INTO cursors (name, xid, id) VALUES (%(name)s, '0', 0) ON CONFLICT DO NOTHING"
_GUARD = Statement("SET LOCAL idle_in_transaction_session_timeout = '60s'")
_LOCK = "SELECT 1 FROM cursors WHERE name = %(name)s FOR UPDATE SKIP LOCKED"
_MOVE = "UPDATE cursors SET xid = %(xid)s::xid8, id = %(id)s WHERE name = %(name)s"


class Contended(Exception):  # noqa: N818 -- normal: another process is at it
    """Another process holds the cursor of this consumer."""


class ReaderFailed(Exception):  # noqa: N818 -- carries what to do about it
    """The reader raised on these events; nothing of the batch was kept."""

    def __init__(self, events: Sequence[Recorded], error: Exception) -> None:
        super().__init__(str(error))
        self.events = events
        self.error = error


class Consumer:
    """One named reader of the stream; of all processes that run it, one at a time reads.

    `read(session, events)` gets up to 500 events and writes what follows from them with `session`, in the transaction
    that moves the cursor: it happens exactly once. Its commit does not wait for the disk: after a crash of the machine
    the last batches happen again, as a whole, in place of what is gone. When `read` raises, the batch is halved until
    the event is found that it cannot take; after three attempts with that one alone the stream passes it, logs it, and
    appends a `consumer_failed` event that names it. A lost database or a deadlock is no failure of the event: it waits.
    """

    def __init__(
        self,
        name: str,
        read: Reader,
        *,
        database: Database,
        listener: Listener,
        clock: Clock,
        breath: float = _BREATH_SECONDS,
    ) -> None:
        self.name = name
        self._breath = breath
        self._read = read
        self._database = database
        self._listener = listener
        self._clock = clock
        self._limit = _BATCH
        self._attempts = 0

    async def run(self) -> None:
        """Consume until cancelled."""
        wake = self._listener.wake()
        pause = Pause()
        try:
            while True:
                try:
                    patience = await self.catch_up()
                    pause.reset()
                except Exception as error:
                    if not passes(error):
                        raise
                    log.warning("consumer_waits_for_database", consumer=self.name, error=str(error))
                    await pause.wait()
                    continue
                await wake.wait(patience)
        finally:
            self._listener.forget(wake)

    async def catch_up(self) -> float:
        """Take everything that is ready; how many seconds to sleep at most before looking again.

        The first events are taken at once; under a steady stream it pauses between batches, the longer the more there
        was to take, so that they grow and the round trips of a batch are shared by many events; in a rush still longer.
        """
        while True:
            row = await self._database.one(Statement(_PEEK, {"name": self.name}))
            if row is None:
                await self._database.write([Statement(_START, {"name": self.name})])
                continue
            if not row["ready"]:
                return _IDLE_SECONDS if row["ready"] is None else _WAITING_SECONDS
            began = monotonic()
            try:
                taken = await self.step()
            except Contended:
                return _IDLE_SECONDS
            await self._listener.rush.rest(began)
            if 0 < taken < _BATCH:
                await asyncio.sleep(min(self._breath, taken * _BREATH_EACH_SECONDS))

    async def step(self) -> int:
        """One transaction: read a batch, hand it over, move the cursor. Returns the number of events.

        Raises Contended, or the database's error; a failure of the reader is handled and returns 0.
        """
        try:
            taken = await self._take(skip=None)
        except ReaderFailed as failure:
            await self._after_failure(failure)
            return 0
        self._attempts = 0
        self._limit = min(self._limit * 2, _BATCH)
        return taken

    async def _take(self, skip: ReaderFailed | None) -> int:
        async with self._database.transaction() as session:
            lock = Statement(_LOCK, {"name": self.name})
            first = (_GUARD, NO_WAIT_FOR_DISK, lock, read_on(self.name, self._limit))
            *_, locked, rows = await session.pipeline(first)
            if not locked:
                raise Contended
            events = [recorded(row) for row in rows]
            if not events:
                return 0
            if skip is None:
                await self._hand_over(session, events)
            elif events[0].id == skip.events[0].id:
                events = events[:1]
                await self._record(session, events[0], skip.error)
            else:
                return 0
            last = events[-1].position
            session.at_end([Statement(_MOVE, {"name": self.name, "xid": last.xid, "id": last.id})])
        return len(events)

    async def _hand_over(self, session: Session, events: Sequence[Recorded]) -> None:
        try:
            await self._read(session, events)
        except Exception as error:
            if passes(error):
                raise
            raise ReaderFailed(events, error) from error

    async def _after_failure(self, failure: ReaderFailed) -> None:
        count, first = len(failure.events), failure.events[0]
        self._attempts += 1
        log.warning(
            "consumer_reader_failed",
            consumer=self.name,
            first_event=first.id,
            events=count,
            attempt=self._attempts,
            error=repr(failure.error),
        )
        if count > 1:
            self._limit = count // 2
            self._attempts = 0
            return
        if self._attempts < _ATTEMPTS_ALONE:
            await Pause(first=0.1 * 3**self._attempts).wait()
            return
        self._attempts = 0
        await self._take(skip=failure)

    async def _record(self, session: Session, poison: Recorded, error: Exception) -> None:
        log.error(
            "consumer_skipped_event",
            consumer=self.name,
            event_id=poison.id,
            event_type=poison.event.type,
            exc_info=error,
        )
        if poison.event.type == CONSUMER_FAILED:
            return
        await session.execute(
            append(
                Event(
                    type=CONSUMER_FAILED,
                    dataset=poison.event.dataset,
                    record_id=poison.event.record_id,
                    actor=SYSTEM,
                    at=self._clock.now(),
                    data={
                        "consumer": self.name,
                        "event": poison.id,
                        "type": poison.event.type,
                        "error": f"{type(error).__name__}: {error}"[:500],
                    },
                    cause=(*poison.event.cause, poison.id),
                ),
            ),
        )
