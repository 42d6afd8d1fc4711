"""Bringing a backup back: into an empty place, or beside what is there, which is kept.

A data folder is built up whole in `restoring` inside it and then put in place by renames, all or none; the entries that
were there go to `before-restore-…`. A database that the environment names is renamed and made anew.
"""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from helpwright.access.audit import entry
from helpwright.access.sealing import Anchor, anchor_file, write_anchor
from helpwright.entry.backup import store
from helpwright.entry.backup.archive import Archive, open_archive
from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.make import knows_mark
from helpwright.entry.backup.manifest import DUMP, KEY, Manifest, Table
from helpwright.entry.data_dir import DataDir
from helpwright.entry.left_by_root import serving_account
from helpwright.entry.put_in_place import BUILDING, JOURNAL, REMOVING, put_in_place
from helpwright.entry.wiring import Product
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.migrations.version import HEAD
from helpwright.platform.postgres import EmbeddedPostgres, prepare_data_dir, write_private
from helpwright.platform.postgres.tools import find_tool, run_script, run_tool
from helpwright.platform.secret_key import key_file
from helpwright.platform.settings import Environment
from helpwright.records.files.purge import keep_after_restore

Tell = Callable[[str], None]
ASIDE: Final = "before-restore-"
"""How folders begin in which a restore keeps what was there."""
# What stays where it is: other backups, and what belongs to the machine rather than to the installation.
_STAYING: Final = frozenset({"backups", "tls", "serve.lock", BUILDING, JOURNAL, REMOVING})
_KNOWS_ALL_SETTINGS: Final = 17
_LISTED = re.compile(r"^\d+; \d+ \d+ (?:COMMENT - )?EXTENSION ")
_SCHEMA_PUBLIC = re.compile(r"^\d+; \d+ \d+ (?:COMMENT - SCHEMA|SCHEMA -|ACL - SCHEMA) public\b")


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What was brought back. `aside` is where that lies which was there before; `key` says how the secret key stands.

    `key`: `same` (the one in use when the backup was made), `other` or `none`.
    """

    manifest: Manifest
    aside: str | None
    key: str


def check_archive(path: Path, archive: Archive) -> None:
    """Raises BackupRefused when this release cannot read it."""
    if archive.manifest.schema_version > HEAD:
        raise BackupRefused("backup_file_newer", file=path)


def _silent(_step: str) -> None:
    return


def bring_back(environment: Environment, path: Path, *, force: bool, at: datetime, tell: Tell = _silent) -> BroughtBack:
    """Restore the archive to the place that the environment names; nothing there is changed when it fails.

    Without `force` the place must be empty. `tell` is called with the code of a sentence for each step. Main thread
    only. Raises BackupRefused, AlreadyRunning, PostgresUnavailable.
    """
    with open_archive(path) as archive:
        check_archive(path, archive)
        if environment.database_url is not None:
            return _into_database(environment, archive, force=force, at=at, tell=tell)
        data_dir = DataDir(environment.data_dir)
        data_dir.take()
        try:
            return into_folder(environment, archive, force=force, at=at, tell=tell)
        finally:
            data_dir.give_back()


def into_folder(
    environment: Environment, archive: Archive, *, force: bool, at: datetime, tell: Tell = _silent
) -> BroughtBack:
    """The part of `bring_back` for a data folder, which the caller has taken."""
    folder = environment.data_dir
    there = moved_aside(folder, files=archive.manifest.holds_files)
    if there == ["secret.key"] and not archive.manifest.holds_key:
        there = []  # brought here for this backup
    if there and not force:
        raise BackupRefused("restore_folder_not_empty", folder=folder)
    building = folder / BUILDING
    shutil.rmtree(building, ignore_errors=True)
    fresh = replace(environment, data_dir=building, database_url=None)
    prepare_data_dir(building)
    if (server := serving_account(folder)) is not None:
        os.chown(building, *server)
    if (folder / "secret.key").is_file() and not archive.manifest.holds_key:
        write_private(building / "secret.key", (folder / "secret.key").read_text())
    tell("restore_step_load")
    with own_database(building) as url:
        key = asyncio.run(fill(Product.build(fresh, url, connections=2), archive, at=at, tell=tell))
    # Once more, now with the settings that the administrator has written: they may be of an older PostgreSQL.
    with own_database(building):
        tell("restore_step_place")
    aside = aside_for(folder, at) if there else None
    put_in_place(folder, there, aside)
    return BroughtBack(archive.manifest, None if aside is None else str(aside), key)


def aside_for(folder: Path, at: datetime) -> Path:
    """A folder that is not there yet, for what was in a data folder before."""
    name = f"{ASIDE}{at:%Y%m%dT%H%M%SZ}"
    places = (folder / (name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(place for place in places if not place.exists())


def moved_aside(folder: Path, *, files: bool) -> list[str]:
    """What of a data folder makes way for another installation in it; uploaded files only with `files`."""
    staying = _STAYING if files else _STAYING | {"files"}
    return [each.name for each in folder.iterdir() if each.name not in staying and not each.name.startswith(ASIDE)]


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """A private server on a fresh folder; the URL of its empty database."""
    prepare_data_dir(folder)
    postgres = EmbeddedPostgres(folder)
    try:
        yield postgres.start()
    finally:
        postgres.stop()


def _into_database(environment: Environment, archive: Archive, *, force: bool, at: datetime, tell: Tell) -> BroughtBack:
    url = environment.database_url or ""
    prepare_data_dir(environment.data_dir)
    name = str(conninfo_to_dict(url).get("dbname") or conninfo_to_dict(url).get("user"))
    with psycopg.connect(url, autocommit=True) as connection:
        busy = connection.execute(b"SELECT to_regclass('helpwright.alembic_version') IS NOT NULL").fetchone()
    if not (busy and busy[0]):
        tell("restore_step_load")
        key = asyncio.run(fill(Product.build(environment, url, connections=2), archive, at=at, tell=tell))
        return BroughtBack(archive.manifest, None, key)
    if not force:
        raise BackupRefused("restore_database_not_empty", database=name)
    new, old = f"{name[:40]}_restoring", f"{name[:40]}_{at:%Y%m%dt%H%M%Sz}"
    tell("restore_step_load")
    try:
        with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(new)))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(new)))
            beside = make_conninfo(url, dbname=new)
            product = Product.build(environment, beside, connections=2)
            key = asyncio.run(fill(product, archive, at=at, tell=tell))
            tell("restore_step_place")
            with connection.transaction():
                for before, after in ((name, old), (new, name)):
                    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                    connection.execute(statement.format(sql.Identifier(before), sql.Identifier(after)))
    except psycopg.errors.ObjectInUse as error:
        raise BackupRefused("restore_database_in_use", database=name) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupRefused("restore_database_not_ours", database=name) from error
    return BroughtBack(archive.manifest, old, key)


async def fill(product: Product, archive: Archive, *, at: datetime, tell: Tell = _silent) -> str:
    """Put everything into an empty database and the store of files, hold it against the manifest, make it current.

    How the secret key stands: `same`, `other` or `none`. Raises BackupRefused naming the first thing that differs.
    """
    manifest, data_dir = archive.manifest, product.environment.data_dir
    for member in manifest.members:
        if member.name.startswith("data/") and (member.name != KEY or product.environment.secret_key_file is None):
            target = data_dir / member.name.removeprefix("data/")
            if target.exists():
                target.replace(target.with_name(f"{target.name}.before-restore"))
            archive.extract(member.name, target)
    had_key = key_file(data_dir, product.environment.secret_key_file).is_file()
    with tempfile.TemporaryDirectory(dir=data_dir, prefix="dump-") as scratch:
        dump = Path(scratch) / DUMP
        archive.extract(DUMP, dump)
        load(product.database.url, dump, manifest, Path(scratch) / "list")
    await product.database.open()
    try:
        tell("restore_step_compare")
        async with product.database.session() as session:
            _compare(manifest, await store.contents(session))
        async with product.database.transaction() as session:
            await store.settle_in(session)
            await session.execute(keep_after_restore(at))
            about = {"made_at": manifest.made_at, "rows": manifest.rows, "files": len(manifest.files)}
            await session.execute(entry(at, "backup_restored", None, None, about))
        if manifest.files:
            tell("restore_step_files")
        for member in manifest.files:
            await _store_file(product, archive, member.name, bytes.fromhex(member.sha256), member.size)
        if manifest.audit is not None:
            write_anchor(anchor_file(data_dir), Anchor(manifest.audit.seq, bytes.fromhex(manifest.audit.hash)))
    finally:
        await product.database.close()
    upgrade(product.database.url)
    if not had_key:
        return "none"
    return "same" if knows_mark(product, manifest.key) else "other"


def load(url: str, dump: Path, manifest: Manifest, listing: Path) -> None:
    """Run pg_restore into an empty database, in one transaction. Extensions are the server's business.

    Raises BackupRefused for an extension that the server does not have and that cannot be made, ToolFailed.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        number = connection.execute(b"SHOW server_version_num").fetchone()
        for name in manifest.extensions:
            try:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
            except psycopg.Error as error:
                if name != "vector":
                    raise BackupRefused("restore_extension_missing", extension=name) from error
    major = int(number[0]) // 10_000 if number else 0
    tool = find_tool("pg_restore", max(major, int(manifest.postgres.partition(".")[0] or 0)))
    listed = run_tool(tool, url, ["--list", str(dump)], named=False)
    kept = [line for line in listed.splitlines() if not (_LISTED.match(line) or _SCHEMA_PUBLIC.match(line))]
    listing.write_text("\n".join(kept) + "\n", "utf-8")
    options = ["--no-owner", "--no-acl", f"--use-list={listing}", str(dump)]
    if major < _KNOWS_ALL_SETTINGS:
        run_script(tool, url, options)
    else:
        run_tool(tool, url, ["--exit-on-error", "--single-transaction", *options])


def _compare(manifest: Manifest, found: Mapping[str, Table]) -> None:
    for name in sorted(manifest.tables.keys() | found.keys()):
        if manifest.tables.get(name) != found.get(name):
            raise BackupRefused("restore_table_differs", table=name)


async def _store_file(product: Product, archive: Archive, name: str, digest: bytes, size: int) -> None:
    if await product.files.size(digest) == size:
        return
    async with product.files.receive(size) as incoming:
        for chunk in archive.chunks(name):
            await incoming.write(chunk)
        if await incoming.finish() != digest:
            raise BackupRefused("backup_file_damaged", file=archive.path, part=name)
        await incoming.keep()
