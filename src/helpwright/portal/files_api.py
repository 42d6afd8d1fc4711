"""HTTP of files for customers, by the link of their ticket: beside replies, and in what was done for them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from helpwright.platform.routes import Router
from helpwright.portal.api import PortalDesk
from helpwright.records.files.answer import file_answer, picture_answer
from helpwright.records.files.api import FILE, PICTURE, PictureKind
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.download import customers_file


def reply_file_routes(desk: PortalDesk, files: FileDesk) -> APIRouter:
    """Routes below `/api/v1/public`."""
    router = Router(prefix="/public", tags=["portal"])

    @router.get("/progress/{token}/files/{file_id}/{kind}", response_class=Response, responses=PICTURE)
    async def read_reply_picture(token: str, file_id: UUID, kind: PictureKind, request: Request) -> Response:
        row = await customers_file(files, *await desk.shown_files(token), file_id)
        return await picture_answer(files, row, request, kind)

    @router.head("/progress/{token}/files/{file_id}", include_in_schema=False)
    @router.get("/progress/{token}/files/{file_id}", response_class=Response, responses=FILE)
    async def read_reply_file(
        token: str,
        file_id: UUID,
        request: Request,
        download: bool = False,  # noqa: FBT001, FBT002 -- a query parameter
    ) -> Response:
        row = await customers_file(files, *await desk.shown_files(token), file_id)
        return await file_answer(files, row, request, save=download)

    return router
