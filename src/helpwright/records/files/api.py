"""HTTP of files: in and out, no decisions. The bodies are streams; the paths of uploads end in `/files`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from helpwright.access.gate import SignedIn
from helpwright.kernel.errors import Refusal
from helpwright.platform.database import to_json
from helpwright.platform.problems import locale_of, outcome_of, response_of
from helpwright.platform.routes import Router
from helpwright.records.files.answer import file_answer, picture_answer
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.download import readable_file, unsent_file
from helpwright.records.files.pictures import TYPES
from helpwright.records.files.refused import Body, EarlyAnswer
from helpwright.records.files.upload import Target, UploadIdle, comment_target, public_target, staff_target, take_in

Name = Annotated[str, Query(description="Name of the file; needed for raw bytes")]
FieldKey = Annotated[str, Query(max_length=200, description="Key of the field it is meant for")]
_BINARY = {"type": "string", "format": "binary"}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": _BINARY},
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": _BINARY}},
            },
        },
    },
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes", "content": {"application/octet-stream": {"schema": _BINARY}}},
    206: {"description": "The range of bytes asked for"},
    304: {"description": "The client has them already"},
}

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture", "content": {each: {"schema": _BINARY} for each in TYPES.values()}},
    304: {"description": "The client has it already"},
}
PictureKind = Annotated[
    Literal["small", "view"],
    PathParameter(description="small: at most 320 pixels a side; view: a JPEG of what browsers cannot show"),
]


class UploadAnswer(BaseModel):
    """A stored file: its cleaned name, size in bytes, and the type its bytes have."""

    id: UUID
    name: str
    size: int
    type: str


class _Answer(Response):
    """What the route found out, sent in its own way."""

    def __init__(self, answer: Response | EarlyAnswer) -> None:
        super().__init__()
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope, receive, send)


async def streamed(
    desk: FileDesk, request: Request, take: Callable[[AsyncIterator[bytes]], Awaitable[dict[str, Any]]], status: int
) -> Response:
    """What `take` makes of the body while it arrives; a refusal is answered at once, not after the last byte."""
    body = Body(request.receive)
    try:
        found = await take(aiter(body))
    except Refusal as refusal:
        answer = response_of(outcome_of(refusal), locale_of(request), desk.sentences)
        if isinstance(refusal, UploadIdle):
            answer.headers["Connection"] = "close"
        elif not body.ended:
            return _Answer(EarlyAnswer(answer))
        return answer
    return Response(to_json(found), status, media_type="application/json")


async def _upload(desk: FileDesk, request: Request, name: str, find: Callable[[], Awaitable[Target]]) -> Response:
    async def take(body: AsyncIterator[bytes]) -> dict[str, Any]:
        return await take_in(desk, await find(), name, request.headers, body)

    return await streamed(desk, request, take, 201)


def public_file_routes(desk: FileDesk) -> APIRouter:
    """Routes below `/api/v1` for customers: what a public form takes in."""
    router = Router(prefix="/public", tags=["portal"])

    @router.post("/forms/{slug}/files", response_model=UploadAnswer, status_code=201, openapi_extra=_BODY)
    async def upload_public_file(slug: str, request: Request, field: FieldKey, name: Name = "") -> Response:
        address = request.client.host if request.client else ""
        return await _upload(desk, request, name, lambda: public_target(desk, slug, field, address))

    @router.get("/files/{file_id}/{kind}", response_class=Response, responses=PICTURE)
    async def read_unsent_picture(file_id: UUID, kind: PictureKind, request: Request) -> Response:
        return await picture_answer(desk, await unsent_file(desk, file_id), request, kind)

    return router


def file_routes(desk: FileDesk) -> APIRouter:
    """Routes below `/api/v1` for people with an account."""
    router = Router(tags=["records"])

    @router.post("/forms/{form}/files", response_model=UploadAnswer, status_code=201, openapi_extra=_BODY)
    async def upload_file(form: str, request: Request, caller: SignedIn, field: FieldKey, name: Name = "") -> Response:
        return await _upload(desk, request, name, lambda: staff_target(desk, caller, form, field))

    @router.post(
        "/forms/{form}/records/{record_id}/files", response_model=UploadAnswer, status_code=201, openapi_extra=_BODY
    )
    async def upload_attachment(
        form: str, record_id: UUID, request: Request, caller: SignedIn, name: Name = ""
    ) -> Response:
        return await _upload(desk, request, name, lambda: comment_target(desk, caller, form, record_id))

    @router.get("/files/{file_id}/{kind}", response_class=Response, responses=PICTURE)
    async def read_picture(file_id: UUID, kind: PictureKind, request: Request, caller: SignedIn) -> Response:
        return await picture_answer(desk, await readable_file(desk, caller, file_id), request, kind)

    @router.head("/files/{file_id}", include_in_schema=False)
    @router.get("/files/{file_id}", response_class=Response, responses=FILE)
    async def read_file(
        file_id: UUID,
        request: Request,
        caller: SignedIn,
        download: bool = False,  # noqa: FBT001, FBT002 -- a query parameter
    ) -> Response:
        return await file_answer(desk, await readable_file(desk, caller, file_id), request, save=download)

    return router
