"""How an exchange does: its stream's health, what was thrown away, and in how many prices it counts."""

from collections.abc import Mapping
from dataclasses import replace

from markets.stream.abilities import abilities
from markets.stream.feed import ExchangeFeed
from markets.types import ExchangeState


def report(feed: ExchangeFeed, counts: Mapping[str, tuple[int, int]], now_ms: int) -> ExchangeState:
    """Return the state of a feed; ``counts`` has in how many of how many prices each exchange counts."""
    counted, quoted = counts.get(feed.exchange.id, (0, 0))
    return replace(
        feed.health.state(now_ms),
        counted=counted,
        quoted=quoted,
        dropped=dict(feed.exchange.dropped),
        abilities=abilities(feed.exchange.capabilities),
    )
