"""Making a backup while the server runs: one snapshot of the database, and every file that it names."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.access.sealing import anchor_file, read_anchor
from helpwright.entry.backup import store
from helpwright.entry.backup.archive import ArchiveWriter, archives_in, clear_partial
from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.manifest import DUMP, FILES, KEY, MANIFEST, MANIFEST_HASH, Manifest, Member, Sealed
from helpwright.entry.refusals import in_each_language
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import iso
from helpwright.platform.database import Row, Session
from helpwright.platform.file_store import FilesUnreachable, place_of
from helpwright.platform.migrations.version import HEAD
from helpwright.platform.postgres import PostgresUnavailable
from helpwright.platform.postgres.tools import find_tool, run_tool
from helpwright.platform.secret_key import key_file
from helpwright.platform.statement import Statement

SETTINGS: Final = ("postgres/custom.conf",)
"""Small files of the data folder that an administrator has written."""
STATE: Final = "backup_state"
_BEGIN = Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
_MAJOR = 10_000
_MARK = "backup"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where, how many bytes, what is in it, and which older ones went."""

    path: Path
    size: int
    manifest: Manifest
    removed: Sequence[Path] = ()


def default_folder(data_dir: Path) -> Path:
    """Where backups go unless another place is named."""
    return data_dir / "backups"


def name_at(instant: datetime) -> str:
    """The file name of a backup made then; names sort by time."""
    return f"helpwright-{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar"


def key_mark(product: Product) -> str:
    """What only this secret key can have signed; it tells nothing about the key."""
    return product.secret_key.sign(_MARK, b"mark")


def knows_mark(product: Product, mark: str) -> bool:
    """Whether the key, or an older one that still reads, made that mark."""
    return product.secret_key.verify(_MARK, mark) is not None


async def make_backup(
    product: Product,
    to: Path | None = None,
    *,
    with_key: bool = False,
    with_files: bool = True,
    keep: int | None = None,
    by: UUID | None = None,
) -> Made:
    """Write one archive to the folder or file `to`, by default into the data folder; then remove all but `keep`.

    The server may run: everything is as one snapshot saw it. Main thread only (it runs pg_dump). Raises BackupRefused,
    PostgresUnavailable, FilesUnreachable or OSError with nothing left behind; the failure is noted for the health page.
    """
    started = product.clock.now()
    try:
        folder, path = _place(product, to, started)
    except BackupRefused as refused:
        if refused.code == "backup_folder_unusable":
            await _note(product, "failure", {"at": iso(started), "reason": str(refused.data["reason"])})
        raise
    async with _own_turn(product):
        try:
            clear_partial(folder)
            made = await _make(product, path, with_key=with_key, with_files=with_files)
        except OSError as error:
            reason = error.strerror or str(error)
            await _note(product, "failure", {"at": iso(started), "reason": reason})
            raise BackupRefused("backup_folder_unusable", folder=folder, reason=reason) from error
        except Exception as error:
            await _note(product, "failure", {"at": iso(started), **_why(product, error)})
            raise
    about = {"file": str(made.path), "size": made.size, "rows": made.manifest.rows, "files": len(made.manifest.files)}
    seconds = round((product.clock.now() - started).total_seconds(), 1)
    await _note(
        product, "last", {"at": iso(started), "seconds": seconds, "missing": len(made.manifest.missing), **about}
    )
    await product.database.write([entry(product.clock.now(), "backup_made", by, None, about)])
    try:  # only now: what cannot be removed must not let the plan think that no backup was made
        removed = _remove_old(folder, keep, path)
    except OSError as error:
        raise BackupRefused("backup_folder_unusable", folder=folder, reason=error.strerror or error) from error
    return Made(made.path, made.size, made.manifest, removed)


@asynccontextmanager
async def _own_turn(product: Product) -> AsyncIterator[None]:
    """One backup at a time. Raises BackupRefused."""
    async with product.database.session() as session:
        mine = await session.one(store.TAKE_TURN)
        if mine is None or not mine["mine"]:
            raise BackupRefused("backup_running")
        try:
            yield
        finally:
            await session.execute(store.GIVE_TURN)


def _place(product: Product, to: Path | None, at: datetime) -> tuple[Path, Path]:
    """Folder and file. A name that ends in `.tar` is a file, all else a folder. Raises BackupRefused."""
    wanted = (to or default_folder(product.environment.data_dir)).absolute()
    folder, path = (wanted.parent, wanted) if wanted.suffix == ".tar" else (wanted, wanted / name_at(at))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused("backup_folder_unusable", folder=folder, reason=error.strerror or error) from error
    if path.exists():
        raise BackupRefused("backup_file_exists", file=path)
    return folder, path


async def _make(product: Product, path: Path, *, with_key: bool, with_files: bool) -> Made:
    data_dir = product.environment.data_dir
    # Before the snapshot: the chain in the dump then surely reaches as far.
    anchor = read_anchor(anchor_file(data_dir))
    dump = path.with_name(f"{path.name}.partial-dump")
    try:
        async with product.database.session() as session:
            await session.execute(_BEGIN)
            server, manifest, rows = await _look(product, session)
            tool = find_tool("pg_dump", int(server["n"]) // _MAJOR)
            snapshot = await session.one(store.SNAPSHOT)
            options = ["--format=custom", "--no-owner", "--no-acl", "--lock-wait-timeout=60s", f"--file={dump}"]
            run_tool(tool, product.database.url, [*options, f"--snapshot={snapshot['name'] if snapshot else ''}"])
            await session.execute(Statement("COMMIT"))
        with dump.open("rb") as source:
            digest = file_digest(source, "sha256").hexdigest()
        small = {f"data/{name}": data_dir / name for name in SETTINGS if (data_dir / name).is_file()}
        if with_key:
            small[KEY] = key_file(data_dir, product.environment.secret_key_file)
        members = [Member(name=DUMP, size=dump.stat().st_size, sha256=digest)]
        members += [_member_of(name, file) for name, file in small.items()]
        files, missing = await _files(product, rows if with_files else ())
        manifest = manifest.model_copy(
            update={
                "holds_key": with_key,
                "holds_files": with_files,
                "audit": None if anchor is None else Sealed(seq=anchor.seq, hash=anchor.hash.hex()),
                "members": [*members, *files],
                "missing": missing,
            }
        )
        with ArchiveWriter(path) as out:
            text = manifest.model_dump_json(indent=1).encode()
            out.add(MANIFEST, text)
            out.add(MANIFEST_HASH, _sha256(text).encode() + b"\n")
            out.add_file(DUMP, dump, members[0].size)
            for member in members[1:]:
                out.add_file(member.name, small[member.name], member.size)
            for member in files:
                content = product.files.read(bytes.fromhex(member.sha256), 0, member.size)
                await out.add_stream(member, content)
            size = out.finish()
        return Made(path, size, manifest)
    finally:
        dump.unlink(missing_ok=True)


async def _look(product: Product, session: Session) -> tuple[Row, Manifest, list[Row]]:
    """The server's version, a manifest without members, and the files that records name."""
    server = await session.one(store.SERVER)
    company = await session.one(store.COMPANY)
    extensions = await session.all(store.EXTENSIONS)
    manifest = Manifest(
        product=version("helpwright"),
        made_at=iso(product.clock.now()),
        schema_version=HEAD,
        postgres=str(server["version"] if server else ""),
        company=str(company["value"] if company else ""),
        key=key_mark(product),
        holds_key=False,
        extensions=[str(row["name"]) for row in extensions],
        audit=None,
        tables=await store.contents(session),
        members=[],
        missing=[],
    )
    return server or {}, manifest, await session.all(store.FILES)


async def _files(product: Product, rows: Sequence[Row]) -> tuple[list[Member], list[str]]:
    """What is there and whole, and the hashes of what records name and is not.

    Uploads that nobody has saved a record with yet may go while we look.
    """
    found: list[Member] = []
    missing: list[str] = []
    for row in rows:
        digest, size = bytes(row["sha256"]), int(row["size"])
        if await _is_whole(product, digest, size):
            name = digest.hex()
            found.append(Member(name=f"{FILES}{name[:2]}/{name}", size=size, sha256=name))
        elif row["linked"]:
            missing.append(digest.hex())
    return found, missing


async def _is_whole(product: Product, digest: bytes, size: int) -> bool:
    hashed, count = sha256(), 0
    try:
        async for chunk in product.files.read(digest, 0, size):
            hashed.update(chunk)
            count += len(chunk)
    except OSError:
        return False
    return count == size and hashed.digest() == digest


def _member_of(name: str, file: Path) -> Member:
    content = file.read_bytes()
    return Member(name=name, size=len(content), sha256=_sha256(content))


def _sha256(content: bytes) -> str:
    return sha256(content).hexdigest()


def _remove_old(folder: Path, keep: int | None, newest: Path) -> list[Path]:
    """Remove all but the last `keep` in that folder, never the one just made."""
    if keep is None:
        return []
    old = [path for path in archives_in(folder)[max(1, keep) :] if path != newest]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _why(product: Product, error: Exception) -> dict[str, object]:
    """`reason`, by locale where it is a sentence of ours; `place` where it is the bucket that failed."""
    if isinstance(error, FilesUnreachable):
        environment = product.environment
        return {"reason": error.reason, "place": place_of(environment.files_url, environment.data_dir)}
    if isinstance(error, PostgresUnavailable | BackupRefused):
        return {"reason": in_each_language(error)}
    return {"reason": str(error).split("\n", 1)[0]}


async def _note(product: Product, key: str, about: dict[str, object]) -> None:
    await product.database.write([store.note(STATE, key, about)])
