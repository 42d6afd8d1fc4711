"""The answer that carries a file: whole, a range of it, or that the client has it already."""

from fastapi import Request, Response
from starlette.responses import StreamingResponse

from helpwright.kernel.errors import Missing
from helpwright.platform.database import Row
from helpwright.platform.problems import Outcome, locale_of, response_of
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.download import (
    RangeUnsatisfiableError,
    Span,
    etag,
    headers_of,
    picture_headers,
    span_of,
    unchanged,
)


async def picture_answer(desk: FileDesk, row: Row, request: Request, kind: str) -> Response:
    """The small (`small`) or browsable (`view`) picture of a row that the asking one may read. Raises Missing."""
    headers = picture_headers(row, kind)
    if unchanged(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        picture = await desk.pictures.of(row, kind)
    except FileNotFoundError:
        picture = None
    if picture is None:
        raise Missing("no_picture")
    return Response(picture, headers=headers)


async def file_answer(desk: FileDesk, row: Row, request: Request, *, save: bool) -> Response:
    """The file of a row that the asking one may read. `save` forces the browser to store it in place of showing it."""
    headers = await headers_of(desk, row, save=save)
    if unchanged(request.headers, etag(row)):
        return Response(status_code=304, headers=headers)
    try:
        span = span_of(request.headers, etag(row), row["size"])
    except RangeUnsatisfiableError:
        beyond = {"Content-Range": f"bytes */{row['size']}"}
        return response_of(Outcome(416, "range_unsatisfiable", headers=beyond), locale_of(request), desk.sentences)
    status = 200 if span is None else 206
    if span is not None:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{row['size']}"
    else:
        span = Span(0, row["size"])
    headers["Content-Length"] = str(span.stop - span.start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(desk.store.read(row["sha256"], span.start, span.stop), status, headers)
