"""The private database in a newer major version of PostgreSQL: a backup with the old one, restored with the new one."""

import asyncio
from pathlib import Path

from helpwright.entry.backup.bring_back import BroughtBack, bring_back
from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.make import make_backup
from helpwright.entry.data_dir import DataDir, attached_database
from helpwright.entry.serve_errors import AlreadyRunning
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import SystemClock
from helpwright.platform.postgres import find_binaries
from helpwright.platform.postgres.home import Home
from helpwright.platform.settings import Environment


def majors(data_dir: Path) -> tuple[int | None, int]:
    """Major version of the stored data (None: there is none), and that of the binaries a new database gets."""
    try:
        stored = Home(data_dir).stored_major()
    except ValueError as error:
        raise BackupRefused("postgres_cluster_damaged", folder=data_dir) from error
    return stored, find_binaries().major


def bring_to_newest(environment: Environment) -> tuple[Path, BroughtBack]:
    """Back up with the version that wrote the data, restore with the newest; the backup stays, and the old data too.

    Nothing may run on the folder. Raises AlreadyRunning, BackupRefused, or OtherMajorVersion when there are no binaries
    that read the data.
    """
    connection = DataDir(environment.data_dir).running()
    if connection is not None:
        raise AlreadyRunning(folder=environment.data_dir, address=connection.address)
    with attached_database(environment.data_dir, None) as url:
        made = asyncio.run(_back_up(Product.build(environment, url, connections=3)))
    return made, bring_back(environment, made, force=True, at=SystemClock().now())


async def _back_up(product: Product) -> Path:
    await product.database.open()
    try:
        return (await make_backup(product)).path
    finally:
        await product.database.close()
