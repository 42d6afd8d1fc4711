"""Take in one file: streamed to the disk, counted, recognized, then one row. Nothing stays of what is refused."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.datastructures import Headers

from helpwright.access.gate import require_key
from helpwright.access.model import Caller
from helpwright.forms.fields.files import FilesSettings
from helpwright.forms.form import Field, Form
from helpwright.kernel.errors import FieldProblem, Forbidden, Invalid, Missing, Refusal, TooLarge
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement
from helpwright.platform.file_store import Incoming
from helpwright.records.file_store import (
    COMMENTS,
    NewFile,
    add_file,
    lock_content,
    lock_uploader,
    open_task_of,
    uploads_waiting,
)
from helpwright.records.files.acceptance import accept, refuse_name
from helpwright.records.files.allowance import HOUR, LEAST_COUNTED, require_room
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.form_data import OVERHEAD_BYTES, FilePart, boundary_of
from helpwright.records.files.names import clean_name
from helpwright.records.files.sniff import HEAD_BYTES, TAIL_BYTES, sniff
from helpwright.records.read import View, read_one

_MIB = 1024 * 1024
MOST_MB_OF_COMMENT = 50


class UploadIdle(Refusal):
    """Nothing arrived for too long; `seconds` says how long."""

    status = 408


@dataclass(frozen=True, slots=True)
class Target:
    """The field a file is meant for, or a comment (None), and who uploads it: a person, or a customer by `uploader`."""

    form: Form
    field: Field | None
    person_id: UUID | None = None
    uploader: bytes | None = None

    @property
    def limit(self) -> int:
        """The most bytes one file may have there."""
        if self.field is None:
            return MOST_MB_OF_COMMENT * _MIB
        settings = self.field.settings
        if not isinstance(settings, FilesSettings):
            raise TypeError
        return settings.max_mb * _MIB

    @property
    def key(self) -> str:
        """Of the field, or what stands for comments."""
        return COMMENTS if self.field is None else self.field.key


async def public_target(desk: FileDesk, slug: str, field_key: str, address: str) -> Target:
    """A field that customers fill in, from a client address.

    Raises Missing for a form that is not public, Invalid for any other field.
    """
    definitions = await desk.engine.definitions.current()
    form = desk.engine.forms(definitions).by_slug(slug)
    open_fields = {field.key: field for field in form.public_fields}
    field = _files_field(open_fields.get(field_key), field_key)
    return Target(form, field, uploader=desk.uploader(address))


async def staff_target(desk: FileDesk, caller: Caller, form_name: str, field_key: str) -> Target:
    """A field the caller may write, by right or because a task of this form is open for them.

    Raises Missing for a form they have nothing to do with, Forbidden, Invalid for a field that takes no files.
    """
    view = await desk.view(caller, form_name)
    actions = view.rights.actions(view.form.name)
    has_task = await desk.engine.database.one(open_task_of(caller, view.form.name)) is not None
    if not has_task and not actions:
        raise Missing("form_missing", form=view.form.key)
    if not has_task and not actions & {"create", "update"}:
        raise Forbidden(action="update")
    require_key(caller, "write", view.form.name)
    field = _files_field(_visible(view, field_key, has_task=has_task), field_key)
    if view.right(field_key) != "write" and not (has_task and view.writable_by_task(field_key)):
        raise Forbidden(action="update")
    return Target(view.form, field, caller.person_id)


async def comment_target(desk: FileDesk, caller: Caller, form_name: str, record_id: UUID) -> Target:
    """A comment on a record that the caller sees. Raises Missing, Forbidden."""
    view = await desk.view(caller, form_name)
    await read_one(desk.engine, view, record_id)
    require_key(caller, "write", view.form.name)
    return Target(view.form, None, caller.person_id)


async def take_in(
    desk: FileDesk, target: Target, name: str, headers: Headers, body: AsyncIterator[bytes]
) -> dict[str, Any]:
    """Store the file in `body` and answer `{id, name, size, type}`; it waits, pending, for the record it is meant for.

    `name` wins over the one inside form data. Raises TooLarge `file_too_large` (as soon as that is known), WrongMedia
    `file_type_differs` or `file_type_refused`, Invalid `file_empty`, UploadIdle, StorageFull; TooMany
    `too_many_uploads` when the address has left much already.
    """
    boundary = boundary_of(headers.get("content-type", ""))
    part = FilePart(boundary) if boundary is not None else None
    announced = "" if part is not None else headers.get("content-type", "")
    if name:
        refuse_name(clean_name(name))
    counted = _Counted(target.limit, multipart=part is not None)
    expected = counted.expect(headers.get("content-length", ""))
    if target.uploader is not None:
        (waiting,) = await desk.engine.database.all(waiting_of(desk, target.uploader))
        require_room(waiting, expected, desk.engine.clock.now(), target.limit)
    look = Look(name, announced, part)
    async with desk.store.receive(expected) as incoming:
        async for data in arriving(body, desk.idle_seconds):
            counted.add(len(data))
            for piece in part.feed(data) if part is not None else (data,):
                counted.add_file(len(piece))
                await incoming.write(piece)
                look.at(piece)
        if part is not None:
            part.close()
        if incoming.size == 0:
            raise Invalid([FieldProblem("file", "file_empty")], "file_empty")
        media_type = look.decide(await incoming.tail(TAIL_BYTES))
        return await _store(desk, target, incoming, look.name, media_type)


async def _store(desk: FileDesk, target: Target, incoming: Incoming, name: str, media_type: str) -> dict[str, Any]:
    digest = await incoming.finish()
    await incoming.deliver()
    file = NewFile(
        id=new_id(),
        sha256=digest,
        name=name,
        size=incoming.size,
        type=media_type,
        form=target.form.name,
        field=target.key,
        created_at=desk.engine.clock.now(),
        created_by=target.person_id,
        uploader=target.uploader,
    )
    counts = () if file.uploader is None else (lock_uploader(file.uploader), waiting_of(desk, file.uploader))
    # The lock holds off a purge of the same content between moving the bytes and writing the row that refers to them.
    async with desk.engine.database.deciding([*counts, lock_content(digest)]) as decision:
        if counts:
            require_room(decision.rows[1][0], file.size, file.created_at, target.limit)
        await incoming.keep()
        await decision.finish([add_file(file)])
    return {"id": str(file.id), "name": name, "size": file.size, "type": media_type}


def waiting_of(desk: FileDesk, uploader: bytes) -> Statement:
    """The statement that counts what people without an account have left waiting."""
    now = desk.engine.clock.now()
    return uploads_waiting(uploader, now - HOUR, now + HOUR, LEAST_COUNTED)


class _Counted:
    """Counts the body against the limit of the field; form data may be a little longer than its file."""

    def __init__(self, limit: int, *, multipart: bool) -> None:
        self._limit = limit
        self._most = limit + (OVERHEAD_BYTES if multipart else 0)
        self._seen = 0
        self._of_file = 0

    def expect(self, content_length: str) -> int:
        """Bytes to make room for, 0 when the client does not say. Raises TooLarge before anything is read."""
        if not (content_length.isascii() and content_length.isdigit()):
            return 0
        if int(content_length[:20]) > self._most:
            raise self._too_large()
        return int(content_length)

    def add(self, size: int) -> None:
        self._seen += size
        if self._seen > self._most:
            raise self._too_large()

    def add_file(self, size: int) -> None:
        self._of_file += size
        if self._of_file > self._limit:
            raise self._too_large()

    def _too_large(self) -> TooLarge:
        return TooLarge("file_too_large", limit=self._limit)


class Look:
    """Looks at the first bytes as soon as they are there, so that what is refused need not arrive whole."""

    def __init__(self, name: str, announced: str, part: FilePart | None) -> None:
        self._name = name
        self._announced = announced
        self._part = part
        self._head = bytearray()

    @property
    def name(self) -> str:
        """The cleaned name."""
        return clean_name(self._name or (self._part.name if self._part is not None else ""))

    def at(self, piece: bytes) -> None:
        """The next bytes. Raises WrongMedia as soon as enough of them are there."""
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
            if len(self._head) == HEAD_BYTES:
                self.decide(b"")

    def decide(self, tail: bytes) -> str:
        """The type of the file, with its last bytes. Raises WrongMedia."""
        announced = self._part.media_type if self._part is not None else self._announced
        return accept(sniff(bytes(self._head), tail, self.name), self.name, announced)


async def arriving(body: AsyncIterator[bytes], idle_seconds: float) -> AsyncIterator[bytes]:
    """The body as it comes. Raises UploadIdle when nothing comes for so long."""
    while True:
        try:
            async with asyncio.timeout(idle_seconds):
                data = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise UploadIdle("upload_idle", seconds=round(idle_seconds)) from error
        if data:
            yield data


def _visible(view: View, field_key: str, *, has_task: bool) -> Field | None:
    field = view.form.fields.get(field_key)
    seen = view.right(field_key) != "hidden" or (has_task and view.writable_by_task(field_key))
    return field if seen else None


def _files_field(field: Field | None, key: str) -> Field:
    if field is None:
        raise Invalid([FieldProblem("field", "field_unknown", {"field": key[:80]})])
    if field.type.key != "files":
        raise Invalid([FieldProblem("field", "field_takes_no_files", {"field": key[:80]})])
    return field
