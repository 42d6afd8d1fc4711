"""The listening socket, bound once and inherited by every web process."""

import errno
import socket
from dataclasses import dataclass

from helpwright.entry.serve_errors import AddressUnusable, PortForbidden, PortTaken, PortUnusable
from helpwright.platform.processes import wait_until

_BACKLOG = 2048
_HIGHEST_PORT = 65_535
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  -- recognized here, never the default
_NOWHERE = ("192.0.2.1", 9)


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket. It refuses connections until `listen` is called."""

    socket: socket.socket
    host: str
    port: int
    tls: bool

    @property
    def address(self) -> str:
        """Where people reach it; for a wildcard the machine's own address in its network."""
        return f"{'https' if self.tls else 'http'}://{_bracketed(_seen_from_outside(self.host))}:{self.port}"

    @property
    def probe_host(self) -> str:
        """Where this machine reaches it."""
        return _WILDCARDS.get(self.host, self.host)

    def listen(self) -> None:
        """Queue connections from now on."""
        self.socket.listen(_BACKLOG)

    def close(self) -> None:
        """Stop listening as far as this process is concerned."""
        self.socket.close()


def checked_port(given: str | int) -> int:
    """The number of a port, 0 for any. Raises PortUnusable: the system would take 99999 for 34463."""
    try:
        port = int(given)
    except ValueError:
        port = -1
    if not 0 <= port <= _HIGHEST_PORT:
        raise PortUnusable(port=given)
    return port


def bind_listener(host: str, port: int, *, tls: bool, patience: float = 0.0) -> Listener:
    """Bind `port` (0: any free one). Waits up to `patience` seconds for a port that is about to become free.

    Raises PortUnusable, PortTaken, PortForbidden or AddressUnusable.
    """
    checked_port(port)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError, OverflowError) as error:
        raise AddressUnusable(host=host, reason=error) from error
    bound = socket.socket(family, kind, protocol)
    free = False
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        free = wait_until(lambda: _bound(bound, place), patience, pause=0.05)
    except PermissionError as error:
        raise PortForbidden(host=host, port=port) from error
    except (OSError, OverflowError) as error:
        raise AddressUnusable(host=host, reason=error) from error
    finally:
        if not free:
            bound.close()
    if not free:
        raise PortTaken(host=host, port=port)
    return Listener(bound, host, bound.getsockname()[1], tls)


def _bound(unbound: socket.socket, place: tuple[object, ...]) -> bool:
    try:
        unbound.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise
    return True


def _seen_from_outside(host: str) -> str:
    if host not in _WILDCARDS:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)  # sends nothing; only chooses the way out
        except OSError:
            return _WILDCARDS[host]
        return str(probe.getsockname()[0])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
