"""`helpwright serve`: everything in one command."""

import argparse
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from helpwright.entry.listener import checked_port
from helpwright.entry.serve_errors import Misconfigured, PortUnusable, RedirectWithoutTls, TlsTwice
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
    parser.add_argument("--tls-generate", action="store_true", help="HTTPS with a certificate of our own")
    parser.add_argument("--redirect-http", type=_port, metavar="PORT", help="send plain HTTP on that port to HTTPS")
    parser.add_argument("--test-clock", action="store_true", help="a clock that can be moved ahead; for trials only")


def run(arguments: argparse.Namespace) -> int:
    """Until a signal asks to stop."""
    environment = Environment.read(arguments.data_dir)
    if environment.database_url is not None:
        checked_database_url(environment.database_url)
    cert, key, authority = arguments.tls_cert, arguments.tls_key, None
    if arguments.tls_generate:
        if cert is not None or key is not None:
            raise TlsTwice
        folder = _generate(environment.data_dir, arguments.host)
        cert, key, authority = folder / "server.crt", folder / "server.key", folder / "ca.crt"
    if arguments.redirect_http is not None and cert is None:
        raise RedirectWithoutTls
    options = ServeOptions(
        data_dir=environment.data_dir,
        host=arguments.host,
        port=arguments.port,
        processes=max(1, arguments.processes),
        database_url=environment.database_url,
        tls_cert=cert,
        tls_key=key,
        redirect_port=arguments.redirect_http,
        authority=authority,
        test_clock=arguments.test_clock,
        is_current=_is_current,
        on_ready=partial(_offer_setup, environment.data_dir),
    )
    return serve(options)


def _generate(data_dir: Path, host: str) -> Path:
    """The folder with a fresh enough certificate; in a process of its own, because this one stays small."""
    command = [
        sys.executable,
        "-P",
        "-m",
        "helpwright.entry.cli",
        "_certificate",
        "--data-dir",
        str(data_dir),
        "--host",
        host,
    ]
    if subprocess.run(command, check=False).returncode != 0:
        raise Misconfigured
    return data_dir / "tls"


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
        "-P",
        "-m",
        "helpwright.entry.cli",
        "_setup_link",
        "--data-dir",
        str(data_dir),
        "--address",
        address,
    ]
    return start_child(command, death_signal=signal.SIGTERM, apart=Apart.GROUP)
