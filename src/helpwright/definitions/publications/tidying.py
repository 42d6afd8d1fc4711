"""Tidying up behind a publication: what goes once it is live, or what it had made when it does not become so.

Nothing waits for it: what is held, or cannot be done, stays in the journal and is tried again, less and less often.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
import structlog
from psycopg.errors import LockNotAvailable

from helpwright.definitions.publications import store
from helpwright.definitions.publications.patience import Patience, patiently
from helpwright.definitions.publications.pieces import Piece
from helpwright.kernel.errors import Conflict
from helpwright.platform.away import is_away
from helpwright.platform.database import Session, Statement

log = structlog.get_logger(__name__)

_LONGEST_REST = 600.0


def is_lost(session: Session, error: psycopg.Error) -> bool:
    """Whether the database is away, so that somebody resumes later."""
    return session.connection.closed or is_away(error)


def undo_of(pieces: Sequence[Piece]) -> list[str]:
    """What takes back all that a publication makes before it is live; each may run twice."""
    return [
        sql
        for piece in pieces
        for sql in (
            *(store.drop_index(index.name).sql for index in piece.work.indexes),
            *(each.sql for each in piece.work.undo),
        )
    ]


@dataclass(frozen=True)
class Left:
    """Statements that are not done: somebody held what they need, or the database refused them."""

    held: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __contains__(self, sql: str) -> bool:
        """Whether this one is left."""
        return sql in self.held or sql in self.broken

    def __bool__(self) -> bool:
        """Whether any is left."""
        return bool(self.held or self.broken)


@dataclass
class Tidying:
    """How one process tidies up. `after(point)` is called after each statement: "contract:1"."""

    patience: Patience
    after: Callable[[str], Awaitable[None]]
    _rests: dict[UUID, tuple[float, float]] = field(default_factory=dict)
    """Of what could not be tidied up: when it is tried again (monotonic), and how long that rest was; in seconds."""

    async def tidy(self, session: Session, publication: UUID, statements: Sequence[str]) -> Left:
        """Each by itself, outside of any transaction; the journal keeps what is left."""
        return await self._tidy(session, publication, statements, self.patience.tidying)

    async def _tidy(self, session: Session, publication: UUID, statements: Sequence[str], attempts: int) -> Left:
        left = Left()
        for place, sql in enumerate(statements):
            try:
                await self._in_time(session, sql, attempts)
            except (LockNotAvailable, Conflict):
                left.held.append(sql)
            except psycopg.Error as error:
                if is_lost(session, error):
                    raise
                log.exception("publication_not_tidied_up", publication=str(publication), sql=sql)
                left.broken.append(sql)
            await self.after(f"contract:{place + 1}")
        await session.execute(store.tidied(publication, [sql for sql in statements if sql in left]))
        return left

    async def leftovers(self, session: Session) -> None:
        """Take up what earlier publications left, unless that was tried a moment ago; each statement once."""
        for row in await session.all(store.untidy(self.resting())):
            if await self._tidy(session, row["id"], row["contract"], 1):
                _, rest = self._rests.get(row["id"], (0.0, 0.5))
                rest = min(rest * 2, _LONGEST_REST)
                self._rests[row["id"]] = time.monotonic() + rest, rest
            else:
                self._rests.pop(row["id"], None)

    def resting(self) -> list[UUID]:
        """Publications that are left alone for now."""
        return [publication for publication, (until, _) in self._rests.items() if until > time.monotonic()]

    async def require_tidy(self, session: Session, app: str) -> None:
        """Tidy up behind earlier publications of an app, so that nothing of theirs touches what the next one makes.

        Raises Conflict `publish_busy` while that is held, or while anything of one that failed is there. What cannot
        be done behind one that went live keeps nobody from publishing.
        """
        for row in await session.all(store.untidy_of(app)):
            left = await self.tidy(session, row["id"], row["contract"])
            if left.held or (left.broken and row["state"] == "failed"):
                raise Conflict("publish_busy")

    async def _in_time(self, session: Session, sql: str, attempts: int) -> None:
        await session.execute(store.lock_timeout(self.patience.lock_seconds))
        try:
            await patiently(lambda: session.execute(Statement(sql)), attempts=attempts)
        finally:
            if not session.connection.closed:
                await session.execute(store.RESET_TIMEOUT)
