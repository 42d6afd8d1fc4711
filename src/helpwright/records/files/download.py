"""Give out one file to who may read the record it belongs to: whole, or the range a player asks for."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog

from helpwright.access.model import Caller
from helpwright.kernel.errors import Missing
from helpwright.platform.database import Row
from helpwright.records.file_store import COMMENTS, file_by_id, told_to_customer
from helpwright.records.files.acceptance import shown_inline
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.names import disposition
from helpwright.records.files.pictures import TYPES
from helpwright.records.files.sniff import HEAD_BYTES, charset_of
from helpwright.records.read import read_one

log = structlog.get_logger(__name__)

# A file is a document of its own that may neither run nor load anything. Films and sounds must be able to load
# themselves from inside the player that the browser puts around them, so they keep their origin; the PDF viewers of
# some browsers do not start in a sandbox at all, and keep PDF apart from pages by themselves.
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_SANDBOX = f"{_POLICY}; sandbox"
_PLAYER = f"{_POLICY}; sandbox allow-same-origin"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` up to `stop` of a content."""

    start: int
    stop: int


class RangeUnsatisfiableError(Exception):
    """The range lies behind the end of the content."""


async def readable_file(desk: FileDesk, caller: Caller, file_id: UUID) -> Row:
    """The row of a file the caller may read. Raises Missing for any other.

    Linked files follow their record and field: the record must be readable, the field not hidden, the file still in
    it; what is attached to a comment follows the record. Pending ones are for their uploader alone.
    """
    row = await desk.engine.database.one(file_by_id(file_id))
    if row is None or not await _readable(desk, caller, row):
        raise Missing
    return await _stored(desk, row)


async def customers_file(desk: FileDesk, record_id: UUID, shown: Collection[UUID], file_id: UUID) -> Row:
    """The row of a file of the record that its customer may read: beside a reply, or `shown`. Raises Missing."""
    row, told = await desk.engine.database.read((file_by_id(file_id), told_to_customer(record_id, file_id)))
    readable = bool(told) or file_id in shown
    if not readable or not row or (row[0]["state"], row[0]["record_id"]) != ("linked", record_id):
        raise Missing
    return await _stored(desk, row[0])


async def unsent_file(desk: FileDesk, file_id: UUID) -> Row:
    """The row of a file that somebody without an account has uploaded and not yet sent; its id is theirs alone.

    Raises Missing for any other.
    """
    row = await desk.engine.database.one(file_by_id(file_id))
    if row is None or row["state"] != "pending" or row["created_by"] is not None:
        raise Missing
    return await _stored(desk, row)


async def _stored(desk: FileDesk, row: Row) -> Row:
    if await desk.store.size(row["sha256"]) != row["size"]:
        log.error("file_content_missing", file=str(row["id"]), sha256=row["sha256"].hex())
        raise Missing
    return row


async def _readable(desk: FileDesk, caller: Caller, row: Row) -> bool:
    if row["state"] == "pending":
        return bool(row["created_by"] == caller.person_id)
    if row["state"] != "linked":
        return False
    try:
        view = await desk.view(caller, row["form"])
        record = await read_one(desk.engine, view, row["record_id"])
    except Missing:
        return False
    return row["field"] == COMMENTS or row["id"] in (view.visible_values(record).get(row["field"]) or ())


async def headers_of(desk: FileDesk, row: Row, *, save: bool) -> dict[str, str]:
    """Headers of every answer about the file. `save` forces the browser to store it in place of showing it."""
    media_type = str(row["type"])
    inline = shown_inline(media_type) and not save
    return {
        "Content-Type": await _content_type(desk, row, media_type),
        "Content-Disposition": disposition(row["name"], inline=inline),
        "ETag": etag(row),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _policy(media_type) if inline else _SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def picture_headers(row: Row, kind: str) -> dict[str, str]:
    """Headers of the small or browsable picture of a file."""
    media_type = TYPES[kind]
    name = f"{row['name'].rpartition('.')[0] or row['name']}.{media_type.partition('/')[2]}"
    return {
        "Content-Type": media_type,
        "Content-Disposition": disposition(name, inline=True),
        "ETag": f'"{row["sha256"].hex()}.{kind}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _policy(media_type: str) -> str:
    if media_type == "application/pdf":
        return _POLICY
    return _PLAYER if media_type.startswith(("audio/", "video/")) else _SANDBOX


async def _content_type(desk: FileDesk, row: Row, media_type: str) -> str:
    if not media_type.startswith("text/"):
        return media_type
    head = b"".join([piece async for piece in desk.store.read(row["sha256"], 0, min(HEAD_BYTES, row["size"]))])
    charset = (charset_of(head) or "utf-8").removesuffix("-sig")
    return f"{media_type}; charset={charset}"


def etag(row: Row) -> str:
    """Strong: the SHA-256 of the content."""
    return f'"{row["sha256"].hex()}"'


def unchanged(headers: Mapping[str, str], tag: str) -> bool:
    """Whether the client has this content already (If-None-Match)."""
    known = headers.get("if-none-match", "")
    return known.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in known.split(","))


def span_of(headers: Mapping[str, str], tag: str, size: int) -> Span | None:
    """The range to answer (RFC 9110), None for the whole content.

    Several ranges, other units, malformed headers and an If-Range about another content all mean the whole.
    Raises RangeUnsatisfiableError.
    """
    match = _RANGE.fullmatch(headers.get("range", "").strip())
    if match is None or not (match[1] or match[2]) or headers.get("if-range", tag).strip() != tag:
        return None
    if not match[1]:
        start, stop = max(0, size - int(match[2])), size
    else:
        start, stop = int(match[1]), min(size, int(match[2]) + 1 if match[2] else size)
        if match[2] and int(match[2]) < start:
            return None
    if start >= size or start >= stop:
        raise RangeUnsatisfiableError
    return Span(start, stop)
