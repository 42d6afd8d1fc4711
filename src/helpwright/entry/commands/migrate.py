"""`helpwright migrate`: bring the tables to this release's version; with `--postgres` the private database itself."""

import argparse
from pathlib import Path

from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.newer_postgres import bring_to_newest, go_back, majors, remove_older
from helpwright.entry.usable_database import usable_database
from helpwright.kernel.clock import SystemClock
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.migrations.version import HEAD, QUESTION
from helpwright.platform.postgres import ask
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--postgres", action="store_true", help="move the private database to the newest PostgreSQL")
    after = parser.add_mutually_exclusive_group()
    after.add_argument("--confirm", action="store_true", help="with --postgres: all is well, remove the old data")
    after.add_argument("--back", action="store_true", help="with --postgres: put the old data in its place again")


def run(arguments: argparse.Namespace) -> int:
    """Upgrade; the tables before or beside a running server, PostgreSQL only when none runs."""
    environment = Environment.read(arguments.data_dir)
    if not (arguments.postgres or arguments.confirm or arguments.back):
        with usable_database(environment) as url:
            stored = ask(url, QUESTION)
            if stored is not None and stored > HEAD:
                complain("migrate_newer", stored=stored, wanted=HEAD)
                return 1
            upgrade(url)
        return 0
    if environment.database_url is not None:
        complain("migrate_postgres_not_ours")
        return 1
    try:
        return _move(environment, arguments)
    except OSError as error:
        raise BackupRefused("migrate_postgres_not_done", reason=error.strerror or error) from error


def _move(environment: Environment, arguments: argparse.Namespace) -> int:
    if arguments.confirm:
        for older in (removed := remove_older(environment.data_dir)):
            say("migrate_postgres_removed", place=older.folder, old=older.major)
        if not removed:
            say("migrate_postgres_none_kept")
        return 0
    if arguments.back:
        back, aside = go_back(environment.data_dir, SystemClock().now())
        say("migrate_postgres_back", old=back.major, place=aside)
        return 0
    stored, newest = majors(environment.data_dir)
    if stored is None or stored >= newest:
        say("migrate_postgres_current", version=newest if stored is None else stored)
        return 0
    say("migrate_postgres_begun", old=stored, new=newest)
    made, brought = bring_to_newest(environment, SystemClock().now(), say)
    say("migrate_postgres_done", old=stored, new=newest, file=made)
    say("migrate_postgres_kept", place=brought.aside)
    return 0
