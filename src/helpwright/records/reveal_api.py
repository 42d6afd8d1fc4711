"""HTTP of what is personal: see a sensitive value for a reason, erase what a record knows of somebody for good."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from helpwright.access.gate import SignedIn, require_key
from helpwright.platform.routes import Router
from helpwright.records.api import RecordDesk
from helpwright.records.erase import Beside, Erased, Erasure, Texts, erasable, erase, texts_of
from helpwright.records.read import View
from helpwright.records.reveal import Look, reveal

Reason = Annotated[str, Field(max_length=500)]


class RevealBody(BaseModel):
    """Which fields, and why."""

    fields: Annotated[list[str], Field(max_length=50)]
    reason: Reason


class RevealedAnswer(BaseModel):
    """The values by field; null where there is none."""

    values: dict[str, str | None]


class EraseBody(BaseModel):
    """Why; which fields beside the sensitive ones, and whether the texts about the record go as well."""

    reason: Reason
    fields: Annotated[list[str], Field(max_length=500)] = []
    also: Annotated[list[Texts], Field(max_length=2)] = []


class ErasedAnswer(BaseModel):
    """Which fields are empty now; how many data keys, files and texts were destroyed."""

    fields: list[str]
    keys: int
    files: int
    texts: int


class ErasableAnswer(BaseModel):
    """What can be erased of a record: `fields` by key (the `sensitive` of them always go), and how many texts."""

    fields: list[str]
    sensitive: list[str]
    comments: int
    messages: int


def routes(desk: RecordDesk, beside: Beside) -> APIRouter:
    """Routes below `/api/v1`. `beside` empties what other concepts keep of texts about a record."""
    router = Router(tags=["records"])

    @router.post("/forms/{form}/records/{record_id}/reveal")
    async def reveal_values(form: str, record_id: UUID, wanted: RevealBody, caller: SignedIn) -> RevealedAnswer:
        """See sensitive values; the audit keeps who, what and why."""
        view = await desk.view(caller, form)
        require_key(caller, "read", view.form.name)
        look = Look(record_id, wanted.fields, wanted.reason)
        return RevealedAnswer(values=await reveal(desk.engine, view, look))

    @router.get("/forms/{form}/records/{record_id}/erasure")
    async def look_before_erasing(form: str, record_id: UUID, caller: SignedIn) -> ErasableAnswer:
        """What there is to erase, for who may."""
        view = await desk.view(caller, form)
        texts = await texts_of(desk.engine, view, record_id)
        seen = [each for each in erasable(view.form) if each.sealed or view.right(each.key) != "hidden"]
        return ErasableAnswer(
            fields=[each.key for each in seen], sensitive=[each.key for each in view.form.sealed], **texts
        )

    @router.post("/forms/{form}/records/{record_id}/erase-sensitive")
    async def erase_values(form: str, record_id: UUID, wanted: EraseBody, caller: SignedIn) -> ErasedAnswer:
        """Destroy the sensitive values of a record with every copy, and what else is named, for good."""
        wish = Erasure(record_id, wanted.reason, frozenset(wanted.fields), frozenset(wanted.also))

        async def write(view: View) -> Erased:
            require_key(caller, "write", view.form.name)
            return await erase(desk.engine, view, wish, beside)

        _, done = await desk.current(caller, form, write)
        return ErasedAnswer(fields=[*done.fields], keys=done.keys, files=done.files, texts=done.texts)

    return router
