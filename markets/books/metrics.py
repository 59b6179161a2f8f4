"""What a book says: how wide it is, which side is heavier, how much stands near the price, what an order would cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from markets.books.book import Level
from markets.exchanges.verdicts import spread_bps

BANDS = (0.1, 0.5, 1.0)
"""How far from the middle depth is counted, in percent."""


@dataclass(frozen=True, slots=True)
class Depth:
    """What stands within ``percent`` of the middle, in the base asset.

    A book that does not reach so far tells the least that is there: ``is_whole`` is False then.
    """

    percent: float
    bid: float
    ask: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Fill:
    """What an order of some size meets: ``cost_bps`` is how much worse than the middle its mean price is."""

    filled: float
    average: float | None
    worst: float | None
    cost_bps: float | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class BookFigures:
    """The figures of one book; ``imbalance`` is from -1, only asks, to 1, only bids. A crossed book has no width."""

    middle: float
    spread: float
    spread_bps: float
    imbalance: float
    depth: tuple[Depth, ...]


def figures(bids: Sequence[Level], asks: Sequence[Level], levels: int = 20) -> BookFigures | None:
    """Return the figures of a book, best levels first; None when a side is empty. Imbalance looks at ``levels``."""
    if not bids or not asks:
        return None
    middle = (bids[0][0] + asks[0][0]) / 2
    return BookFigures(
        middle=middle,
        spread=asks[0][0] - bids[0][0],
        spread_bps=spread_bps(bids[0][0], asks[0][0]),
        imbalance=imbalance(bids[:levels], asks[:levels]),
        depth=tuple(depth_within(bids, asks, percent) for percent in BANDS),
    )


def imbalance(bids: Sequence[Level], asks: Sequence[Level]) -> float:
    """Return (bids - asks) / (bids + asks) of the sizes, 0 for two empty sides."""
    bid, ask = _total(bids), _total(asks)
    return (bid - ask) / (bid + ask) if bid + ask else 0.0


def depth_within(bids: Sequence[Level], asks: Sequence[Level], percent: float) -> Depth:
    """Return what stands within ``percent`` of the middle of a book that has both sides."""
    middle = (bids[0][0] + asks[0][0]) / 2
    low, high = middle * (1 - percent / 100), middle * (1 + percent / 100)
    return Depth(
        percent=percent,
        bid=_total([level for level in bids if level[0] >= low]),
        ask=_total([level for level in asks if level[0] <= high]),
        is_whole=bids[-1][0] < low and asks[-1][0] > high,
    )


def slippage(bids: Sequence[Level], asks: Sequence[Level], *, is_buy: bool, size: float) -> Fill | None:
    """Return what a market order of ``size``, in the base asset, meets; None when a side is empty or size is not > 0.

    Source: price impact against the mid price, Harris, Trading and Exchanges (2003), chapter 21.
    """
    if not bids or not asks or not size > 0:
        return None
    middle, left, paid, worst = (bids[0][0] + asks[0][0]) / 2, size, 0.0, 0.0
    for price, standing in asks if is_buy else bids:
        met = min(left, standing)
        paid, left, worst = paid + met * price, left - met, price
        if left <= 0:
            break
    filled = size - max(left, 0.0)
    average = paid / filled
    cost = (average / middle - 1) * 10_000 * (1 if is_buy else -1)
    return Fill(filled=filled, average=average, worst=worst, cost_bps=cost, is_whole=left <= 0)


def _total(levels: Sequence[Level]) -> float:
    return sum(size for _, size in levels)
