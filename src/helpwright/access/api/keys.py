"""API keys."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.access import key_store as store
from helpwright.access.gate import SignedIn, TheGate
from helpwright.access.operations.keys import Wanted, create_key, revoke_key
from helpwright.kernel.errors import Forbidden
from helpwright.platform.database import Row
from helpwright.platform.routes import Router

router = Router(tags=["keys"])

Short = Annotated[str, StringConstraints(max_length=400)]


class NewKey(BaseModel):
    """`scopes`: `read`, `write`, each also `:app` or `:app.form`; `admin:people` and the like.

    `person_id` is the owner when that is somebody else.
    """

    model_config = ConfigDict(extra="forbid")
    name: Short
    scopes: Annotated[list[Short], Field(min_length=1, max_length=50)]
    expires_at: datetime | None = Field(default_factory=lambda: None)
    person_id: UUID | None = Field(default_factory=lambda: None)


class KeyEntry(BaseModel):
    """A key without its secret; `start` are its first letters, to know it again."""

    id: UUID
    name: str
    person_id: UUID
    person_name: str
    start: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class KeyAnswer(KeyEntry):
    """A key just made: `key` is shown this once and stored nowhere."""

    key: str


class Keys(BaseModel):
    """Keys, the newest first."""

    items: list[KeyEntry]


def _entry(row: Row) -> KeyEntry:
    return KeyEntry(**row)


@router.get("/keys")
async def get_keys(
    caller: SignedIn,
    gate: TheGate,
    all: Annotated[bool, Query(description="everybody's, for who administers keys")] = False,  # noqa: A002, FBT002 -- a query parameter
) -> Keys:
    """List one's keys, or everybody's."""
    if all and not caller.may("keys"):
        raise Forbidden
    rows = await gate.database.all(store.keys(None if all else caller.person_id))
    return Keys(items=[_entry(row) for row in rows])


@router.post("/keys", status_code=201)
async def post_key(body: NewKey, caller: SignedIn, gate: TheGate, response: Response) -> KeyAnswer:
    """Make a key, for oneself or for somebody else."""
    wanted = Wanted(body.name, body.scopes, body.expires_at, body.person_id)
    row, token = await create_key(gate, wanted, caller)
    response.headers["Cache-Control"] = "no-store"
    return KeyAnswer(**row, key=token)


@router.delete("/keys/{key_id}", status_code=204)
async def delete_key(key_id: UUID, caller: SignedIn, gate: TheGate) -> None:
    """Revoke a key; it stays in the list."""
    await revoke_key(gate, key_id, caller)
