"""`helpwright restore FILE`: bring a backup back; `--drill` rehearses it and changes nothing."""

import argparse
import asyncio
from pathlib import Path

from helpwright.entry.backup.archive import archives_in
from helpwright.entry.backup.bring_back import bring_back
from helpwright.entry.backup.drill import Drill, note_drill, rehearse
from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.make import default_folder
from helpwright.entry.backup.schedule import read_plan
from helpwright.entry.usable_database import usable_database
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import SystemClock
from helpwright.platform.file_store import place_of
from helpwright.platform.secret_key import key_file
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE.tar", help="with --drill the newest by default")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument(
        "--force", action="store_true", help="also into a place that is not empty; what is there is kept"
    )
    parser.add_argument("--drill", action="store_true", help="restore into a scratch place, compare, report")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="for --drill: where there is room")


def run(arguments: argparse.Namespace) -> int:
    """0 when all of it came back, 1 when not."""
    environment = Environment.read(arguments.data_dir)
    try:
        return _rehearse(environment, arguments) if arguments.drill else _restore(environment, arguments)
    except OSError as error:
        raise BackupRefused("restore_not_written", reason=error.strerror or error) from error


def _restore(environment: Environment, arguments: argparse.Namespace) -> int:
    if arguments.file is None:
        raise BackupRefused("restore_file_needed")
    back = bring_back(environment, arguments.file, force=arguments.force, at=SystemClock().now(), tell=say)
    manifest = back.manifest
    say("restore_done", made_at=manifest.made_at, rows=manifest.rows, files=len(manifest.files))
    if not manifest.holds_files:
        say("restore_without_files", place=place_of(environment.files_url, environment.data_dir))
    if back.aside is not None:
        say("restore_aside", place=back.aside)
    if back.key != "same":
        file = key_file(environment.data_dir, environment.secret_key_file)
        complain(f"restore_key_{back.key}", file=file)
    return 0


def _rehearse(environment: Environment, arguments: argparse.Namespace) -> int:
    with usable_database(environment) as url:
        file = arguments.file or asyncio.run(_newest(environment, Product.build(environment, url, connections=1)))
        say("drill_begun", file=file)
        drill = rehearse(environment, file, arguments.scratch)
        asyncio.run(_note(Product.build(environment, url, connections=1), drill))
    about = drill.to_json()
    if drill.problem is None:
        say("drill_done", **about)
        return 0
    complain("drill_journals_differ" if drill.differing else "drill_audit_broken", **about)
    return 1


async def _newest(environment: Environment, product: Product) -> Path:
    await product.database.open()
    try:
        plan = await read_plan(product.database)
    finally:
        await product.database.close()
    folder = default_folder(environment.data_dir) if plan.folder is None else Path(plan.folder)
    found = archives_in(folder)
    if not found:
        raise BackupRefused("backup_none", folder=folder)
    return found[0]


async def _note(product: Product, drill: Drill) -> None:
    await product.database.open()
    try:
        await note_drill(product, drill)
    finally:
        await product.database.close()
