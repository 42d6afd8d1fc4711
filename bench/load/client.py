"""Keep-alive HTTP clients on bare sockets: each sends the next request when the last was answered."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, cast

_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


@dataclass(slots=True)
class Outcome:
    """What the clients saw: seconds each answered request took, in order of arrival, and how often each status came.

    `seconds` is the length of the measurement.
    """

    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency below which `share` (0 to 1) of the answers came, in seconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Connection(asyncio.Protocol):
    """One client. `requests` gives the bytes of whole requests; None ends."""

    def __init__(self, requests: Iterator[bytes], note: Callable[[float, int, bytes], None]) -> None:
        self._requests = requests
        self._note = note
        self._buffer = b""
        self._sent = 0.0
        self._transport: asyncio.Transport | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        """A piece of an answer."""
        self._buffer += data
        head_end = self._buffer.find(_END_OF_HEAD)
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        place = head.find(_LENGTH)
        length = int(head[place + len(_LENGTH) :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        total = head_end + len(_END_OF_HEAD) + length
        if len(self._buffer) < total:
            return
        body, self._buffer = self._buffer[total - length : total], self._buffer[total:]
        self._note(time.perf_counter() - self._sent, int(head[9:12]), body)
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end, or an error of the server."""
        if not self.ended.done():
            if exc is None:
                self.ended.set_result(None)
            else:
                self.ended.set_exception(exc)

    def _next(self) -> None:
        request = next(self._requests, None)
        if self._transport is None or self._transport.is_closing():
            return
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


async def drive(port: int, requests: Callable[[], bytes], *, clients: int, warm_up: float, seconds: float) -> Outcome:
    """Let `clients` send requests for `warm_up` + `seconds`; what happened after the warm-up."""
    outcome = Outcome()
    begin = time.perf_counter() + warm_up
    end = begin + seconds

    def endless() -> Iterator[bytes]:
        while time.perf_counter() < end:
            yield requests()

    def note(latency: float, status: int, _body: bytes) -> None:
        if begin <= time.perf_counter() <= end:
            outcome.latencies.append(latency)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1

    await _run(port, [endless() for _ in range(clients)], note)
    outcome.seconds = seconds
    return outcome


async def send_all(port: int, requests: list[bytes], *, clients: int = 8) -> list[tuple[int, bytes]]:
    """Send every request once; status and body of each answer, in order of arrival."""
    answers: list[tuple[int, bytes]] = []
    shared = iter(requests)
    await _run(port, [shared] * clients, lambda _latency, status, body: answers.append((status, body)))
    return answers


async def _run(port: int, sources: list[Iterator[bytes]], note: Callable[[float, int, bytes], None]) -> None:
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda source=source: Connection(source, note), "127.0.0.1", port)  # type: ignore[misc]
        for source in sources
    ]
    await asyncio.gather(*(protocol.ended for _, protocol in made))


def request(method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    """The bytes of one request; `headers` are whole lines that end with CR LF."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body
