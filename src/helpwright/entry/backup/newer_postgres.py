"""The private database in a newer major version of PostgreSQL: a backup with the old one, restored with the new one.

What the old version wrote is kept beside it until somebody says that the new one is good, or goes back.
"""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from helpwright.entry.backup.archive import open_archive
from helpwright.entry.backup.bring_back import ASIDE, BroughtBack, Tell, aside_for, into_folder, moved_aside
from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.make import make_backup
from helpwright.entry.backup.sizes import readable
from helpwright.entry.data_dir import DataDir
from helpwright.entry.put_in_place import REMOVING, put_in_place
from helpwright.entry.wiring import Product
from helpwright.platform.database import Database
from helpwright.platform.postgres import EmbeddedPostgres, find_binaries
from helpwright.platform.postgres.home import Home
from helpwright.platform.settings import Environment
from helpwright.platform.statement import Statement

_SIZE: Final = Statement("SELECT pg_database_size(current_database()) AS bytes")
_EMPTY_CLUSTER: Final = 256 * 1024**2
_MOST_LOG: Final = 1024**3


@dataclass(frozen=True, slots=True)
class Older:
    """An installation that a restore has moved aside, with data of the `major` version of PostgreSQL."""

    folder: Path
    major: int


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the database, what moving it takes at most, and what the disk has."""

    database: int
    needed: int
    free: int


def majors(data_dir: Path) -> tuple[int | None, int]:
    """Major version of the stored data (None: there is none), and that of the binaries a new database gets."""
    return _stored_major(data_dir), find_binaries().major


def room_for(database: int, free: int) -> Room:
    """The new database beside the old one, its dump, and the log of writing it."""
    return Room(database, 2 * database + min(database, _MOST_LOG) + _EMPTY_CLUSTER, free)


def bring_to_newest(environment: Environment, at: datetime, tell: Tell) -> tuple[Path, BroughtBack]:
    """Back up with the version that wrote the data, restore with the newest; the backup stays, and the old data too.

    Attachments stay where they are. Killed at any moment, the old data is in place, or the new. `tell` is called with
    the code of a sentence for each step. Nothing may run on the folder. Raises AlreadyRunning, BackupRefused, or
    OtherMajorVersion when there are no binaries that read the data.
    """
    with _taken(environment.data_dir):
        tell("migrate_postgres_old")
        postgres = EmbeddedPostgres(environment.data_dir, keep_binaries=True)
        try:
            product = Product.build(environment, postgres.start(), connections=3)
            made = asyncio.run(_back_up(product, environment.data_dir, tell))
        finally:
            postgres.stop()
        with open_archive(made) as archive:
            return made, into_folder(environment, archive, force=True, at=at, tell=tell)


def kept_older(data_dir: Path) -> list[Older]:
    """Data of older major versions that was moved aside, the newest first."""
    stored = _stored_major(data_dir)
    found = [Older(each, major) for each in data_dir.glob(f"{ASIDE}*") if (major := _stored_major(each)) is not None]
    return sorted((each for each in found if stored is not None and each.major < stored), key=_by_name, reverse=True)


def remove_older(data_dir: Path) -> list[Older]:
    """The new one is good: remove what was kept. The server may run."""
    older = kept_older(data_dir)
    for each in older:
        removing = data_dir / REMOVING
        shutil.rmtree(removing, ignore_errors=True)
        each.folder.rename(removing)
        shutil.rmtree(removing)
    return older


def go_back(data_dir: Path, at: datetime) -> tuple[Older, Path]:
    """Put the newest of the older data in its place again; where that lies now which was there.

    Nothing may run on the folder. Raises AlreadyRunning, BackupRefused when there is none, or OtherMajorVersion when
    nothing reads it any more.
    """
    with _taken(data_dir):
        older = kept_older(data_dir)
        if not older:
            raise BackupRefused("migrate_postgres_nothing_kept", folder=data_dir)
        back = older[0]
        find_binaries(back.major, kept=Home(back.folder).binaries)
        aside = aside_for(data_dir, at)
        there = moved_aside(data_dir, files=(back.folder / "files").exists())
        put_in_place(data_dir, there, aside, back.folder.name)
        return back, aside


@contextmanager
def _taken(folder: Path) -> Iterator[None]:
    data_dir = DataDir(folder)
    data_dir.take()
    try:
        yield
    finally:
        data_dir.give_back()


def _stored_major(data_dir: Path) -> int | None:
    try:
        return Home(data_dir).stored_major()
    except ValueError as error:
        raise BackupRefused("postgres_cluster_damaged", folder=data_dir) from error


def _by_name(older: Older) -> str:
    return older.folder.name


async def _back_up(product: Product, folder: Path, tell: Tell) -> Path:
    await product.database.open()
    try:
        await _require_room(product.database, folder)
        tell("migrate_postgres_backup")
        return (await make_backup(product, with_files=False)).path
    finally:
        await product.database.close()


async def _require_room(database: Database, folder: Path) -> None:
    async with database.session() as session:
        row = await session.one(_SIZE)
    room = room_for(int(row["bytes"]) if row else 0, shutil.disk_usage(folder).free)
    if room.free < room.needed:
        raise BackupRefused(
            "migrate_postgres_no_room",
            folder=folder,
            database=readable(room.database),
            needed=readable(room.needed),
            free=readable(room.free),
        )
