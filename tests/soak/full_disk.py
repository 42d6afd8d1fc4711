"""A disk without room: said in words, nothing acknowledged is lost, and all goes on once there is room again."""

import errno
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Self

import httpx
import psycopg

from helpwright.platform.processes import wait_until
from tests.support.product import Client, Product, scratch_folder, set_up, submission

MEBIBYTE = 1024 * 1024
DISK = 640 * MEBIBYTE
WRITERS = 6
LONG_SECONDS = 60.0
BACK_SECONDS = 60.0
TRIED_SECONDS = 5.0
MUCH = "SELECT pg_logical_emit_message(true, 'much', repeat('x', 1000000))"


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of its own that can be filled; only root can make one, and it is root who runs these tests."""
    with scratch_folder("hw-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0711", "tmpfs", str(folder)], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(ballast: Path) -> None:
    """Take all the room there is, to the last page."""
    with suppress(OSError), ballast.open("ab", buffering=0) as out:
        for size in (MEBIBYTE, 4096):
            with suppress(OSError):
                while out.write(bytes(size)) == size:
                    pass
    assert os.statvfs(ballast.parent).f_bavail * 4096 < MEBIBYTE, errno.ENOSPC


class Writers:
    """Customers with much to say, who go on whatever they are answered."""

    def __init__(self, product: Product) -> None:
        self.acknowledged: dict[str, str] = {}
        self.problems: Counter[tuple[int, str]] = Counter()
        self.unclear: list[str] = []
        self._url = f"{product.url}/api/v1/public/forms/ticket/submissions"
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(WRITERS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def _write(self) -> None:
        with httpx.Client(timeout=25, trust_env=False, headers={"Accept-Language": "en"}) as client:
            while not self._stop.is_set():
                with suppress(httpx.TransportError):
                    self._take(client.post(self._url, json=submission(description=token_urlsafe(14_000))))

    def _take(self, answer: httpx.Response) -> None:
        if answer.status_code == 201:
            self.acknowledged[answer.json()["id"]] = answer.json()["number"]
            return
        problem: dict[str, Any] = answer.json()
        self.problems[answer.status_code, problem["code"]] += 1
        if len(problem["detail"]) < 20 or not answer.headers.get("Retry-After", "1").isdigit():
            self.unclear.append(answer.text)
        self._stop.wait(0.05)


@contextmanager
def product_on(disk: Path) -> Iterator[Product]:
    """The running example, with all that it keeps on this disk."""
    set_up(disk / "data")
    running = Product(disk / "data", options=("--processes", "2"))
    # What it has to say goes to the same disk, as where somebody started it with `> helpwright.log`.
    assert running.log.parent == disk
    try:
        running.start()
        yield running
    finally:
        running.clean_up()


def ended(product: Product, before: list[int]) -> bool:
    """Write more into the database's log until it finds no room, ends, and is another one."""
    with suppress(psycopg.Error):
        product.sql(MUCH)
    return product.parts()["database"] != before


def outlive(product: Product) -> int:
    """Fill the disk, wait, make room; how many tickets were acknowledged and found again."""
    ballast = product.data_dir.parent / "ballast"
    with Client(product, language="en") as boss:
        boss.sign_in()
        first = boss.submit()
        before = product.parts()
        fill(ballast)
        sent = boss.post("/public/forms/ticket/files", params={"field": "attachments", "name": "a.txt"}, content=b"a")
        assert (sent.status_code, sent.json()["code"]) == (507, "storage_full")
        disk = next(each for each in boss.get("/admin/health").json()["checks"] if each["check"] == "disk")
        assert disk["level"] == "bad"
        with Writers(product) as writers:
            assert wait_until(lambda: writers.problems.total() > 20, LONG_SECONDS)
            # Until the database's own log has no room either: it ends, and cannot start.
            assert wait_until(lambda: ended(product, before["database"]), LONG_SECONDS, pause=0.01)
            gone = wait_until(lambda: product.process is None or product.process.poll() is not None, TRIED_SECONDS)
            assert not gone, product.log.read_text(errors="replace")[-4000:]
            assert set(writers.problems) <= {
                (503, "storage_full"), (507, "storage_full"), (503, "database_unavailable"), (503, "try_again"),
            }  # fmt: skip
            assert writers.unclear == []
            ballast.unlink()
            had = len(writers.acknowledged)
            assert wait_until(lambda: len(writers.acknowledged) > had + 5, BACK_SECONDS, pause=0.1)
        stored = {str(row["id"]): row["number"] for row in product.sql("SELECT id, number FROM service_desk.ticket")}
        assert writers.acknowledged.items() | {(first["id"], first["number"])} <= stored.items()
        assert product.parts()["supervisor"] == before["supervisor"]
        mails = "SELECT count(*) AS n FROM messages WHERE via = 'mail' AND state = 'trial'"
        assert wait_until(lambda: product.sql(mails)[0]["n"] == len(stored), BACK_SECONDS, pause=0.2)
    return len(stored)


def main() -> int:
    """Says how it went, or that nobody but root can try it."""
    if os.geteuid() != 0:
        sys.stderr.write("not tried: only root can make a file system of its own to fill\n")
        return 0
    with small_disk() as disk, product_on(disk) as product:
        sys.stdout.write(f"told and outlived; {outlive(product)} tickets found again\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
