"""`helpwright migrate`: bring the tables to this release's version; with `--postgres` the private database itself."""

import argparse
from pathlib import Path

from helpwright.entry.backup.newer_postgres import bring_to_newest, majors
from helpwright.entry.usable_database import usable_database
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--postgres", action="store_true", help="move the private database to the newest PostgreSQL")


def run(arguments: argparse.Namespace) -> int:
    """Upgrade; the tables before or beside a running server, PostgreSQL only when none runs."""
    environment = Environment.read(arguments.data_dir)
    if not arguments.postgres:
        with usable_database(environment) as url:
            upgrade(url)
        return 0
    if environment.database_url is not None:
        complain("migrate_postgres_not_ours")
        return 1
    stored, newest = majors(environment.data_dir)
    if stored is None or stored >= newest:
        say("migrate_postgres_current", version=newest if stored is None else stored)
        return 0
    made, back = bring_to_newest(environment)
    say("migrate_postgres_done", old=stored, new=newest, file=made)
    if back.aside is not None:
        say("restore_aside", place=back.aside)
    return 0
