"""Files in a bucket that nobody needs any more go; after a restore they stay a while for what was moved aside."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from helpwright.entry.backup.archive import open_archive
from helpwright.entry.backup.bring_back import fill
from helpwright.entry.backup.make import make_backup
from helpwright.entry.wiring import Product
from helpwright.platform.settings import Environment
from helpwright.records.files.purge import Purged, purge_files
from tests.support.bucket import BucketServer, bucket_server
from tests.support.office import MONDAY, TICKETS, Office, Person, StandingClock, open_office


@pytest.fixture(scope="module")
def server() -> Iterator[BucketServer]:
    with bucket_server() as running:
        yield running


def product_of(folder: Path, url: str, files_url: str, clock: StandingClock) -> Product:
    folder.mkdir(exist_ok=True)
    return replace(
        Product.build(Environment(folder, None, None, None, files_url, None), url, connections=12), clock=clock
    )


def names(server: BucketServer, bucket: str) -> set[str]:
    """The objects by what is in them, small pictures with their kind behind."""
    return {key.rpartition("/")[2] for key in server.keys(bucket)}


def named(*contents: bytes) -> set[str]:
    return {sha256(each).hexdigest() for each in contents}


async def uploaded(office: Office, content: bytes) -> str:
    sent = await office.browser().post("public/forms/ticket/files?field=attachments&name=a.txt", content=content)
    assert sent.status_code == 201, sent.text
    return str(sent.json()["id"])


async def purge(product: Product) -> Purged:
    return await purge_files(product.database, product.files, product.clock.now())


async def erased(boss: Person, ticket: str) -> None:
    wish = {"reason": "客户要求删除", "fields": ["attachments"]}
    done = await boss.post(f"{TICKETS}/{ticket}/erase-sensitive", json=wish)
    assert done.json()["files"] == 1, done.text


async def test_they_go_from_the_bucket(desk_url: str, server: BucketServer, tmp_path: Path) -> None:
    """Uploads without a record, files of erased people with their pictures, and what a killed process had sent."""
    bucket, clock = server.bucket(), StandingClock(MONDAY)
    product = product_of(tmp_path / "here", desk_url, server.url(bucket), clock)
    async with open_office(desk_url, tmp_path, product=product) as opened:
        office = replace(opened, clock=clock)
        boss = await office.person("老板", roles=["service_desk.supervisor"])
        kept, passport = await uploaded(office, b"kept"), await uploaded(office, b"passport")
        await office.submit(attachments=[kept])
        ticket = await office.submit(attachments=[passport])
        await uploaded(office, b"never saved")
        await product.files.put_derived(sha256(b"passport").digest(), "small", b"picture")
        async with product.files.receive() as incoming:
            await incoming.write(b"killed before the row")
            await incoming.finish()
            await incoming.keep()
        assert len(names(server, bucket)) == 5
        clock.advance(hours=2)
        await purge(product)
        assert names(server, bucket) >= named(b"kept", b"passport", b"never saved")
        clock.advance(hours=23)
        boss = await office.person("老板二", roles=["service_desk.supervisor"])
        await erased(boss, ticket.id)
        await purge(product)
        assert names(server, bucket) == named(b"kept")


async def test_after_a_restore_they_stay_for_what_was_moved_aside(
    desk_url: str, empty_database: Callable[[], str], server: BucketServer, tmp_path: Path
) -> None:
    bucket, clock = server.bucket(), StandingClock(MONDAY)
    before = product_of(tmp_path / "before", desk_url, server.url(bucket), clock)
    async with open_office(desk_url, tmp_path, product=before) as opened:
        office = replace(opened, clock=clock)
        passport = await office.submit(attachments=[await uploaded(office, b"passport")])
        later = await uploaded(office, b"saved later")
        archive = (await make_backup(before)).path
        await office.submit(attachments=[later])
        await office.submit(attachments=[await uploaded(office, b"sent later")])
    empty = empty_database()
    with open_archive(archive) as found:
        await fill(product_of(tmp_path / "after", empty, server.url(bucket), clock), found, at=clock.now())
    product = product_of(tmp_path / "after", empty, server.url(bucket), clock)
    async with open_office(empty, tmp_path, product=product) as opened:
        office = replace(opened, clock=clock)
        clock.advance(days=2)
        await erased(await office.person("老板", roles=["service_desk.supervisor"]), passport.id)
        assert (await purge(product)).rows == 2, "one was never saved here, one was erased"
        # The data that was moved aside could be put in its place again: its files are there.
        assert names(server, bucket) == named(b"saved later", b"sent later")
        clock.advance(days=29)
        await purge(product)
        assert names(server, bucket) == set(), "and when the time is over, they go"
