"""`helpwright _web`: one web process, started by `serve` with the listening socket inherited."""

import argparse
import socket
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from helpwright.entry.asgi import create_app
from helpwright.entry.garbage import unwatched
from helpwright.entry.logs import configure_logs
from helpwright.entry.patience import PatientProtocol, PatientSocket
from helpwright.entry.public_url import with_checked_url
from helpwright.entry.serve_errors import MISCONFIGURED, PublicUrlUnusable, TrustedProxiesUnusable
from helpwright.entry.trusted_proxies import read_proxies
from helpwright.entry.wiring import Product
from helpwright.platform.file_store import FilesUnusable
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain_text

_FINISH_SECONDS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--tls-cert", type=Path)
    parser.add_argument("--tls-key", type=Path)
    parser.add_argument("--test-clock", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    configure_logs()
    environment = Environment.read()
    database_url = environment.database_url
    if database_url is None:
        return 2
    try:
        environment = with_checked_url(environment)
        proxies = read_proxies(environment.trusted_proxies)
        with unwatched():
            app = create_app(Product.build(environment, database_url), test_clock=arguments.test_clock)
    except (FilesUnusable, PublicUrlUnusable, TrustedProxiesUnusable) as error:
        complain_text(str(error))
        return MISCONFIGURED
    settings = server_settings(app, proxies, arguments.tls_cert, arguments.tls_key, tells_time=not arguments.test_clock)
    server = uvicorn.Server(settings)
    server.run(sockets=[socket.socket(fileno=arguments.fd)])
    return 0 if server.started else 1


def server_settings(
    app: ASGIApp,
    proxies: list[str],
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    *,
    tells_time: bool = True,
) -> uvicorn.Config:
    """How the web server runs `app`; `proxies` may say for whom they ask. Without `tells_time` the app has to."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=PatientProtocol,
        access_log=False,
        log_config=None,
        lifespan="on",
        server_header=False,
        date_header=tells_time,
        proxy_headers=True,
        forwarded_allow_ips=proxies,
        ws=PatientSocket,
        ws_max_size=64 * 1024,
        timeout_graceful_shutdown=_FINISH_SECONDS,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
    )
