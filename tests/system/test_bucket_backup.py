"""Files in a bucket: rehearsed, brought to a new machine with an empty bucket, and to one that has the same bucket."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from helpwright.entry.backup.archive import read_manifest
from tests.support.bucket import BucketServer, bucket_server
from tests.support.product import Client, Product, environment

PROOF, LATER = "设备照片：门口的机柜\n".encode() * 900_000, b"sent after the backup"


@pytest.fixture(scope="module")
def server() -> Iterator[BucketServer]:
    with bucket_server() as running:
        yield running


def done(files_url: str, *arguments: str | Path) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "helpwright.entry.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment({"HELPWRIGHT_FILES_URL": files_url}),
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def sent(client: Client, content: bytes) -> str:
    """A ticket with that attachment; its id."""
    file = client.post(
        "/public/forms/ticket/files", params={"field": "attachments", "name": "a.txt"}, files={"file": content}
    )
    assert file.status_code == 201, file.text
    ticket: str = client.submit(attachments=[file.json()["id"]])["id"]
    return ticket


def opens(product: Product, ticket: str, content: bytes) -> None:
    with Client(product) as client:
        client.sign_in()
        record = client.get(f"/forms/ticket/records/{ticket}").json()
        assert client.get(f"/files/{record['values']['attachments'][0]}").content == content


def test_rehearsed_and_brought_to_two_machines(make_product: Callable[..., Product], server: BucketServer) -> None:
    first, second = server.bucket(), server.bucket()
    product = make_product(files_url=server.url(first))
    archive, without = product.data_dir.parent / "with.tar", product.data_dir.parent / "without.tar"
    product.start()
    with Client(product) as client:
        ticket = sent(client, PROOF)
        done(server.url(first), "backup", "--data-dir", product.data_dir, "--to", archive)
        told = done(server.url(first), "backup", "--data-dir", product.data_dir, "--to", without, "--without-files")
        assert f"s3://{first}" in told, "what is to be copied another way is named"
        assert "hush" not in told
        sent(client, LATER)
    content = [sha256(PROOF).hexdigest()]
    assert [each.sha256 for each in read_manifest(archive).files] == content
    before = server.hashes(first)
    drilled = done(server.url(first), "restore", archive, "--drill", "--data-dir", product.data_dir)
    assert "1 file are as backed up" in drilled
    assert server.hashes(first) == before, "a rehearsal leaves the bucket alone"
    product.stop()
    assert not [path for path in (product.data_dir / "files").rglob("*") if path.is_file()]

    # A new machine, a new bucket.
    other = make_product(empty=True, files_url=server.url(second))
    done(server.url(second), "restore", archive, "--data-dir", other.data_dir)
    assert [key.rpartition("/")[2] for key in server.keys(second)] == content
    other.start()
    opens(other, ticket, PROOF)
    other.stop()

    # A new machine, the same bucket with what came later in it; once with files in the archive, once without.
    for each in (archive, without):
        again = make_product(empty=True, files_url=server.url(first))
        told = done(server.url(first), "restore", each, "--data-dir", again.data_dir)
        assert (f"s3://{first}" in told) is (each is without)
        assert server.hashes(first) == before, "what is there is not sent again, and nothing is removed"
        again.start()
        opens(again, ticket, PROOF)
        again.stop()
