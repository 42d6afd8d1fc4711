"""What is purged, when, and that it never takes what an upload at the same time needs."""

import asyncio
import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from helpwright.platform.database import Statement
from helpwright.platform.file_store import LocalFiles, open_file_store
from helpwright.records.files.purge import Purged, purge_files
from tests.records.files.conftest import MIB, PNG, START, Desk
from tests.support.bucket import bucket_server
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


class Killed(BaseException):
    """What a kill −9 is inside of the process: nothing catches it."""


class Dying(LocalFiles):
    """A store whose process is killed by its first deletion, before or after the bytes are gone."""

    after = False

    async def remove(self, digest: bytes) -> bool:
        if self.after:
            await super().remove(digest)
        raise Killed

    async def drop_parts(self, upload: UUID, name: str | None = None) -> None:
        if self.after:
            await super().drop_parts(upload, name)
        raise Killed


@pytest.mark.parametrize("after", [False, True])
async def test_killed_among_contents_nothing_dangles_and_nothing_is_lost(desk: Desk, after: bool) -> None:
    kept = await desk.uploaded(PNG, "kept.png")
    await desk.submitted(kept)
    await desk.uploaded(PNG, "same.png")
    await desk.uploaded(b"alone", "alone.txt")
    for path in desk.stored():
        await desk.store.put_derived(bytes.fromhex(path.name), "small", b"picture")
    desk.clock.advance(25 * HOUR)
    dying = Dying(desk.store.root, floor=0)
    dying.after = after
    with pytest.raises(Killed):
        await purge_files(desk.product.database, dying, desk.clock.now())
    for row in await desk.rows():
        assert await desk.store.size(row["sha256"]) == row["size"], "what a row refers to is there"
    await purge(desk)
    assert [str(row["id"]) for row in await desk.rows()] == [kept]
    assert [path.name.partition(".")[2] for path in desk.stored()] == ["", "small"]
    assert desk.stored()[0].read_bytes() == PNG


@pytest.mark.parametrize("after", [False, True])
async def test_killed_among_parts_nothing_dangles(desk: Desk, after: bool) -> None:
    body = {"name": "a.png", "size": MIB, "field": "proof"}
    upload = (await desk.browser().post("public/forms/ticket/uploads", json=body)).json()["id"]
    sent = await desk.browser().patch(f"public/uploads/{upload}", params={"offset": 0}, content=PNG * 300)
    assert sent.status_code == 200, sent.text
    desk.clock.advance(25 * HOUR)
    dying = Dying(desk.store.root, floor=0)
    dying.after = after
    with pytest.raises(Killed):
        await purge_files(desk.product.database, dying, desk.clock.now())
    assert (await desk.browser().get(f"public/uploads/{upload}")).status_code == 404
    assert await purge(desk) == Purged(unfinished=0 if after else 1)
    assert not list((desk.store.root / "parts").glob("*"))


async def test_a_bucket_is_purged_alike(desk: Desk, tmp_path: Path) -> None:
    await desk.submitted(await desk.uploaded(PNG, "kept.png"))
    digest, alone = (await desk.rows())[0]["sha256"], sha256(b"alone").digest()
    await desk.uploaded(b"alone", "alone.txt")
    with bucket_server() as server:
        bucket = server.bucket()
        store = open_file_store(server.url(bucket), tmp_path / "machine")
        for content in (PNG, b"alone"):
            async with store.receive() as incoming:
                await incoming.write(content)
                await incoming.finish()
                await incoming.keep()
        for each in (digest, alone):
            await store.put_derived(each, "small", b"picture")
        async with store.receive() as incoming:
            await incoming.write(b"part")
            await incoming.finish()
            await incoming.keep_part(UUID(int=1), "x")
        desk.clock.advance(25 * HOUR)
        now = desk.clock.now()
        assert await purge_files(desk.product.database, store, now) == Purged(rows=1, contents=1, unfinished=1)
        assert [key.rpartition("/")[2] for key in server.keys(bucket)] == [digest.hex(), f"{digest.hex()}.small"]
