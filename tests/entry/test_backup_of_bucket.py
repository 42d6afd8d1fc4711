"""Files in a bucket are part of a backup, and come back into whichever place is set then."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from helpwright.entry.backup.archive import open_archive
from helpwright.entry.backup.bring_back import fill
from helpwright.entry.backup.make import make_backup
from helpwright.entry.backup.schedule import read_state
from helpwright.entry.cli import main
from helpwright.entry.doctor.examine import CHECKS, told
from helpwright.entry.doctor.kind import Result, Scene
from helpwright.entry.wiring import Product
from helpwright.kernel.ids import new_id
from helpwright.platform.file_store import FilesUnreachable
from helpwright.platform.settings import Environment
from helpwright.records.file_store import NewFile, add_file
from tests.support.bucket import BucketServer, bucket_server
from tests.support.postgres import DatabaseServer

CONTENT = os.urandom(300_000) * 40
DIGEST = sha256(CONTENT).digest()


@pytest.fixture(scope="module")
def server() -> Iterator[BucketServer]:
    with bucket_server() as running:
        yield running


@asynccontextmanager
async def product_of(data_dir: Path, database: str, files_url: str) -> AsyncIterator[Product]:
    await asyncio.to_thread(data_dir.mkdir, exist_ok=True)
    product = Product.build(Environment(data_dir, None, None, None, files_url, None), database, connections=3)
    await product.database.open()
    yield product
    await product.database.close()


async def store_file(product: Product) -> None:
    async with product.files.receive() as incoming:
        await incoming.write(CONTENT)
        await incoming.finish()
        await incoming.keep()
    now = product.clock.now()
    file = NewFile(new_id(), DIGEST, "a.bin", len(CONTENT), "application/octet-stream", "x.y", "z", now, None)
    await product.database.write([add_file(file)])


async def test_there_and_back(
    new_database: Callable[[], str], database_server: DatabaseServer, server: BucketServer, tmp_path: Path
) -> None:
    first, second = server.bucket(), server.bucket()
    async with product_of(tmp_path / "here", new_database(), server.url(first)) as product:
        await store_file(product)
        made = await make_backup(product)
    assert [member.sha256 for member in made.manifest.files] == [DIGEST.hex()]
    assert made.manifest.missing == []
    empty = new_database()
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute(b"DROP SCHEMA IF EXISTS helpwright, rollup CASCADE")
    folder = tmp_path / "there"
    folder.mkdir()
    other = Product.build(Environment(folder, None, None, None, server.url(second), None), empty, connections=2)
    with open_archive(made.path) as archive:
        await fill(other, archive, at=other.clock.now())
    assert [key.rpartition("/")[2] for key in server.keys(second)] == [DIGEST.hex()]
    assert b"".join([piece async for piece in other.files.read(DIGEST, 0, len(CONTENT))]) == CONTENT


async def test_a_bucket_that_does_not_answer_fails_the_backup(
    new_database: Callable[[], str], server: BucketServer, tmp_path: Path
) -> None:
    database = new_database()
    async with product_of(tmp_path / "here", database, server.url(server.bucket())) as product:
        await store_file(product)
    async with product_of(tmp_path / "here", database, server.url("gone")) as product:
        with pytest.raises(FilesUnreachable):
            await make_backup(product)
        assert list((tmp_path / "here" / "backups").iterdir()) == []
        failure = (await read_state(product.database))["failure"]
        assert "NoSuchBucket" in failure["reason"]
        finding = await CHECKS["backup"].look(Scene(product.environment, product.clock.now(), product))
        assert (finding.level, finding.code) == ("bad", "files_away")
        words = told(Result("backup", finding, 1.0), "en")
        assert "s3://gone/desk/files" in words["text"]
        assert "folder" not in words["advice"]


def test_the_command_says_which_bucket_failed_and_why(
    new_database: Callable[[], str],
    server: BucketServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database, folder = new_database(), tmp_path / "here"

    async def begin() -> None:
        async with product_of(folder, database, server.url(server.bucket())) as product:
            await store_file(product)

    asyncio.run(begin())
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", database)
    monkeypatch.setenv("HELPWRIGHT_FILES_URL", server.url("gone"))
    assert main(["backup", "--data-dir", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "s3://gone/desk/files" in said
    assert "NoSuchBucket" in said
    assert "hush" not in said
