"""The open sessions of a person: look at them, end one or all."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.access import session_store as sessions
from helpwright.access import store
from helpwright.access.audit import entry
from helpwright.access.gate import Gate
from helpwright.access.model import Caller
from helpwright.access.notices import Notice, other_than
from helpwright.kernel.errors import Forbidden, Missing
from helpwright.platform.database import Row, Statement


async def sessions_of(gate: Gate, person_id: UUID) -> list[Row]:
    """Rows of `session_store.sessions_of`."""
    return await gate.database.all(sessions.sessions_of(person_id, gate.clock.now()))


async def end_session(gate: Gate, person_id: UUID, session_id: UUID, by: Caller) -> None:
    """End one. Raises Missing."""
    async with gate.database.transaction() as session:
        if not await session.all(sessions.delete_session(person_id, session_id)):
            raise Missing
        told = {"sessions": 1}
        await session.execute(entry(gate.clock.now(), "session_ended", by, f"person:{person_id}", told))
        for statement in _told(gate, person_id, by, 1):
            await session.execute(statement)


async def end_sessions(gate: Gate, person_id: UUID, by: Caller, keep: bytes | None = None) -> int:
    """End all but `keep` (its hash); how many."""
    async with gate.database.transaction() as session:
        ended = len(await session.all(sessions.delete_sessions_of(person_id, keep)))
        if ended:
            told = {"sessions": ended}
            await session.execute(entry(gate.clock.now(), "session_ended", by, f"person:{person_id}", told))
            for statement in _told(gate, person_id, by, ended):
                await session.execute(statement)
    return ended


def _told(gate: Gate, person_id: UUID, by: Caller, ended: int) -> Sequence[Statement]:
    """Who is signed out by somebody else shall know by whom."""
    other = other_than(person_id, by)
    if other is None:
        return ()
    return gate.tell(Notice("session_ended", person_id, gate.clock.now(), other, {"count": ended}))


async def require_changeable(gate: Gate, person_id: UUID, by: Caller) -> None:
    """Raise Missing without such a person; Forbidden for an administrator, unless by another one."""
    row = await gate.database.one(store.person(person_id))
    if row is None:
        raise Missing
    if row["admin"] and not by.admin:
        raise Forbidden("administrators_only")
