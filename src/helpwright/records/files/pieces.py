"""Take in a file in pieces: begin, append, finish or give up. What has come stays through lost networks and restarts.

The row of `uploads` says how much has come. A piece is stored first and then counted in one statement that fails when
another piece was faster, so that what is counted is always there, once.
"""

from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Gone, Invalid, Missing, TooLarge, TooMany, WrongMedia
from helpwright.platform.database import Row, Statement
from helpwright.records.file_store import NewFile, add_file, file_by_id, lock_content, lock_uploader
from helpwright.records.files.acceptance import refuse_name
from helpwright.records.files.allowance import require_room
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.names import clean_name
from helpwright.records.files.purge import KEPT
from helpwright.records.files.sniff import TAIL_BYTES
from helpwright.records.files.upload import Look, Target, arriving, waiting_of
from helpwright.records.upload_store import (
    NewUpload,
    add_part,
    add_upload,
    begun_by,
    drop_upload,
    lock_person,
    parts_of,
    upload_of,
)

MOST_OF_PIECE = 5 * 1024 * 1024
LEAST_OF_PIECE = 64 * 1024
"""A piece has at least this many bytes unless it is the last, so that the number of pieces has an end."""

MOST_BEGUN = 20
MOST_BYTES_BEGUN = 20 * 1024 * 1024 * 1024
"""How many uploads that are not whole a person may have, and the bytes of them all."""

_RETRY = timedelta(hours=1)
_ANNOUNCED_CHARACTERS = 100


async def begin(desk: FileDesk, target: Target, name: str, size: int, announced: str) -> dict[str, Any]:
    """A place for a file of `size` bytes, kept for a day; the answer is that of `state_of`.

    Raises TooLarge `file_too_large`, Invalid `file_empty`, WrongMedia `file_type_refused`, TooMany, StorageFull.
    """
    cleaned = clean_name(name)
    refuse_name(cleaned)
    if size > target.limit:
        raise TooLarge("file_too_large", limit=target.limit)
    if size <= 0:
        raise Invalid([FieldProblem("size", "file_empty")], "file_empty")
    now = desk.engine.clock.now()
    upload = NewUpload(
        id=uuid4(),  # whoever knows it may go on with an upload without an account: it cannot be guessed
        name=cleaned,
        size=size,
        announced=announced[:_ANNOUNCED_CHARACTERS],
        form=target.form.name,
        field=target.key,
        created_at=now,
        created_by=target.person_id,
        uploader=target.uploader,
    )
    async with desk.store.receive(size):
        pass  # refused when there is no room
    async with desk.engine.database.deciding(_counts(desk, upload)) as decision:
        counted = decision.rows[1][0]
        if upload.uploader is not None:
            require_room(counted, size, now, target.limit)
        elif counted["uploads"] >= MOST_BEGUN or counted["bytes"] + size > MOST_BYTES_BEGUN:
            raise TooMany("too_many_unfinished", retry_after=round(_RETRY.total_seconds()))
        await decision.finish([add_upload(upload)])
    return _state(upload.id, cleaned, size, 0, now)


async def state_of(desk: FileDesk, upload_id: UUID, person_id: UUID | None) -> dict[str, Any]:
    """`{id, name, size, offset, chunk, expires_at}`; `offset` is where the next piece begins. Raises Missing, Gone."""
    row = await _row(desk, upload_id, person_id)
    return _state(row["id"], row["name"], row["size"], row["received"], row["created_at"])


async def append(
    desk: FileDesk, upload_id: UUID, person_id: UUID | None, offset: int, digest: str, body: AsyncIterator[bytes]
) -> dict[str, Any]:
    """Take in the piece that begins at `offset`; the answer is that of `state_of`.

    `digest` is the Content-Digest (RFC 9530), if any. Raises Conflict `upload_offset` with the right `offset`, TooLarge
    `piece_too_large`, Invalid `piece_too_small` or `piece_damaged`, WrongMedia as soon as the first bytes tell,
    Missing, Gone, UploadIdle, StorageFull.
    """
    row = await _row(desk, upload_id, person_id)
    if row["received"] != offset:
        raise _elsewhere(row["received"])
    left = row["size"] - offset
    look = Look(row["name"], row["announced"], None)
    name = uuid4().hex
    async with desk.store.receive(min(left, MOST_OF_PIECE)) as incoming:
        async for data in arriving(body, desk.idle_seconds):
            if incoming.size + len(data) > min(left, MOST_OF_PIECE):
                raise TooLarge("piece_too_large", limit=min(left, MOST_OF_PIECE))
            await incoming.write(data)
            if offset == 0:
                await _judge(desk, upload_id, look, data)
        if incoming.size < min(left, LEAST_OF_PIECE):
            raise Invalid([FieldProblem("body", "piece_too_small")], "piece_too_small", least=LEAST_OF_PIECE)
        found = await incoming.finish()
        if not _agrees(digest, found):
            raise Invalid([FieldProblem("body", "piece_damaged")], "piece_damaged")
        await incoming.keep_part(upload_id, name)
        size = incoming.size
    (moved,) = await desk.engine.database.write([add_part(upload_id, offset, size, name)])
    if not moved:
        await desk.store.drop_parts(upload_id, name)
        raise _elsewhere((await _row(desk, upload_id, person_id))["received"])
    return _state(upload_id, row["name"], row["size"], offset + size, row["created_at"])


async def finish(desk: FileDesk, upload_id: UUID, person_id: UUID | None) -> dict[str, Any]:
    """Make one file of the pieces: `{id, name, size, type}`, its id that of the upload. May be repeated.

    Raises Conflict `upload_incomplete` with the `offset`, or `upload_finishing` while another call is at it; WrongMedia
    when the whole is not what its name promises; Gone `upload_lost` when pieces are not there any more; Missing.
    """
    done = await _finished(desk, upload_id, person_id)
    if done is not None:
        return done
    row = await _row(desk, upload_id, person_id)
    if row["received"] != row["size"]:
        raise Conflict("upload_incomplete", offset=row["received"])
    if upload_id in desk.finishing:
        raise Conflict("upload_finishing")
    desk.finishing.add(upload_id)
    try:
        return await _put_together(desk, row)
    except FileNotFoundError:
        # Another process was faster, or a backup was restored, which holds no pieces.
        done = await _finished(desk, upload_id, person_id)
        if done is None:
            await give_up(desk, upload_id, person_id)
            raise Gone("upload_lost") from None
        return done
    except WrongMedia:
        await give_up(desk, upload_id, person_id)
        raise
    finally:
        desk.finishing.discard(upload_id)


async def give_up(desk: FileDesk, upload_id: UUID, person_id: UUID | None) -> None:
    """Forget an upload and what came of it. Raises Missing."""
    if await desk.engine.database.one(upload_of(upload_id, person_id)) is None:
        raise Missing
    await desk.engine.database.write([drop_upload(upload_id)])
    await desk.store.drop_parts(upload_id)


async def _put_together(desk: FileDesk, row: Row) -> dict[str, Any]:
    look = Look(row["name"], row["announced"], None)
    parts = await desk.engine.database.all(parts_of(row["id"]))
    async with desk.store.receive(row["size"]) as incoming:
        for part in parts:
            async for piece in desk.store.read_part(row["id"], part["name"]):
                await incoming.write(piece)
                look.at(piece)
        if incoming.size != row["size"]:
            raise FileNotFoundError
        media_type = look.decide(await incoming.tail(TAIL_BYTES))
        digest = await incoming.finish()
        await incoming.deliver()
        file = NewFile(
            id=row["id"],
            sha256=digest,
            name=row["name"],
            size=row["size"],
            type=media_type,
            form=row["form"],
            field=row["field"],
            created_at=desk.engine.clock.now(),
            created_by=row["created_by"],
            uploader=row["uploader"],
        )
        async with desk.engine.database.deciding([lock_content(digest), drop_upload(row["id"])]) as decision:
            if not decision.rows[1]:
                raise FileNotFoundError
            await incoming.keep()
            await decision.finish([add_file(file)])
    await desk.store.drop_parts(row["id"])
    return {"id": str(file.id), "name": file.name, "size": file.size, "type": media_type}


async def _judge(desk: FileDesk, upload_id: UUID, look: Look, data: bytes) -> None:
    """What is refused need not arrive whole, and is forgotten at once."""
    try:
        look.at(data)
    except WrongMedia:
        await desk.engine.database.write([drop_upload(upload_id)])
        raise


async def _row(desk: FileDesk, upload_id: UUID, person_id: UUID | None) -> Row:
    row = await desk.engine.database.one(upload_of(upload_id, person_id))
    if row is None:
        raise Missing
    if row["created_at"] + KEPT <= desk.engine.clock.now():
        raise Gone("upload_expired")
    return row


async def _finished(desk: FileDesk, upload_id: UUID, person_id: UUID | None) -> dict[str, Any] | None:
    row = await desk.engine.database.one(file_by_id(upload_id))
    if row is None or row["state"] != "pending" or row["created_by"] != person_id:
        return None
    return {"id": str(row["id"]), "name": row["name"], "size": row["size"], "type": row["type"]}


def _counts(desk: FileDesk, upload: NewUpload) -> list[Statement]:
    """What the deciding begins with: a lock, and what the uploader has begun already."""
    if upload.uploader is not None:
        return [lock_uploader(upload.uploader), waiting_of(desk, upload.uploader)]
    if upload.created_by is None:
        raise TypeError
    return [lock_person(upload.created_by), begun_by(upload.created_by, upload.created_at - KEPT)]


def _state(upload_id: UUID, name: str, size: int, offset: int, begun: datetime) -> dict[str, Any]:
    expires = iso(begun + KEPT)
    return {
        "id": str(upload_id),
        "name": name,
        "size": size,
        "offset": offset,
        "chunk": MOST_OF_PIECE,
        "expires_at": expires,
    }


def _elsewhere(offset: int) -> Conflict:
    return Conflict("upload_offset", offset=offset)


def _agrees(header: str, found: bytes) -> bool:
    """Whether the SHA-256 in a Content-Digest is that of the bytes; other digests say nothing."""
    for part in header.split(","):
        kind, _, value = part.strip().partition("=")
        if kind.lower() == "sha-256":
            try:
                return b64decode(value.strip().strip(":"), validate=True) == found
            except ValueError:
                return False
    return True
