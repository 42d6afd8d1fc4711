"""Remove what nobody needs any more: rows without a record, bytes without a row, uploads that died."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpwright.platform.database import Database, Statement
from helpwright.platform.file_store import FileStore
from helpwright.records.file_store import delete_unused, keep_strays, lock_content, referred, strays_kept
from helpwright.records.upload_store import delete_old, known_uploads

KEPT = timedelta(hours=24)
STRAYS_KEPT = timedelta(days=30)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows, contents and unfinished uploads went."""

    rows: int = 0
    contents: int = 0
    unfinished: int = 0


async def purge_files(database: Database, store: FileStore, now: datetime) -> Purged:
    """Delete files that are pending, or out of their record, for 24 hours; contents without a row; dead uploads.

    After a restore contents stay for a while (`keep_after_restore`), but for those of erased people.
    `now` is aware. May run beside uploads and beside itself; walks over all contents, so once an hour is often enough.
    """
    before = now - KEPT
    rows = contents = 0
    kept = bool(await database.all(strays_kept(now)))
    while True:
        (deleted,) = await database.write([delete_unused(before, _BATCH)])
        rows += len(deleted)
        going = {row["sha256"] for row in deleted if row["erased"] or not kept}
        contents += await _remove_unreferred(database, store, going)
        if len(deleted) < _BATCH:
            break
    if not kept:
        async for digests in store.digests():
            contents += await _remove_unreferred(database, store, digests)
    unfinished = await _purge_uploads(database, store, before) + await store.sweep(before)
    return Purged(rows, contents, unfinished)


def keep_after_restore(at: datetime) -> Statement:
    """The data that a restore has moved aside, or an installation beside this one, may need what this one does not."""
    return keep_strays(at + STRAYS_KEPT)


async def _remove_unreferred(database: Database, store: FileStore, digests: Iterable[bytes]) -> int:
    candidates = list(digests)
    if not candidates:
        return 0
    used = {row["sha256"] for row in await database.all(referred(candidates))}
    removed = 0
    for digest in candidates:
        if digest in used:
            continue
        # Under the lock an upload of the same content has either written its row or not yet moved its bytes.
        async with database.deciding([lock_content(digest), referred([digest])]) as decision:
            if not decision.rows[1]:
                removed += await store.remove(digest)
    return removed


async def _purge_uploads(database: Database, store: FileStore, before: datetime) -> int:
    """Uploads in pieces that never came to their end. The row goes first: pieces without one are found again."""
    count = 0
    while True:
        (deleted,) = await database.write([delete_old(before, _BATCH)])
        for row in deleted:
            await store.drop_parts(row["id"])
        count += len(deleted)
        if len(deleted) < _BATCH:
            break
    async for found in store.uploads():
        known = {row["id"] for row in await database.all(known_uploads(found))}
        for upload in found:
            if upload not in known:
                await store.drop_parts(upload)
                count += 1
    return count
