"""How far a price may be relied on, and where it lies."""

from collections.abc import Sequence

from markets.exchanges.verdicts import TOLERANCE, Judgement
from markets.types import Confidence, Quote, Standing

CLOSE = 0.002
MANY = 3
MOST = 0.75

WHOLE_MARKETS = frozenset({"simulated", "yahoo"})
"""Exchanges that are the only one there is: nobody else could confirm what they say."""


def middle_of(judged: Judgement, before: float | None) -> float:
    """Return the median of what is used, never outside the middle of all that is live.

    Without that bound, three liars beside one of four scattered exchanges could have the other three taken for far off.
    Of two sides that are equally strong and apart, the one nearer to ``before`` counts.
    """
    low, high = _middles(judged.used)
    if before is not None and high - low > 2 * max(TOLERANCE * low, judged.noise):
        found = min(low, high, key=lambda side: (abs(side - before), side))
    else:
        found = (low + high) / 2
    least, most = _middles(judged.live)
    return min(max(found, least), most)


def standing_of(judged: Judgement, last: float) -> Standing:
    """Return firm when two exchanges or more, and more than half of the live ones, are within the tolerance."""
    if len(judged.live) == 1:
        return Standing.FIRM if judged.live[0].exchange in WHOLE_MARKETS else Standing.LONELY
    reach = max(TOLERANCE * last, judged.noise)
    agreeing = sum(abs(quote.last - last) <= reach for quote in judged.live)
    return Standing.FIRM if 2 * agreeing > len(judged.live) else Standing.DISPUTED


def confidence_of(judged: Judgement, last: float, standing: Standing) -> Confidence:
    """Return high when three exchanges or more, and three quarters of the live ones, are close; low if not firm."""
    if standing is not Standing.FIRM:
        return Confidence.LOW
    close = sum(abs(quote.last - last) <= CLOSE * last for quote in judged.live)
    return Confidence.HIGH if close >= MANY and close >= MOST * len(judged.live) else Confidence.MEDIUM


def _middles(quotes: Sequence[Quote]) -> tuple[float, float]:
    lasts = sorted(quote.last for quote in quotes)
    return lasts[(len(lasts) - 1) // 2], lasts[len(lasts) // 2]
