"""Internet addresses: read, compared with ranges, and which of them an outgoing call may reach."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# ``ipaddress.is_private`` and ``is_global`` disagree with several of these, so the ranges are written out.
# Source: IANA special-purpose address registries for IPv4 and IPv6.
CLOSED_V4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Outside 2000::/3 lie loopback, mapped, NAT64, unique local, link local, site local, 5f00::/16 and multicast.
OPEN_V6 = IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )  # Teredo lies in 2001::/23
)


def address_of(text: str) -> Address | None:
    """Return the address that ``text`` is, one of IPv4 also when it is written as IPv6; None when it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def plain_address(text: str) -> str | None:
    """Return ``text`` as an address is written; None when it is none, as behind a Unix socket."""
    address = address_of(text)
    return str(address) if address else None


def is_public(address: Address) -> bool:
    """Tell whether ``address`` is a unicast address of the public internet that embeds no other address."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in CLOSED_V4)
    return address in OPEN_V6 and not any(address in network for network in CLOSED_V6)


def is_within(address: Address, ranges: Iterable[str]) -> bool:
    """Tell whether ``address`` lies in one of ``ranges``, written as ``10.0.0.0/8``."""
    return any(address in ip_network(each, strict=False) for each in ranges)
