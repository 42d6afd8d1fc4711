"""A place where mails end: an SMTP server in a process of its own that takes everything and keeps nothing.

Run as a script it prints its port, then after each line of input how many mails it has taken.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

_GREETING = b"220 sink\r\n"


class _Session(asyncio.Protocol):
    taken = 0

    def __init__(self) -> None:
        self._buffer = b""
        self._in_data = False
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.write(_GREETING)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._take_one():
            pass

    def _take_one(self) -> bool:
        end = b"\r\n.\r\n" if self._in_data else b"\r\n"
        piece, found, rest = self._buffer.partition(end)
        if not found or self._transport is None:
            return False
        self._buffer = rest
        if self._in_data:
            self._in_data = False
            type(self).taken += 1
            self._transport.write(b"250 taken\r\n")
            return True
        verb = piece[:4].upper()
        self._in_data = verb == b"DATA"
        self._transport.write(
            b"354 go on\r\n" if self._in_data else b"221 bye\r\n" if verb == b"QUIT" else b"250 yes\r\n"
        )
        return True


class Sink:
    """The running process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.url = f"smtp://127.0.0.1:{int(self._line())}?tls=none"

    def taken(self) -> int:
        """How many mails have arrived."""
        if self._process.stdin is None:
            raise RuntimeError
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        return int(self._line())

    def _line(self) -> str:
        if self._process.stdout is None:
            raise RuntimeError
        return self._process.stdout.readline()


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """Runs until the end of the block."""
    command = [sys.executable, str(Path(__file__))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Sink(process)
        finally:
            process.terminate()


async def _main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop.add_reader(sys.stdin.fileno(), lambda: sys.stdin.readline() and print(_Session.taken, flush=True))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
