"""`helpwright _setup_link`: print the one-time link while nobody has an account."""

import argparse
import asyncio
from pathlib import Path

from helpwright.access.setup import create_setup_token
from helpwright.entry.data_dir import DataDir
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database import Database
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--address", required=True)


def run(arguments: argparse.Namespace) -> int:
    """Print it, or nothing when set-up is done or the server has ended meanwhile."""
    environment = Environment.read(arguments.data_dir)
    connection = DataDir(environment.data_dir).running()
    if connection is None:
        return 0
    token = asyncio.run(_token(Database(connection.database_url, size=1)))
    if token is not None:
        say("setup_link", link=f"{environment.public_url or arguments.address}/setup/{token}")
    return 0


async def _token(database: Database) -> str | None:
    await database.open()
    try:
        return await create_setup_token(database, SystemClock())
    finally:
        await database.close()
