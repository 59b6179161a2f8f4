"""Which prints of the simulated tape closed a position by force: one now and then, and all of a burst."""

from markets.exchanges.simulated_hours import generator
from markets.exchanges.simulated_market import Market
from markets.exchanges.simulated_tape import EXCHANGE, play
from markets.types import Liquidation

QUOTE = "-USDT"
"""Only these pairs have a perpetual."""

LONE_CHANCE = 0.08
"""Chance that one print of a minute is forced, whatever the price does."""


def liquidations(market: Market, symbol: str, minute: int) -> list[Liquidation]:
    """Return those of one minute, under the ids of their prints; who is forced to buy was short."""
    if not symbol.endswith(QUOTE):
        return []
    played = play(market, symbol, minute)
    forced = played.is_burst.copy()
    rng = generator(market.seed, f"liquidations {symbol}", minute)
    if rng.random() < LONE_CHANCE:
        forced[rng.integers(len(forced))] = True
    return [
        Liquidation(
            exchange=EXCHANGE,
            symbol=symbol,
            trade_id=str(minute * 1000 + int(number)),
            price=float(played.price[number]),
            size=float(played.size[number]),
            side="short" if played.is_buy[number] else "long",
            event_ms=int(played.print_ms[number]),
        )
        for number in forced.nonzero()[0]
    ]
