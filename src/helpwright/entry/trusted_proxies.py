"""Whose word about a customer's address is taken: the reverse proxies that the environment names."""

from ipaddress import IPv4Network, ip_network
from typing import Final

from helpwright.entry.serve_errors import TrustedProxiesUnusable

THIS_MACHINE: Final = "127.0.0.1, ::1"
_MAPPED_BITS: Final = 96


def read_proxies(given: str | None) -> list[str]:
    """Networks by their addresses, from addresses and networks between commas; without any, this machine.

    Each IPv4 network comes twice, as sockets for both families write it too. Raises TrustedProxiesUnusable.
    """
    found: list[str] = []
    for item in filter(None, map(str.strip, (given or THIS_MACHINE).split(","))):
        try:
            network = ip_network(item)
        except ValueError as error:
            raise TrustedProxiesUnusable(item=item) from error
        found.append(str(network))
        if isinstance(network, IPv4Network):
            found.append(f"::ffff:{network.network_address}/{_MAPPED_BITS + network.prefixlen}")
    return found
