"""What who administers people does when a device or an app is lost: end sessions, take the second step back."""

from uuid import UUID

from helpwright.access.api.sessions import Ended, SessionEntry, Sessions
from helpwright.access.gate import ForPeople, TheGate
from helpwright.access.operations import second_factor
from helpwright.access.operations.sessions import end_session, end_sessions, require_changeable, sessions_of
from helpwright.platform.routes import Router

router = Router(prefix="/people/{person_id}", tags=["people"])


@router.get("/sessions")
async def get_person_sessions(person_id: UUID, caller: ForPeople, gate: TheGate) -> Sessions:
    """List where somebody is signed in."""
    await require_changeable(gate, person_id, caller)
    return Sessions(items=[SessionEntry.of(row) for row in await sessions_of(gate, person_id)])


@router.delete("/sessions/{session_id}", status_code=204)
async def delete_person_session(person_id: UUID, session_id: UUID, caller: ForPeople, gate: TheGate) -> None:
    """Sign somebody out at one place."""
    await require_changeable(gate, person_id, caller)
    await end_session(gate, person_id, session_id, caller)


@router.delete("/sessions")
async def delete_person_sessions(person_id: UUID, caller: ForPeople, gate: TheGate) -> Ended:
    """Sign somebody out everywhere."""
    await require_changeable(gate, person_id, caller)
    return Ended(ended=await end_sessions(gate, person_id, caller))


@router.delete("/second-factor", status_code=204)
async def delete_person_second_factor(person_id: UUID, caller: ForPeople, gate: TheGate) -> None:
    """Take the second step from somebody who has lost their app; where their roles need it they set it up anew."""
    await second_factor.reset(gate, person_id, caller)
