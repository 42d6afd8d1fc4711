"""Who has to wait before signing in again; who reaches the limits of requests."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from helpwright.access.gate import ForPeople, TheGate
from helpwright.access.operations.lockouts import Asking, Lockout, asking, let_in, lockouts
from helpwright.access.rates import Kind as LimitKind
from helpwright.platform.routes import Router

router = Router(prefix="/lockouts", tags=["people"])


class LockoutEntry(BaseModel):
    """Somebody who has to wait `seconds` more. `subject` names it for letting it in.

    `kind`: tries for a login, from an address, or of a person within a session. `person_id` and `name` are whose login
    it is, null where nobody has it.
    """

    subject: str
    kind: Literal["login", "address", "person"]
    failures: int
    last_at: datetime
    seconds: int
    address: str | None
    person_id: UUID | None
    name: str | None

    @classmethod
    def of(cls, found: Lockout) -> "LockoutEntry":
        """As it is shown."""
        person_id, name = found.person or (None, None)
        return cls(
            subject=found.subject, kind=found.kind, failures=found.failures, last_at=found.last_at,
            seconds=found.seconds, address=found.address, person_id=person_id, name=name,
        )  # fmt: skip


class AskingEntry(BaseModel):
    """An address, or the beginning of a key's hash, that has `asked` for all the `most` it may within a minute."""

    kind: LimitKind
    subject: str
    asked: int
    most: int

    @classmethod
    def of(cls, found: Asking) -> "AskingEntry":
        """As it is shown."""
        return cls.model_validate(
            {"kind": found.kind, "subject": found.subject, "asked": found.asked, "most": found.most}
        )


class Lockouts(BaseModel):
    """Who waits now, the longest first; who has reached a limit in this minute or the one before."""

    items: list[LockoutEntry]
    asking: list[AskingEntry]


@router.get("")
async def get_lockouts(_caller: ForPeople, gate: TheGate) -> Lockouts:
    """List who has to wait."""
    return Lockouts(
        items=[LockoutEntry.of(each) for each in await lockouts(gate)],
        asking=[AskingEntry.of(each) for each in await asking(gate)],
    )


@router.delete("", status_code=204)
async def delete_lockout(
    subject: Annotated[str, Query(min_length=1, max_length=200)], caller: ForPeople, gate: TheGate
) -> None:
    """Let somebody try again at once."""
    await let_in(gate, subject, caller)
