"""An installation on the oldest PostgreSQL that is moved to the one of the wheel by the command, as a person does."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import psycopg

from helpwright.entry.data_dir import attached_database
from helpwright.entry.put_in_place import BUILDING
from helpwright.platform.processes import wait_until
from helpwright.platform.terminal import sentence
from tests.support.older_postgres import MAJOR, make_data
from tests.support.product import Client, Product, environment, set_up

PROOF: Final = "设备照片：门口的机柜\n".encode()
STEPS: Final = (
    "migrate_postgres_old",
    "migrate_postgres_backup",
    "restore_step_load",
    "restore_step_compare",
    "restore_step_place",
)


def make_older(data_dir: Path) -> str:
    """A data folder of the old version with one ticket that has an attachment; the ticket's id."""
    make_data(data_dir)
    set_up(data_dir)
    product = Product(data_dir)
    try:
        product.start()
        with Client(product) as client:
            sent = client.post(
                "/public/forms/ticket/files",
                params={"field": "attachments", "name": "a.txt"},
                files={"file": PROOF},
            )
            ticket: str = client.submit(attachments=[sent.json()["id"]])["id"]
            client.sign_in()
            assert wait_until(lambda: bool(client.get(f"/forms/ticket/records/{ticket}/flow").json()["tasks"]), 30)
    finally:
        product.clean_up()
    return ticket


def major(data_dir: Path) -> int:
    """The version that wrote the data."""
    return int((data_dir / "postgres" / "cluster" / "PG_VERSION").read_text())


def migrate(data_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`helpwright migrate --postgres`, waited for."""
    return subprocess.run(command(data_dir, *options), capture_output=True, text=True, check=False, env=environment())


def command(data_dir: Path, *options: str) -> list[str]:
    """How it is started."""
    return [
        *(sys.executable, "-m", "helpwright.entry.cli", "migrate", "--postgres"),
        *("--data-dir", str(data_dir), *options),
    ]


def kill_at(step: str, data_dir: Path, ticket: str) -> None:
    """Kill −9 it when it has told this step: the old data is in place, nothing else is."""
    running = subprocess.Popen(
        command(data_dir), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    )
    assert running.stdout is not None
    wanted = sentence(step, {}, "en")
    assert any(line.rstrip() == wanted for line in running.stdout)
    running.kill()
    running.stdout.close()
    assert running.wait(20) == -signal.SIGKILL
    assert major(data_dir) == MAJOR
    assert tickets(data_dir) == {ticket}
    assert not (data_dir / BUILDING).exists(), "nothing half made is left"


def tickets(data_dir: Path) -> set[str]:
    """Ids of all tickets; no server runs."""
    with attached_database(data_dir, None) as url, psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("SELECT id::text FROM service_desk.ticket")}


def works(product: Product, *wanted: str) -> str:
    """The server runs, has these tickets and no others, and takes one more, which it answers; that it ends."""
    product.start()
    with Client(product) as client:
        client.sign_in()
        found = {each["id"] for each in product.sql("SELECT id::text FROM service_desk.ticket")}
        assert found == set(wanted)
        record = client.get(f"/forms/ticket/records/{wanted[0]}").json()
        assert client.get(f"/files/{record['values']['attachments'][0]}").content == PROOF
        new: str = client.submit()["id"]
        assert wait_until(lambda: bool(client.get(f"/forms/ticket/records/{new}/flow").json()["tasks"]), 30)
    product.stop()
    return new
