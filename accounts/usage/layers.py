"""Which limits a call falls under; pure but for the settings."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network
from typing import Literal

from django.conf import settings

from accounts.caller import Caller
from project.common.addresses import address_of

Rate = Literal["strict", "normal", "generous"]
# Operations that are also counted together, whichever of them is called.
Group = Literal["", "alerts"]
MINUTE_S = 60
# One visitor of IPv6 commonly has a whole network of this size.
IPV6_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Layer:
    """At most ``limit`` calls in ``window_s``; a token bucket holds ``burst`` and fills at that pace."""

    name: str
    key: str
    limit: int
    window_s: int
    burst: int


def layers_for(caller: Caller | None, address: str, endpoint: str, rate: Rate, group: Group = "") -> list[Layer]:
    """Return the layers of one call to ``endpoint``, which is a route rather than an address with its values."""
    network = network_of(address)
    owner = f"u{caller.user.pk}" if caller else f"a{network}"
    own = user_layers(caller, owner) if caller else []
    burst = settings.RATE_LIMIT_IP_BURST
    shared = [plain("alerts", f"{owner}:alerts", settings.RATE_LIMIT_API_ALERTS)] if group == "alerts" else []
    return [
        *own,
        *shared,
        Layer("address", f"a{network}:address", settings.RATE_LIMIT_IP_PER_MIN, MINUTE_S, burst),
        plain("endpoint", f"{owner}:endpoint:{rate}:{endpoint}", rate_of(rate)),
        plain("global", "global", settings.RATE_LIMIT_GLOBAL),
    ]


def user_layers(caller: Caller, owner: str) -> list[Layer]:
    burst = settings.RATE_LIMIT_BURST
    layers = [
        Layer("user", f"{owner}:user", settings.RATE_LIMIT_PER_MIN, MINUTE_S, burst),
        plain("user-general", f"{owner}:general", settings.RATE_LIMIT_API_GENERAL),
    ]
    if caller.key:
        pair = (settings.RATE_LIMIT_REQUESTS, settings.RATE_LIMIT_WINDOW)
        layers.append(plain("key", f"{owner}:key:{caller.key.pk}", pair))
    return layers


def plain(name: str, key: str, pair: tuple[int, int]) -> Layer:
    limit, window_s = pair
    return Layer(name, key, limit, window_s, burst=limit)


def rate_of(rate: Rate) -> tuple[int, int]:
    return {
        "strict": settings.RATE_LIMIT_STRICT,
        "normal": settings.RATE_LIMIT_NORMAL,
        "generous": settings.RATE_LIMIT_GENEROUS,
    }[rate]


def network_of(address: str) -> str:
    """Return what one visitor is counted under: an IPv4 address, or the /64 network of an IPv6 one."""
    parsed = address_of(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, IPV6_NETWORK_BITS), strict=False).network_address)
    return str(parsed or "unknown")
