"""Which addresses calls to other systems may reach: those of the internet, and what the machine's owner allows.

Whoever sets an address on screen must not make the server look around in the network behind it (SSRF): a name is
resolved once, every address it has is judged, and exactly the judged address is connected to, so that an answer of the
name server that changes in between changes nothing. Redirects are not followed by our client at all.

`HELPWRIGHT_OUTSIDE_NETWORKS` names networks that may be reached beside the internet, such as a gateway in the house
(`10.0.0.0/8, 192.168.7.12`). Without it this machine alone may be, where the address says so by its very name
(`http://127.0.0.1:8080`), never through a name that only resolves to it.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore
import structlog

log = structlog.get_logger(__name__)

VARIABLE = "HELPWRIGHT_OUTSIDE_NETWORKS"
NOT_ALLOWED = "address_not_allowed"
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# Translated addresses of IPv4 (RFC 6052), which Python takes for ordinary ones of the internet.
_TRANSLATED = ip_network("64:ff9b::/96")
# All that is given out of IPv6. Beyond it lie forms that carry an address of the house: translated by a house's own
# router (RFC 8215), or written as in the first days (RFC 4291).
_GIVEN_OUT = ip_network("2000::/3")


class AddressNotAllowedError(OSError):
    """The other side is somewhere we do not call."""


def is_this_machine(host: str) -> bool:
    """Whether the host is loopback by its very name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_networks(text: str | None) -> tuple[Network, ...] | None:
    """Networks between commas; None where nothing is said. Raises ValueError for what is none."""
    if text is None or not text.strip():
        return None
    return tuple(ip_network(item.strip()) for item in text.split(",") if item.strip())


def may_reach(address: Address, host: str, networks: Sequence[Network] | None) -> bool:
    """Whether an address that `host` stands for may be called."""
    inner = _inner(address)
    if networks is not None and any(each.version == inner.version and inner in each for each in networks):
        return True
    if inner.is_loopback:
        return networks is None and is_this_machine(host)
    if isinstance(inner, IPv6Address) and inner not in _GIVEN_OUT:
        return False
    return inner.is_global and not inner.is_multicast


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries, where it does."""
    if not isinstance(address, IPv6Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Every address of a name, as the machine's resolver answers."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to judged addresses alone."""

    def __init__(self, networks: Sequence[Network] | None, resolve: Resolve = resolve_by_system) -> None:
        self._networks = networks
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """As the library does; raises AddressNotAllowedError when the name stands for nothing we may call.

        All or nothing: a name with one good and one bad address is an attempt, not an accident.
        """
        addresses = [host.strip("[]")] if _is_address(host) else list(await self._resolve(host, port))
        if not addresses or not all(may_reach(ip_address(each), host, self._networks) for each in addresses):
            log.warning("outside_address_refused", addresses=len(addresses))
            raise AddressNotAllowedError(NOT_ALLOWED)
        failure: Exception | None = None
        for each in addresses:
            try:
                return await self._inner.connect_tcp(each, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or AddressNotAllowedError(NOT_ALLOWED)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 -- the library's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        del path, timeout, socket_options
        raise AddressNotAllowedError(NOT_ALLOWED)

    async def sleep(self, seconds: float) -> None:
        """As the library does between tries."""
        await self._inner.sleep(seconds)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def networks_of_environment() -> tuple[Network, ...] | None:
    """What the machine's owner allows. A line that cannot be read allows nothing beside the internet."""
    try:
        return read_networks(os.environ.get(VARIABLE))
    except ValueError:
        log.error("outside_networks_unreadable", variable=VARIABLE)  # noqa: TRY400 -- the variable is told, that is enough
        return ()
