"""A tiny web process: answers on the inherited socket until SIGTERM, then finishes what is under way."""

import argparse
import json
import os
import signal
import socket
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from beating import beat
from diary import note


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(1.0)
        body = json.dumps({"pid": os.getpid(), "arguments": sys.argv[1:], "settings": settings()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_parts: object) -> None:
        return


def settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("HELPWRIGHT_")}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--tls-cert")
    parser.add_argument("--tls-key")
    parser.add_argument("--test-clock", action="store_true")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--fail", action="store_true")
    options = parser.parse_args()
    if options.fail:
        sys.exit(7)
    time.sleep(options.delay)
    beat()
    listening = socket.socket(fileno=options.fd)
    if options.tls_cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.tls_cert, options.tls_key)
        listening = context.wrap_socket(listening, server_side=True)
    server = ThreadingHTTPServer(("", 0), Handler, bind_and_activate=False)
    server.daemon_threads = False
    server.socket = listening
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.02)
    server.server_close()
    note("web", Path(os.environ["HELPWRIGHT_DATA_DIR"]))


if __name__ == "__main__":
    main()
