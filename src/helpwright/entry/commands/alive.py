"""`helpwright alive`: whether the server of this data folder answers and moves, for whoever asks every few seconds.

For containers and monitors: it loads little and looks at nothing else. What is wrong in detail, `doctor` says.
"""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from helpwright.entry.beat import SILENT_SECONDS
from helpwright.entry.data_dir import DataDir
from helpwright.entry.health_probe import healthy
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """0 when it does, 1 when not."""
    data_dir = DataDir(Environment.read(arguments.data_dir).data_dir)
    connection, keeper = data_dir.running(), data_dir.keeper()
    if connection is None or connection.address is None:
        complain("alive_nobody", folder=data_dir.path)
        return 1
    if keeper is not None and keeper.silent > SILENT_SECONDS:
        complain("alive_frozen", pid=keeper.pid, seconds=int(keeper.silent))
        return 1
    address = urlsplit(connection.address)
    if not healthy(address.hostname or "", address.port or 0, tls=address.scheme == "https"):
        complain("alive_silent", address=connection.address)
        return 1
    say("alive_good", address=connection.address)
    return 0
