"""`helpwright serve`: everything in one command."""

import argparse
import signal
import sys
from functools import partial
from pathlib import Path

from helpwright.entry.listener import checked_port
from helpwright.entry.serve_errors import PortUnusable
from helpwright.entry.supervisor import ServeOptions, serve
from helpwright.platform.database_url import checked_database_url
from helpwright.platform.migrations.version import HEAD, QUESTION
from helpwright.platform.postgres import ask
from helpwright.platform.processes import Apart, Child, start_child
from helpwright.platform.settings import Environment


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--tls-cert", type=Path)
    parser.add_argument("--tls-key", type=Path)
    parser.add_argument("--test-clock", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Until a signal asks to stop."""
    environment = Environment.read(arguments.data_dir)
    if environment.database_url is not None:
        checked_database_url(environment.database_url)
    options = ServeOptions(
        data_dir=environment.data_dir,
        host=arguments.host,
        port=arguments.port,
        processes=max(1, arguments.processes),
        database_url=environment.database_url,
        tls_cert=arguments.tls_cert,
        tls_key=arguments.tls_key,
        test_clock=arguments.test_clock,
        is_current=_is_current,
        on_ready=partial(_offer_setup, environment.data_dir),
    )
    return serve(options)


def _port(text: str) -> int:
    try:
        return checked_port(text)
    except PortUnusable as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _is_current(url: str) -> bool:
    return ask(url, QUESTION) == HEAD


def _offer_setup(data_dir: Path, address: str) -> Child:
    """Print the one-time link when nobody has an account yet; in a process of its own that ends with us."""
    command = [
        sys.executable,
        "-m",
        "helpwright.entry.cli",
        "_setup_link",
        "--data-dir",
        str(data_dir),
        "--address",
        address,
    ]
    return start_child(command, death_signal=signal.SIGTERM, apart=Apart.GROUP)
