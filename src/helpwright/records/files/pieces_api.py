"""HTTP of uploads in pieces: begin → PATCH pieces → finish. For customers the unguessable id is the right to go on."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import SignedIn
from helpwright.platform.database import to_json
from helpwright.platform.routes import Router
from helpwright.records.files import pieces
from helpwright.records.files.api import UploadAnswer, streamed
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.upload import Target, comment_target, public_target, staff_target

_LARGEST = 2**40
_PIECE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
}
Offset = Annotated[int, Query(ge=0, le=_LARGEST, description="Where in the file the piece begins")]
Digest = Annotated[str, Header(alias="content-digest", max_length=500)]


class Announced(BaseModel):
    """A file that will come in pieces: its name, its size in bytes, and its type if the client knows one."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=1000)]
    size: Annotated[int, Field(ge=0, le=_LARGEST)]
    type: Annotated[str, Field(max_length=200)] = ""


class AnnouncedForField(Announced):
    """… and the field it is meant for."""

    field: Annotated[str, Field(max_length=200)]


class UploadState(BaseModel):
    """How far an upload is: the next piece begins at `offset` and has at most `chunk` bytes."""

    id: UUID
    name: str
    size: int
    offset: int
    chunk: int
    expires_at: str


def public_piece_routes(desk: FileDesk) -> APIRouter:
    """Routes below `/api/v1` for customers."""
    router = Router(prefix="/public", tags=["portal"])

    @router.post("/forms/{slug}/uploads", response_model=UploadState, status_code=201)
    async def begin_public_upload(slug: str, request: Request, body: AnnouncedForField) -> Response:
        address = request.client.host if request.client else ""
        return await _begin(desk, await public_target(desk, slug, body.field, address), body)

    @router.get("/uploads/{upload_id}", response_model=UploadState)
    async def read_public_upload(upload_id: UUID) -> Response:
        return _answer(await pieces.state_of(desk, upload_id, None))

    @router.patch("/uploads/{upload_id}", response_model=UploadState, openapi_extra=_PIECE)
    async def append_public_piece(
        upload_id: UUID, request: Request, offset: Offset, content_digest: Digest = ""
    ) -> Response:
        return await streamed(
            desk, request, lambda body: pieces.append(desk, upload_id, None, offset, content_digest, body), 200
        )

    @router.post("/uploads/{upload_id}/finish", response_model=UploadAnswer)
    async def finish_public_upload(upload_id: UUID) -> Response:
        return _answer(await pieces.finish(desk, upload_id, None))

    @router.delete("/uploads/{upload_id}", status_code=204)
    async def give_up_public_upload(upload_id: UUID) -> None:
        await pieces.give_up(desk, upload_id, None)

    return router


def piece_routes(desk: FileDesk) -> APIRouter:
    """Routes below `/api/v1` for people with an account."""
    router = Router(tags=["records"])

    @router.post("/forms/{form}/uploads", response_model=UploadState, status_code=201)
    async def begin_upload(form: str, caller: SignedIn, body: AnnouncedForField) -> Response:
        return await _begin(desk, await staff_target(desk, caller, form, body.field), body)

    @router.post("/forms/{form}/records/{record_id}/uploads", response_model=UploadState, status_code=201)
    async def begin_attachment(form: str, record_id: UUID, caller: SignedIn, body: Announced) -> Response:
        return await _begin(desk, await comment_target(desk, caller, form, record_id), body)

    @router.get("/uploads/{upload_id}", response_model=UploadState)
    async def read_upload(upload_id: UUID, caller: SignedIn) -> Response:
        return _answer(await pieces.state_of(desk, upload_id, caller.person_id))

    @router.patch("/uploads/{upload_id}", response_model=UploadState, openapi_extra=_PIECE)
    async def append_piece(
        upload_id: UUID, request: Request, caller: SignedIn, offset: Offset, content_digest: Digest = ""
    ) -> Response:
        person = caller.person_id
        return await streamed(
            desk, request, lambda body: pieces.append(desk, upload_id, person, offset, content_digest, body), 200
        )

    @router.post("/uploads/{upload_id}/finish", response_model=UploadAnswer)
    async def finish_upload(upload_id: UUID, caller: SignedIn) -> Response:
        return _answer(await pieces.finish(desk, upload_id, caller.person_id))

    @router.delete("/uploads/{upload_id}", status_code=204)
    async def give_up_upload(upload_id: UUID, caller: SignedIn) -> None:
        await pieces.give_up(desk, upload_id, caller.person_id)

    return router


async def _begin(desk: FileDesk, target: Target, announced: Announced) -> Response:
    return _answer(await pieces.begin(desk, target, announced.name, announced.size, announced.type), 201)


def _answer(found: dict[str, Any], status: int = 200) -> Response:
    return Response(to_json(found), status, media_type="application/json")
