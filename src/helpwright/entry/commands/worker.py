"""`helpwright worker`: background work only, for a second machine or beside a running server."""

import argparse
from pathlib import Path

from helpwright.entry.lone_worker import work
from helpwright.platform.reachable import check_reachable
from helpwright.platform.settings import Environment


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--processes", type=int, default=1)


def run(arguments: argparse.Namespace) -> int:
    """Until a signal asks to stop."""
    environment = Environment.read(arguments.data_dir)
    if environment.database_url is not None:
        check_reachable(environment.database_url)
    return work(environment.data_dir, environment.database_url, processes=max(1, arguments.processes))
