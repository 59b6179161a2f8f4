"""Three groups of instruments by how much money moves in them, and what counts as unusual in each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Floors in dollars, below which nothing is big however quiet the coin is; moves in percent; pauses in seconds.

    ``moves`` has the smallest change worth telling by the minutes in which it happens.
    """

    name: str
    whale_usd: float
    cascade_usd: float
    moves: tuple[tuple[int, float], ...]
    cooldown_s: int


MAJORS = Group("majors", 250_000, 1_000_000, ((1, 0.8), (5, 1.5), (15, 2.5)), 300)
LARGE = Group("large", 100_000, 300_000, ((1, 1.2), (5, 2.5), (15, 4.0)), 450)
MID = Group("mid", 50_000, 100_000, ((1, 2.0), (5, 4.0), (15, 6.0)), 600)

MAJOR_BASES = frozenset({"BTC", "ETH"})
LARGE_BASES = frozenset({"SOL", "XRP", "BNB", "DOGE", "ADA", "TRX", "AVAX", "LINK", "SUI", "LTC", "BCH"})


def is_pair(symbol: str) -> bool:
    """Say whether it is a coin against money, and no stock."""
    return "-" in symbol


def group_of(symbol: str) -> Group:
    """Return the group of an instrument; a stock moves like a large coin."""
    base = symbol.partition("-")[0]
    if base in MAJOR_BASES:
        return MAJORS
    return LARGE if base in LARGE_BASES or not is_pair(symbol) else MID
