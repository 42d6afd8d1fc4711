"""`helpwright _certificate`: make or renew the certificate of our own, started by `serve --tls-generate`."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from helpwright.entry.certificate import ensure_certificates, names_of_machine
from helpwright.kernel.clock import SystemClock
from helpwright.platform.postgres import prepare_data_dir
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--host", default="127.0.0.1")


def run(arguments: argparse.Namespace) -> int:
    """Make it and say how to trust it."""
    environment = Environment.read(arguments.data_dir)
    public = urlsplit(environment.public_url or "").hostname
    names = [*names_of_machine(arguments.host), *([public] if public else [])]
    try:
        prepare_data_dir(environment.data_dir)
        made = ensure_certificates(environment.data_dir, names, SystemClock().now())
    except OSError as error:
        complain("postgres_folder_not_writable", folder=environment.data_dir, reason=error.strerror or error)
        return 1
    say("tls_names", names=", ".join(made.names))
    say("tls_trust", file=made.authority)
    say("tls_fingerprint", fingerprint=made.fingerprint)
    return 0
