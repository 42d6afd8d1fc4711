"""Under which name a client address is counted, and whether it is this machine's own. Pure."""

from ipaddress import IPv6Address, ip_address, ip_network


def counted_as(address: str) -> str:
    """The address, of IPv6 its /64: one household or office has a whole one. `unknown` for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((int(parsed) >> 64 << 64, 64)).network_address)
    return str(parsed)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches itself under the name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
