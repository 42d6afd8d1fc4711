"""One reader in a process of its own, so that what its answers take is the server's time and not that of a crowd.

python -m tests.support.lone_reader HOST PORT PATH COOKIE — reads until its input ends; a line a read: when it began
(seconds of the monotonic clock, which all processes of a machine share), seconds it took, status.
"""

import http.client
import selectors
import sys
from time import monotonic


def main() -> None:
    """Read, say, pause."""
    host, port, path, cookie = sys.argv[1:]
    ended = selectors.DefaultSelector()
    ended.register(sys.stdin, selectors.EVENT_READ)
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    while not ended.select(timeout=0.02):
        began = monotonic()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        sys.stdout.write(f"{began} {monotonic() - began} {answer.status}\n")
        if answer.will_close:
            connection.close()


if __name__ == "__main__":
    main()
