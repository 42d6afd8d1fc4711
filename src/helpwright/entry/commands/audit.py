"""`helpwright audit verify`: whether the audit is as it was sealed; before or beside a running server."""

import argparse
import asyncio
from pathlib import Path

from helpwright.access.operations.audit import verify
from helpwright.access.sealing import anchor_file
from helpwright.entry.usable_database import usable_database
from helpwright.platform.database import Database
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say

INTACT, BROKEN, UNREADABLE = 0, 1, 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("act", choices=("verify",))
    parser.add_argument("--data-dir", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """0 when the chain is whole, 1 with the first broken entry, 2 when the anchor cannot be read."""
    environment = Environment.read(arguments.data_dir)
    with usable_database(environment) as url:
        return asyncio.run(examine(url, environment.data_dir))


async def examine(url: str, data_dir: Path) -> int:
    """Look at the audit of the database behind the URL, against the anchor in the folder; the exit status."""
    database = Database(url, size=1)
    await database.open()
    try:
        check, waiting = await verify(database, data_dir)
    except ValueError:
        complain("audit_anchor_unreadable", file=anchor_file(data_dir))
        return UNREADABLE
    finally:
        await database.close()
    if check.problem is not None:
        complain(check.problem, seq=check.seq, id=check.id, file=anchor_file(data_dir))
        return BROKEN
    say("audit_intact", sealed=check.last.seq, waiting=waiting)
    if check.anchor is None and check.last.seq:
        say("audit_without_anchor", file=anchor_file(data_dir))
    return INTACT
