"""Carry out runs, step by step: record locked, action applied, result logged, in one commit.

A batch takes one step of several runs in one transaction. When anything in it fails, nothing of it was kept and each
run is tried alone, so that the failure is that run's alone. Inside effects therefore happen exactly once, whatever is
killed; outside ones go through the outbox, whose messages have stable keys. So no step waits for the disk: after a
crash of the machine the last ones are taken again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog

from helpwright.jobs.connection import Pause, passes
from helpwright.jobs.listen import Listener, Wake
from helpwright.jobs.rush import Rush
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Refusal
from helpwright.platform.database import NO_WAIT_FOR_DISK, STALE_DEFINITIONS, Database, Row, Session
from helpwright.rules import store
from helpwright.rules.again import key_of
from helpwright.rules.perform import Performer
from helpwright.rules.progress import Progress, failed, saved

log = structlog.get_logger(__name__)

Answered = Callable[[UUID, str, bool, str], Awaitable[None]]
"""Tells a flow how its actions ended: instance, activity, whether well, a key that makes repetition harmless."""

PENDING = store.PENDING
"""One row when some run is ready."""

_BATCH: Final = 20
_IDLE_SECONDS: Final = 5.0
_STALE_ATTEMPTS: Final = 5


async def nobody_waits(_instance: UUID, _activity: str, _ok: bool, _key: str) -> None:  # noqa: FBT001 -- as `Answered`
    """Where no flow asks for actions."""


@dataclass
class Runner:
    """Works on runs that are ready; several, in several processes, do no harm. `before` is awaited before each look."""

    database: Database
    clock: Clock
    performer: Performer
    answered: Answered = nobody_waits
    before: Callable[[], Awaitable[None]] | None = None
    batch: int = _BATCH
    _expected: bool = False
    _wakes: set[Wake] = field(default_factory=set)

    def expect(self) -> None:
        """A transaction of this process is about to leave runs that are ready; from inside it."""
        self._expected = True

    def committed(self) -> None:
        """For `Database.on_commit`."""
        if self._expected:
            self._expected = False
            for wake in self._wakes:
                wake.ring()

    async def run(self, listener: Listener) -> None:
        """Work until cancelled; woken by this process's own commits at once, by those of others through their pokes."""
        wake = listener.wake()
        self._wakes.add(wake)
        pause = Pause()
        try:
            while True:
                try:
                    await self.drain(listener.rush)
                    pause.reset()
                except Exception as error:
                    if not passes(error):
                        raise
                    log.warning("runs_wait_for_database", error=str(error))
                    await pause.wait()
                    continue
                await wake.wait(_IDLE_SECONDS)
        finally:
            self._wakes.discard(wake)
            listener.forget(wake)

    async def drain(self, rush: Rush | None = None) -> int:
        """Work until nothing is ready, resting in a `rush`; how many steps were taken. Raises the database's errors."""
        if self.before is not None:
            await self.before()
        taken = 0
        while True:
            began = monotonic()
            look = await self.database.one(store.LOOK)
            done = await self._steps() if look and look["ready"] else 0
            done += await self._answers() if look and (look["answering"] or done) else 0
            if not done:
                return taken
            taken += done
            if rush is not None:
                await rush.rest(began)

    async def _steps(self) -> int:
        seen: list[UUID] = []

        async def some(session: Session) -> Sequence[Row]:
            seen.clear()
            heads = (await session.pipeline((NO_WAIT_FOR_DISK, store.claim(self.batch))))[-1]
            seen.extend(row["id"] for row in heads)
            return [*heads, *await session.all(store.claim_following(heads))] if heads else heads

        try:
            return await self._transaction(some)
        except Exception as error:
            if passes(error):
                raise
            log.info("runs_taken_one_by_one", runs=len(seen), error=type(error).__name__)
        return sum([await self._alone(run_id) for run_id in list(seen)])

    async def _alone(self, run_id: UUID) -> int:
        async def one(session: Session) -> Sequence[Row]:
            return (await session.pipeline((NO_WAIT_FOR_DISK, store.claim_one(run_id))))[-1]

        try:
            return await self._transaction(one)
        except Exception as error:
            if passes(error):
                raise
            return await self._after_failure(run_id, error)

    async def _transaction(self, take: Callable[[Session], Awaitable[Sequence[Row]]]) -> int:
        """One step of each run that `take` finds. Definitions that were published meanwhile are read and it repeats."""
        for attempt in range(_STALE_ATTEMPTS):
            definitions = self.performer.definitions
            live = await (definitions.likely() if attempt == 0 else definitions.refresh())
            try:
                async with self.database.transaction() as session:
                    rows = await take(session)
                    return await self.performer.step(session, live, rows) if rows else 0
            except psycopg.Error as error:
                if error.sqlstate != STALE_DEFINITIONS or attempt + 1 == _STALE_ATTEMPTS:
                    raise
        return 0

    async def _after_failure(self, run_id: UUID, error: Exception) -> int:
        """Write down what went wrong, and when to try again."""
        if isinstance(error, psycopg.DatabaseError):
            # Such as a value that another record has: trying again does not help, and its own words show the value.
            meant = await self.performer.contexts.meant(error)
            error = meant if isinstance(meant, Refusal) else error
        if not isinstance(error, Refusal):
            log.error("rule_step_failed", run=str(run_id), exc_info=error)
        async with self.database.transaction() as session:
            rows = await session.all(store.claim_one(run_id))
            if not rows:
                return 0
            course = await self.performer.course(rows[0])
            await session.pipeline(saved([failed(course, Progress(rows[0]), error, self.clock.now())]))
        return 1

    async def _answers(self) -> int:
        rows = await self.database.all(store.answering(self.batch))
        for row in rows:
            answer: Mapping[str, Any] = row["answer"]
            state = answer["state"]
            try:
                instance, activity = UUID(answer["instance"]), str(answer["activity"])
                await self.answered(instance, activity, bool(answer["ok"]), key_of(row))
            except Exception as error:
                if passes(error):
                    raise
                log.exception("flow_not_answered", run=str(row["id"]))
                state = "failed"
                await self._answered_badly(row)
            await self.database.write([store.answered(row["id"], state, answer)])
        return len(rows)

    async def _answered_badly(self, row: Row) -> None:
        """The flow could not go on, nobody knows why: where it can at least be told that, a person decides."""
        answer: Mapping[str, Any] = row["answer"]
        if not answer.get("ok"):
            return
        try:
            await self.answered(UUID(answer["instance"]), str(answer["activity"]), False, key_of(row))  # noqa: FBT003 -- as `Answered`
        except Exception as error:
            if passes(error):
                raise
            log.exception("flow_not_stopped", run=str(row["id"]))
