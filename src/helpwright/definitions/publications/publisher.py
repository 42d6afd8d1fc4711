"""Carries publications out, one at a time in the whole installation, and takes up those that a crash left behind.

The publisher holds a session lock of the database: whoever is killed lets go of it, and the next one resumes at the
step that the journal names. Every step may run twice. Until the switch everything can be taken back.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import structlog
from psycopg.errors import UniqueViolation

from helpwright.definitions.check import examine
from helpwright.definitions.drafts import store as draft_store
from helpwright.definitions.kind import DefinitionKind, field_problem
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.pins import PinCheck, nothing_pinned
from helpwright.definitions.publications import store
from helpwright.definitions.publications.expected import require_expected
from helpwright.definitions.publications.indexing import make_index, waiting_briefly
from helpwright.definitions.publications.model import STEPS, Consumed, Live, Publication, Reason, Wish
from helpwright.definitions.publications.patience import Patience, patiently
from helpwright.definitions.publications.pieces import Piece, changes_nothing, pieces_of
from helpwright.definitions.publications.sequel import Sequel, no_sequel
from helpwright.definitions.publications.switch import DATASET, Work, clashing, require_accepted, switch
from helpwright.definitions.publications.tidying import Tidying, is_lost, undo_of
from helpwright.definitions.store import APPS, EPOCH, PARTS, RETIRED, SETTINGS, to_parts, to_set
from helpwright.definitions.wanted import Wanted
from helpwright.jobs.connection import passes
from helpwright.jobs.events import append
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Refusal, Unavailable
from helpwright.kernel.events import SYSTEM, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Database, Row, Session, Statement

log = structlog.get_logger(__name__)

Hook = Callable[[str], Awaitable[None]]
_LOOK_SECONDS = 2.0
_FEW_ROWS = 100
_MOST_ROUNDS = 200


async def _unheard(_point: str) -> None:
    """Nobody listens."""


class Publisher:
    """One process's publisher. `after(point)` is called after each step and each batch: "expand", "backfill:500"."""

    def __init__(
        self,
        database: Database,
        definitions: Definitions,
        kinds: Sequence[DefinitionKind],
        clock: Clock,
        pinned: PinCheck = nothing_pinned,
        after: Hook = _unheard,
        sequel: Sequel = no_sequel,
        patience: Patience | None = None,
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._kinds = kinds
        self._clock = clock
        self._pinned = pinned
        self._after = after
        self._sequel = sequel
        self._patience = patience or Patience()
        self._tidying = Tidying(self._patience, after)
        self._running: set[asyncio.Task[None]] = set()

    async def begin(
        self,
        wanted: Wanted,
        reason: Reason,
        by: UUID | None,
        drafts: Sequence[Consumed] = (),
        accepted: frozenset[str] = frozenset(),
        wish: Wish | None = None,
    ) -> UUID:
        """Write the wish into the journal; `work` or anybody's `attend` carries it out."""
        at = self._clock.now()
        publication = Publication(
            new_id(), wanted.app, reason, "waiting", "check", wanted, drafts, accepted, by, at, at, wish=wish or Wish(),
        )  # fmt: skip
        await self._database.write([store.begin(publication)])
        return publication.id

    async def read(self, publication: UUID) -> Publication | None:
        """As the journal has it now."""
        row = await self._database.one(store.by_id(publication))
        return None if row is None else store.to_publication(row)

    async def of_app(self, app: str, most: int, before: UUID | None = None) -> list[Publication]:
        """The newest of an app; the newest of those before one."""
        return [store.to_publication(row) for row in await self._database.all(store.of_app(app, most, before))]

    async def open_of_app(self, app: str) -> Publication | None:
        """The one of this app that is not over."""
        row = await self._database.one(store.open_of_app(app, self._clock.now()))
        return None if row is None else store.to_publication(row)

    async def scheduled_of_app(self, app: str) -> Publication | None:
        """The one of this app whose time has not come."""
        row = await self._database.one(store.scheduled_of_app(app, self._clock.now()))
        return None if row is None else store.to_publication(row)

    async def require_unscheduled(self, app: str) -> None:
        """Raise Conflict `publish_scheduled` while one of this app waits for its time: they go live as they began."""
        later = await self.scheduled_of_app(app)
        if later is not None:
            raise Conflict("publish_scheduled", publication=str(later.id))

    async def last_of_app(self, app: str) -> Publication | None:
        """The last one of an app that went live."""
        row = await self._database.one(store.last_of(app))
        return None if row is None else store.to_publication(row)

    async def last_of_each(self) -> Mapping[str, Live]:
        """The last one of every app that went live, by its key."""
        rows = await self._database.all(store.last_of_each())
        return {row["app"]: Live(row["version"], row["at"], row["by"]) for row in rows}

    async def cancel(self, publication: UUID) -> bool:
        """Let it be taken back at its next step; False when it is live already, or over."""
        error = {"code": "publish_canceled", "data": {}, "status": Conflict.status, "errors": []}
        return bool((await self._database.write([store.cancel(publication, error)]))[0])

    async def finish(self, publication: UUID, seconds: float | None = None) -> Publication:
        """Carry out what is open; how the publication stands when it is over, or after so many seconds.

        It goes on in the background, and elsewhere when this process ends.
        """
        task = asyncio.create_task(self._until(publication))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(task), seconds)
        found = await self.read(publication)
        if found is None:
            raise Unavailable("database_unavailable")
        return found

    async def close(self) -> None:
        """Stop; somebody else resumes."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _until(self, publication: UUID) -> None:
        while not await self.work():
            found = await self.read(publication)
            if found is None or found.over:
                return
            await asyncio.sleep(0.05)

    async def attend(self) -> None:
        """Take up what others left behind, until cancelled."""
        while True:
            try:
                await self.work()
            except Exception as error:
                if passes(error):
                    log.warning("publisher_waits_for_database", error=str(error))
                else:
                    log.exception("publisher_failed")
            await asyncio.sleep(_LOOK_SECONDS)

    async def work(self) -> bool:
        """Carry out everything that is open, the oldest first; False when somebody else is at it."""
        looks = store.next_open(self._clock.now()), store.untidy(self._tidying.resting())
        waiting = await self._database.read(looks)
        if not any(waiting):
            return True
        async with self.alone() as session:
            if session is None:
                return False
            while (row := await session.one(store.next_open(self._clock.now()))) is not None:
                await self._carry_out(session, store.to_publication(row))
            await self._tidying.leftovers(session)
        return True

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Session | None]:
        """A session that is the only one to publish; None when another is."""
        async with self._database.session() as session:
            row = await session.one(store.try_lock())
            if row is None or not row["mine"]:
                yield None
                return
            try:
                yield session
            finally:
                if not session.connection.closed:
                    await session.connection.rollback()
                    await session.all(store.unlock())

    async def _carry_out(self, session: Session, publication: Publication) -> None:
        if publication.step == "contract":
            await self._contract(session, publication)
            return
        try:
            await self._tidying.require_tidy(session, publication.app)
            work = await self._prepare(session, publication)
            if work is None:
                await self._nothing_to_do(session, publication)
                return
            await session.execute(store.undoing(publication.id, undo_of(work.pieces)))
            steps = {"expand": self._expand, "backfill": self._backfill, "index": self._index, "switch": self._switch}
            for step in STEPS[max(1, STEPS.index(publication.step)) : -1]:
                _go_on(await session.one(store.advance(publication.id, step, self._clock.now())))
                await steps[step](session, work)
                await self._after(step)
        except Refusal as refusal:
            if isinstance(refusal, Unavailable):
                raise
            await self._give_up(session, publication, refusal)
            return
        except psycopg.Error as error:
            if is_lost(session, error):
                raise
            await self._give_up(session, publication, _incident(error))
            return
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next publication must not wait for it
            await self._give_up(session, publication, _incident(error))
            return
        self._database.committed()
        await self._definitions.refresh()
        row = await session.one(store.by_id(publication.id))
        if row is not None:
            await self._contract(session, store.to_publication(row))

    async def _prepare(self, session: Session, publication: Publication) -> Work | None:
        """Look at everything anew; None when there is nothing to do. Raises Invalid, Conflict."""
        live = await read_live(session)
        for draft in publication.drafts:
            known = next(
                (part.version for part in live.of_kind(draft.kind, publication.app) if part.key == draft.key), 0
            )
            if known != draft.base:
                raise Conflict("draft_behind", base=draft.base, live=known)
        require_expected(publication, live)
        examined = examine(publication.wanted, self._kinds, live)
        if examined.problems:
            raise Invalid([field_problem(each) for each in examined.problems], "publish_refused")
        if changes_nothing(examined, self._kinds, live):
            return None
        return Work(publication, self._kinds, live, examined, pieces_of(examined, self._kinds, live))

    async def _expand(self, session: Session, work: Work) -> None:
        for piece in work.pieces:
            if piece.work.expand:
                await self._briefly(session, piece.work.expand)

    async def _backfill(self, session: Session, work: Work) -> None:
        for piece in work.pieces:
            backfill = piece.work.backfill
            if backfill is None:
                continue
            known = work.publication.progress.get(piece.name, {})
            after = UUID(known["after"]) if known.get("after") else None
            done, through = int(known.get("done", 0)), bool(known.get("through"))
            total = await backfill.total(session)
            while not through:
                async with session.transaction():
                    batch = await backfill.batch(session, work.publication.id, after)
                    after, done, through = batch.last, done + batch.rows, batch.last is None
                    progress = {"after": after and str(after), "done": done, "total": max(total, done)}
                    now = self._clock.now()
                    row = await session.one(
                        store.count(work.publication.id, piece.name, {**progress, "through": through}, now)
                    )
                _go_on(row)
                await self._after(f"backfill:{done}")
            await require_accepted(session, piece, work.publication)

    async def _index(self, session: Session, work: Work) -> None:
        async with waiting_briefly(session):
            for piece in work.pieces:
                for index in piece.work.indexes:
                    await self._one_index(session, piece, index.name, index.sql)

    async def _one_index(self, session: Session, piece: Piece, name: str, sql: str) -> None:
        try:
            await patiently(lambda: make_index(session, name, sql), self._patience.attempts)
        except UniqueViolation as error:
            raise clashing(piece, error) from error

    async def _switch(self, session: Session, work: Work) -> None:
        async def once() -> None:
            async with session.transaction():
                at = self._clock.now()
                await switch(session, work, self._pinned, at)
                await self._sequel(session, work.publication, at)

        await self._nearly_there(session, work)
        await patiently(once, self._patience.attempts)

    async def _nearly_there(self, session: Session, work: Work) -> None:
        """Convert what was written meanwhile until so little is left that nobody notices the rest."""
        for piece in work.pieces:
            backfill = piece.work.backfill
            for _ in range(_MOST_ROUNDS if backfill is not None else 0):
                async with session.transaction():
                    rows = await backfill.catch_up(session, work.publication.id, wait=False) if backfill else 0
                if rows < _FEW_ROWS:
                    break

    async def _contract(self, session: Session, publication: Publication) -> None:
        """Tidy up. What is held at the moment is left for later."""
        await self._tidying.tidy(session, publication.id, publication.contract)
        await session.execute(store.finish(publication.id, "done", None, self._clock.now()))
        self._database.committed()
        await self._after("contract")

    async def _briefly(self, session: Session, statements: Sequence[Statement]) -> None:
        async def once() -> None:
            async with session.transaction():
                await session.execute(store.lock_timeout(self._patience.lock_seconds, local=True))
                for statement in statements:
                    await session.execute(statement)

        await patiently(once, self._patience.attempts)

    async def _give_up(self, session: Session, publication: Publication, why: Refusal) -> None:
        """Say why, and take everything back: at once, or as soon as nobody holds it."""
        await session.connection.rollback()
        error = {
            "code": why.code,
            "data": why.data,
            "status": why.status,
            "errors": [{"field": each.field, "code": each.code, "data": each.data} for each in why.errors],
        }
        at = self._clock.now()
        event = Event(
            "definition_refused", DATASET, publication.id, SYSTEM, at, {"app": publication.app, "code": why.code}
        )
        async with session.transaction():
            await session.execute(store.finish(publication.id, "failed", error, at))
            await session.execute(append(event))
        self._database.committed()
        row = await session.one(store.by_id(publication.id))
        if row is not None:
            await self._tidying.tidy(session, publication.id, row["contract"])
        await self._after("failed")

    async def _nothing_to_do(self, session: Session, publication: Publication) -> None:
        async with session.transaction():
            for draft in publication.drafts:
                await session.execute(draft_store.discard(publication.app, draft.kind, draft.key, draft.version))
            await session.execute(store.finish(publication.id, "done", None, self._clock.now()))


async def read_live(session: Session) -> DefinitionSet:
    """What is live now, with what was removed."""
    epoch, settings, apps, parts, retired = await session.pipeline((EPOCH, SETTINGS, APPS, PARTS, RETIRED))
    return replace(to_set(epoch, settings, apps, parts), retired=to_parts(retired))


def refusal_of(publication: Publication) -> Refusal:
    """Why a publication failed, as the answer to whoever wanted it."""
    error: Any = publication.error or {"code": "internal", "data": {}, "status": 500, "errors": []}
    errors = [FieldProblem(each["field"], each["code"], each["data"]) for each in error["errors"]]
    data = {**error["data"], "publication": str(publication.id)}
    refusal: Refusal = Invalid(errors, error["code"]) if error["status"] == Invalid.status else Conflict(error["code"])
    refusal.errors = errors
    refusal.data = data
    return refusal


def _go_on(row: Row | None) -> None:
    """Raise Conflict when somebody wants the publication taken back."""
    if row is not None and row["canceled"]:
        raise Conflict("publish_canceled")


def _incident(error: Exception) -> Refusal:
    incident = uuid4().hex[:12]
    log.error("publication_failed", incident=incident, exc_info=error)
    return Conflict("internal", incident=incident)
