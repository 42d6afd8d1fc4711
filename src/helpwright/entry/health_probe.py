"""Run as a script: asks the server for its health until it answers 200, then ends with status 0.

Arguments: HOST PORT tls|plain. A process of its own, so that the supervisor neither waits for the network nor loads
TLS. The certificate is not checked: it is our own server on our own machine, and no secret is sent.
"""

import http.client
import ssl
import sys
import time

_PATH = "/api/v1/health"
_PAUSE_SECONDS = 0.02
_ANSWER_SECONDS = 5.0


def healthy(host: str, port: int, *, tls: bool) -> bool:
    """Ask once."""
    if tls:
        context = ssl._create_unverified_context()  # noqa: S323, SLF001  -- see above
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=_ANSWER_SECONDS, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", _PATH, headers={"Connection": "close"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    while not healthy(sys.argv[1], int(sys.argv[2]), tls=sys.argv[3] == "tls"):
        time.sleep(_PAUSE_SECONDS)
