"""What an exchange may offer, by the names under which people know it."""

from markets.exchanges.base import Capabilities

ABILITIES = ("quotes", "trades", "books", "liquidations", "candles")


def abilities(capabilities: Capabilities) -> tuple[str, ...]:
    return tuple(name for name in ABILITIES if getattr(capabilities, name))
