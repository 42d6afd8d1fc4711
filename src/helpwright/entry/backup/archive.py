"""The tar on disk: written as a stream, appearing under its name only when all of it is there; read with its hashes."""

import os
import shutil
import tarfile
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from pydantic import ValidationError

from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.manifest import MANIFEST, MANIFEST_HASH, Manifest, Member

PARTIAL = ".partial"
_CHUNK = 1024 * 1024
_BLOCK = 512
_RECORD = 10_240
_PRIVATE = 0o600


class ArchiveWriter:
    """Members go in one after the other; nothing appears under the final name before `finish`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(path.name + PARTIAL)
        self._out: BinaryIO | None = None

    def __enter__(self) -> Self:
        self._partial.unlink(missing_ok=True)
        descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        self._out = os.fdopen(descriptor, "wb")
        return self

    def __exit__(self, *_: object) -> None:
        if self._out is not None:
            self._out.close()
            self._out = None
        self._partial.unlink(missing_ok=True)

    def add(self, name: str, content: bytes) -> None:
        """A small member."""
        self._header(name, len(content))
        self._write(content)
        self._pad(len(content))

    def add_file(self, name: str, path: Path, size: int) -> None:
        """A file of that many bytes. Raises BackupRefused when it has another size by now."""
        self._header(name, size)
        written = 0
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                self._write(chunk)
        self._require(name, size, written)

    async def add_stream(self, member: Member, chunks: AsyncIterable[bytes]) -> None:
        """An uploaded file, whose bytes must be what its name says. Raises BackupRefused."""
        self._header(member.name, member.size)
        written, digest = 0, sha256()
        async for chunk in chunks:
            written += len(chunk)
            digest.update(chunk)
            self._write(chunk)
        if digest.hexdigest() != member.sha256:
            raise BackupRefused("backup_source_changed", name=member.name)
        self._require(member.name, member.size, written)

    def finish(self) -> int:
        """All of it is on disk under its name; its bytes."""
        assert self._out is not None  # noqa: S101  -- inside the block
        self._write(bytes(2 * _BLOCK))
        self._write(bytes(-self._out.tell() % _RECORD))
        self._out.flush()
        os.fsync(self._out.fileno())
        size = self._out.tell()
        self._out.close()
        self._out = None
        self._partial.replace(self._path)
        descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return size

    def _header(self, name: str, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, _PRIVATE
        self._write(info.tobuf(tarfile.PAX_FORMAT))

    def _write(self, data: bytes) -> None:
        assert self._out is not None  # noqa: S101  -- inside the block
        self._out.write(data)

    def _pad(self, size: int) -> None:
        self._write(bytes(-size % _BLOCK))

    def _require(self, name: str, size: int, written: int) -> None:
        if written != size:
            raise BackupRefused("backup_source_changed", name=name)
        self._pad(size)


class Archive:
    """An archive that is read. Every member is checked against its hash while it is read."""

    def __init__(self, path: Path, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._tar = tar
        self._members = {member.name: member for member in manifest.members}

    @cached_property
    def _places(self) -> dict[str, tarfile.TarInfo]:
        return {info.name: info for info in self._tar.getmembers()}

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member; raises BackupRefused behind the last one when they are not what was written."""
        member, digest, size = self._members[name], sha256(), 0
        try:
            place = self._places.get(name)
            source = None if place is None else self._tar.extractfile(place)
            while source is not None and (chunk := source.read(_CHUNK)):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
        except (OSError, tarfile.TarError) as error:
            raise BackupRefused("backup_file_damaged", file=self.path, part=name) from error
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            raise BackupRefused("backup_file_damaged", file=self.path, part=name)

    def extract(self, name: str, target: Path) -> None:
        """A member as a file of mode 600."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(descriptor, "wb") as out:
            for chunk in self.chunks(name):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())

    def verify(self) -> None:
        """Read everything. Raises BackupRefused naming the first damaged member."""
        for name in self._members:
            for _ in self.chunks(name):
                pass


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive inside the block. Raises BackupRefused for what is none, or has a damaged beginning."""
    try:
        tar = tarfile.open(path, "r:")  # noqa: SIM115  -- closed below
    except OSError as error:
        raise BackupRefused("serve_file_unreadable", file=path, reason=error.strerror or error) from error
    except tarfile.TarError as error:
        raise BackupRefused("backup_file_none", file=path) from error
    with tar:
        yield Archive(path, tar, _manifest(tar, path))


def read_manifest(path: Path) -> Manifest:
    """What an archive says about itself. Raises as `open_archive`."""
    with open_archive(path) as archive:
        return archive.manifest


def archives_in(folder: Path) -> list[Path]:
    """Finished archives made by us, the newest first; their names sort by time."""
    return sorted(folder.glob("helpwright-*.tar"), reverse=True)


def clear_partial(folder: Path) -> None:
    """Remove what a backup that was killed has left."""
    for path in folder.glob(f"helpwright-*{PARTIAL}*"):
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _manifest(tar: tarfile.TarFile, path: Path) -> Manifest:
    try:
        text = _member(tar, path, MANIFEST)
        stored = _member(tar, path, MANIFEST_HASH).decode("ascii", "replace").strip()
    except (OSError, tarfile.TarError) as error:
        raise BackupRefused("backup_file_damaged", file=path, part=MANIFEST) from error
    if sha256(text).hexdigest() != stored:
        raise BackupRefused("backup_file_damaged", file=path, part=MANIFEST)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BackupRefused("backup_file_newer", file=path) from error


def _member(tar: tarfile.TarFile, path: Path, name: str) -> bytes:
    """The first member of that name: the manifest is at the beginning, and needs no look at the rest."""
    for info in tar:
        if info.name == name and (found := tar.extractfile(info)) is not None:
            return found.read()
    raise BackupRefused("backup_file_none", file=path)
