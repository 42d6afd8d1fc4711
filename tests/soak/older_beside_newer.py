"""An upgrade while people work: the version before runs on while the tables are brought to this one, and beside it.

python -m tests.soak.older_beside_newer [--commit C] [--minutes 2] [--tickets 300] [--seed N]

The older program is taken from the history of the checkout: the newest commit whose tables are not of this version, or
the one that is named. In quarters of the time: it alone, the tables made newer under it; its worker and web process
killed and started again on the newer tables, a server of this version beside it on the same database; that one alone.
Ends with 1 when anything was refused, lost, doubled or stuck.
"""

import argparse
import asyncio
import io
import os
import random
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

import httpx

from helpwright.platform.migrations.version import HEAD
from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.processes import wait_until
from tests.support.product import Product, environment, named, scratch_folder, set_up
from tests.support.smtp import smtp_server
from tests.support.storm import Storm
from tests.support.storm_truths import calm, truths

ROOT: Final = Path(__file__).parents[2]
_VERSION: Final = "src/helpwright/platform/migrations/version.py"
_CALM_SECONDS: Final = 300.0


@dataclass
class Upgrade(Storm):
    """`product` is the older one; `newer` is started on the way, and is `product` in the end."""

    newer: Product | None = None
    doors: list[Product] = field(default_factory=list)

    def _choose_door(self, client: httpx.AsyncClient) -> None:
        door = random.choice(self.doors)  # noqa: S311 -- no secret
        client.base_url = httpx.URL(f"{door.url}/api/v1")

    async def _weather(self) -> None:
        assert self.newer is not None
        await self._until(0.25)
        began = monotonic()
        await asyncio.to_thread(migrate, self.product)
        self._note(f"tables of version {HEAD} after {monotonic() - began:.1f} s")
        await self._until(0.5)
        await asyncio.to_thread(self.product.kill, "worker", "web")
        self.kills["worker"] += 1
        await asyncio.to_thread(self.newer.start)
        self.doors.append(self.newer)
        self._note("both run")
        await self._until(0.75)
        self.doors.remove(self.product)
        await asyncio.to_thread(self.product.stop)
        self.product = self.newer
        self._note("the newer alone")
        await self._until(1.0)

    async def _until(self, share: float) -> None:
        await asyncio.sleep(max(0.0, self._began + share * self.seconds - monotonic()))

    def _note(self, what: str) -> None:
        self.tell(f"{monotonic() - self._began:7.1f} s  {what}; {len(self.acknowledged.numbers)} tickets")


def migrate(product: Product) -> None:
    """By this version, as on another machine."""
    subprocess.run(
        [sys.executable, "-m", "helpwright.entry.cli", "migrate", "--data-dir", f"{product.data_dir}-migrate"],
        check=True,
        env=environment(named(product.outside)),
    )


def older_commit() -> str:
    """The newest one of the main line with other tables."""
    for commit in _git("log", "--first-parent", "--format=%H").decode().split():
        if f'HEAD = "{HEAD}"' not in _git("show", f"{commit}:{_VERSION}").decode():
            return commit
    raise SystemExit("the history of this checkout holds no version with other tables")


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


def unpack(commit: str, folder: Path) -> Path:
    """The program of a commit; its folder `src`."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, "src", "blueprints"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "src"


def complaints(arguments: argparse.Namespace) -> list[str]:
    """What did not hold."""
    with scratch_folder("hw-upgrade-") as folder, smtp_server() as (inbox, smtp_url):
        folder.chmod(0o711)
        commit = arguments.commit or older_commit()
        source = unpack(commit, folder / "older")
        sys.stdout.write(f"the older one is {commit[:12]}; seed {arguments.seed}\n")
        server = EmbeddedPostgres(folder / "database", durable=False)
        products: list[Product] = []
        try:
            url = server.start()
            set_up(folder / "data-older", url, source=source)
            for name, where in (("data-older", source), ("data-newer", None)):
                more = ("--processes", "2")
                products.append(Product(folder / name, smtp_url=smtp_url, options=more, outside=url, source=where))
            older, newer = products
            newer.data_dir.mkdir()
            (newer.data_dir / "secret.key").write_bytes((older.data_dir / "secret.key").read_bytes())
            (newer.data_dir / "secret.key").chmod(0o600)
            older.start()
            storm = Upgrade(
                older,
                tickets=arguments.tickets,
                seconds=60 * arguments.minutes,
                seed=arguments.seed,
                tell=lambda line: sys.stdout.write(f"{line}\n"),
                newer=newer,
                doors=[older],
            )
            asyncio.run(_story(storm))
            found = [] if wait_until(newer.healthy, 60) else ["not healthy after a minute"]
            found += [*calm(newer, _CALM_SECONDS), *truths(storm, inbox)]
            if found:
                sys.stdout.write(older.log.read_text()[-4000:] + newer.log.read_text()[-4000:])
            return found
        finally:
            for product in products:
                product.clean_up()
            server.stop()


async def _story(storm: Upgrade) -> None:
    await storm.run(storm.staff())


def main() -> int:
    """0 when all holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commit")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--tickets", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    found = complaints(parser.parse_args())
    sys.stdout.write("".join(f"{each}\n" for each in found) or "nothing was refused, lost, doubled or stuck\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
