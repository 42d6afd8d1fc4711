"""`helpwright migrate`: bring the database to this release's version."""

import argparse
from pathlib import Path

from helpwright.entry.usable_database import usable_database
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.settings import Environment


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Upgrade; before or beside a running server."""
    with usable_database(Environment.read(arguments.data_dir)) as url:
        upgrade(url)
    return 0
