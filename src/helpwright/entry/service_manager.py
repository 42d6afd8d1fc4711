"""What systemd, or whoever else starts us as a service, is told: ready, still moving, ending.

Its own words over a datagram socket (`sd_notify`), written here because the supervisor loads the standard library
only. Nothing is told where nobody asked.
"""

import os
import socket
import time
from collections.abc import MutableMapping
from contextlib import suppress
from math import inf

_MICROSECONDS = 1_000_000
_PATIENCE_SECONDS = 5.0
_BETWEEN_SECONDS = 1.0
_MORE_TIME = "EXTEND_TIMEOUT_USEC=60000000"
"""While we start and move: a long migration is no reason to give up on us."""


class ServiceManager:
    """Who wants to be told, at `address` (None: nobody). `patience` seconds of silence end us; inf when never."""

    def __init__(self, address: str | None, patience: float = inf) -> None:
        self.patience = patience
        self._address = address if address is None or not address.startswith("@") else f"\0{address[1:]}"
        self._ready = False
        self._told = -inf
        self._socket: socket.socket | None = None
        if address is not None:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    @classmethod
    def of(cls, environment: MutableMapping[str, str]) -> "ServiceManager":
        """As the settings say, which are taken out: our children are not the service."""
        address = environment.pop("NOTIFY_SOCKET", None)
        patience = environment.pop("WATCHDOG_USEC", "")
        meant = environment.pop("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        watched = meant and patience.isdecimal() and int(patience) > 0
        return cls(address or None, int(patience) / _MICROSECONDS if watched else inf)

    def ready(self) -> None:
        """The service answers."""
        if not self._ready:
            self._ready = True
            self._tell("READY=1", _PATIENCE_SECONDS)

    def alive(self) -> None:
        """Whoever calls this again and again moves. Only few words wait in the socket: not told too often."""
        now = time.monotonic()
        if now - self._told >= min(_BETWEEN_SECONDS, self.patience / 4):
            self._told = now
            self._tell("WATCHDOG=1" if self._ready else f"WATCHDOG=1\n{_MORE_TIME}", 0.0)

    def stopping(self) -> None:
        """The end has begun; nothing is told after that."""
        self._tell("STOPPING=1", _PATIENCE_SECONDS)
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _tell(self, words: str, patience: float) -> None:
        if self._socket is not None and self._address is not None:
            self._socket.settimeout(patience)
            with suppress(OSError):  # it is away or does not read: no reason to stop serving
                self._socket.sendto(words.encode(), self._address)
