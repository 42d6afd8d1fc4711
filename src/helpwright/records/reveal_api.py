"""HTTP of sensitive values: see one for a reason, erase them for good."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from helpwright.access.gate import SignedIn, require_key
from helpwright.records.api import RecordDesk
from helpwright.records.reveal import Look, erase, reveal

Reason = Annotated[str, Field(max_length=500)]


class RevealBody(BaseModel):
    """Which fields, and why."""

    fields: Annotated[list[str], Field(max_length=50)]
    reason: Reason


class RevealedAnswer(BaseModel):
    """The values by field; null where there is none."""

    values: dict[str, str | None]


class EraseBody(BaseModel):
    """Why."""

    reason: Reason


class ErasedAnswer(BaseModel):
    """How many data keys were destroyed."""

    keys: int


def routes(desk: RecordDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = APIRouter(tags=["records"])

    @router.post("/forms/{form}/records/{record_id}/reveal")
    async def reveal_values(form: str, record_id: UUID, wanted: RevealBody, caller: SignedIn) -> RevealedAnswer:
        """See sensitive values; the audit keeps who, what and why."""
        view = await desk.view(caller, form)
        require_key(caller, "read", view.form.name)
        look = Look(record_id, wanted.fields, wanted.reason)
        return RevealedAnswer(values=await reveal(desk.engine, view, look))

    @router.post("/forms/{form}/records/{record_id}/erase-sensitive")
    async def erase_values(form: str, record_id: UUID, wanted: EraseBody, caller: SignedIn) -> ErasedAnswer:
        """Destroy the sensitive values of a record with every copy, for good."""
        view = await desk.view(caller, form)
        require_key(caller, "write", view.form.name)
        return ErasedAnswer(keys=await erase(desk.engine, view, record_id, wanted.reason))

    return router
