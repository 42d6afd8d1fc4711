"""What is purged, when, and that it never takes what an upload at the same time needs."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from helpwright.platform.database import Statement
from helpwright.platform.file_store import LocalFiles
from helpwright.records.files.purge import Purged, purge_files
from tests.records.files.conftest import PNG, START, Desk
from tests.support.until import until

HOUR = timedelta(hours=1)


async def purge(desk: Desk) -> Purged:
    return await purge_files(desk.product.database, desk.store, desk.clock.now())


async def test_pending_files_go_after_a_day(desk: Desk) -> None:
    await desk.uploaded(PNG)
    desk.clock.advance(23 * HOUR)
    young = await desk.uploaded(b"young", "a.txt")
    assert await purge(desk) == Purged()
    desk.clock.advance(2 * HOUR)
    assert await purge(desk) == Purged(rows=1, contents=1)
    assert [str(row["id"]) for row in await desk.rows()] == [young]
    assert [path.read_bytes() for path in desk.stored()] == [b"young"]


async def test_linked_files_stay(desk: Desk) -> None:
    await desk.submitted(await desk.uploaded(PNG))
    desk.clock.advance(1000 * HOUR)
    assert await purge(desk) == Purged()
    assert len(desk.stored()) == 1


async def test_content_stays_as_long_as_one_file_has_it(desk: Desk) -> None:
    await desk.submitted(await desk.uploaded(PNG, "kept.png"))
    await desk.uploaded(PNG, "dropped.png")
    desk.clock.advance(25 * HOUR)
    assert await purge(desk) == Purged(rows=1)
    assert len(desk.stored()) == 1


async def test_an_orphaned_file_goes_a_day_after_it_left_its_record(desk: Desk) -> None:
    kept, dropped = await desk.uploaded(b"kept", "a.txt"), await desk.uploaded(PNG)
    record = await desk.submitted(kept, dropped)
    agent = await desk.person("agent", ["desk.agent"], ["desk.east"])
    desk.clock.advance(100 * HOUR)
    agent = await desk.person("agent2", ["desk.agent"], ["desk.east"])
    answer = await agent.patch(f"forms/ticket/records/{record}", json={"values": {"proof": [kept]}})
    assert answer.status_code == 200, answer.text
    desk.clock.advance(23 * HOUR)
    await agent.patch(f"forms/ticket/records/{record}", json={"values": {"subject": "Another change"}})
    assert await purge(desk) == Purged()
    desk.clock.advance(2 * HOUR)
    assert await purge(desk) == Purged(rows=1, contents=1)
    assert [row["id"] for row in await desk.rows()] == [UUID(kept)]


async def test_bytes_without_a_row_and_dead_uploads_go(desk: Desk) -> None:
    await desk.submitted(await desk.uploaded(PNG))
    stray = desk.store.path(bytes(32))
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"moved in, and the server was killed before the row was there")
    foreign = stray.with_name("README")
    foreign.write_text("put here by the administrator")
    old, fresh = desk.store.root / "tmp" / "old", desk.store.root / "tmp" / "fresh"
    for path, hours in ((old, 25), (fresh, 1)):
        path.write_bytes(b"half an upload")
        written = (START - hours * HOUR).timestamp()
        os.utime(path, (written, written))
    assert await purge(desk) == Purged(contents=1, unfinished=1)
    assert (stray.exists(), foreign.exists(), old.exists(), fresh.exists()) == (False, True, False, True)


async def test_more_rows_than_one_batch_go(desk: Desk) -> None:
    sql = """INSERT INTO files (id, state, sha256, name, size, type, form, field, created_at)
        SELECT gen_random_uuid(), 'pending', sha256(n::text::bytea), 'a', 1, 'a', 'desk.ticket', 'proof', %(at)s
        FROM generate_series(1, 1203) AS n"""
    await desk.product.database.write([Statement(sql, {"at": START - 25 * HOUR})])
    assert (await purge(desk)).rows == 1203


class SlowToRemove(LocalFiles):
    """Stops just before it removes a content."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, floor=0)
        self.reached = asyncio.Event()
        self.go = asyncio.Event()

    async def remove(self, digest: bytes) -> bool:
        self.reached.set()
        await self.go.wait()
        return await super().remove(digest)


async def test_an_upload_waits_for_the_purge_of_the_same_content(desk: Desk) -> None:
    await desk.uploaded(PNG)
    desk.clock.advance(25 * HOUR)
    slow = SlowToRemove(desk.store.root)
    purging = asyncio.create_task(purge_files(desk.product.database, slow, desk.clock.now()))
    await slow.reached.wait()
    uploading = asyncio.create_task(desk.uploaded(PNG))

    async def waits() -> bool:
        sql = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return uploading.done() or bool(await desk.product.database.all(Statement(sql)))

    await until(waits)
    slow.go.set()
    assert (await purging).contents == 1
    uploaded = await uploading
    assert [str(row["id"]) for row in await desk.rows()] == [uploaded]
    assert [path.read_bytes() for path in desk.stored()] == [PNG]


async def test_purges_and_uploads_of_the_same_content_in_any_order_lose_nothing(desk: Desk) -> None:
    for n in range(5):
        await desk.uploaded(PNG)
        desk.clock.advance(25 * HOUR)
        uploads = [desk.uploaded(PNG, f"{n}-{each}.png") for each in range(3)]
        await asyncio.gather(*uploads, purge(desk), purge(desk))
        assert [path.read_bytes() for path in desk.stored()] == [PNG]
        assert len(await desk.rows()) == 3
    assert not desk.unfinished()


async def test_two_purges_at_once_do_each_thing_once(desk: Desk) -> None:
    for n in range(20):
        await desk.uploaded(b"content %d" % n, "a.txt")
    desk.clock.advance(25 * HOUR)
    found = await asyncio.gather(purge(desk), purge(desk), purge(desk))
    assert sum(each.rows for each in found) == 20
    assert sum(each.contents for each in found) == 20
    assert not desk.stored()
