"""`helpwright backup`: the whole installation in one file, before or beside a running server."""

import argparse
import asyncio
from pathlib import Path

from helpwright.entry.backup.make import Made, make_backup
from helpwright.entry.backup.schedule import read_plan
from helpwright.entry.backup.sizes import readable
from helpwright.entry.refusals import complain_about
from helpwright.entry.serve_errors import CannotServe
from helpwright.entry.usable_database import usable_database
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Refusal
from helpwright.platform.database_url import DatabaseUnusable
from helpwright.platform.file_store import FilesUnreachable, place_of
from helpwright.platform.postgres import PostgresUnavailable
from helpwright.platform.secret_key import key_file
from helpwright.platform.sentences import Sentences
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--to", type=Path, metavar="DIR|FILE.tar")
    parser.add_argument("--with-secret-key", action="store_true")
    parser.add_argument(
        "--without-files", action="store_true", help="leave attachments out; copy their folder yourself"
    )
    parser.add_argument("--keep", type=int, metavar="N", help="remove all but the last N in that folder")
    parser.add_argument("--planned", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Make it; prints where it is."""
    environment = Environment.read(arguments.data_dir)
    try:
        with usable_database(environment) as url:
            made = asyncio.run(_back_up(Product.build(environment, url, connections=3), arguments))
    except (CannotServe, DatabaseUnusable, PostgresUnavailable):
        raise
    except FilesUnreachable as away:
        place = place_of(environment.files_url, environment.data_dir)
        complain("backup_files_away", place=place, reason=away.reason)
        return 1
    except Refusal as refusal:
        complain_about(refusal, Sentences.load())
        return 1
    tell(made, environment)
    return 0


def tell(made: Made, environment: Environment) -> None:
    """Say what was made, and what to beware of."""
    manifest = made.manifest
    say("backup_made", file=made.path, size=readable(made.size), rows=manifest.rows, files=len(manifest.files))
    if manifest.missing:
        complain("backup_missing_files", count=len(manifest.missing))
    if not manifest.holds_files:
        say("backup_without_files", place=place_of(environment.files_url, environment.data_dir))
    if manifest.holds_key:
        say("backup_key_inside")
    else:
        say("backup_key_outside", file=key_file(environment.data_dir, environment.secret_key_file))
    for path in made.removed:
        say("backup_removed", file=path)


async def _back_up(product: Product, arguments: argparse.Namespace) -> Made:
    await product.database.open()
    try:
        to, keep, files = arguments.to, arguments.keep, not arguments.without_files
        if arguments.planned:
            plan = await read_plan(product.database)
            to, keep, files = None if plan.folder is None else Path(plan.folder), plan.keep, plan.files
        return await make_backup(product, to, with_key=arguments.with_secret_key, with_files=files, keep=keep)
    finally:
        await product.database.close()
