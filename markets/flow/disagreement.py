"""Finds exchanges that have been apart on one price for longer than a slow connection explains."""

from dataclasses import dataclass
from statistics import median, median_low

from markets.exchanges.verdicts import FRESH_MS, USUAL_SPREADS, fresh_ms
from markets.flow.latch import Latch
from markets.flow.sentences import disagreement_title
from markets.types import EventKind, FlowEvent, Price, Standing, Venue, Verdict

APART_BPS = 50.0
HOLD_MS = FRESH_MS + 5_000
"""Longer than a frozen exchange counts, so that its last word alone is no disagreement."""

SPEAKING = (Verdict.USED, Verdict.FAR)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far exchanges are apart, and how far their own books explain."""

    bps: float
    allowed_bps: float
    lasts: dict[str, float]

    @property
    def reading(self) -> float:
        return self.bps / self.allowed_bps


class Disagreements:
    """Watches each price; what it returns is the disagreement that goes on, at its widest, as long as it does."""

    def __init__(self) -> None:
        self._latches: dict[str, Latch] = {}
        self._widest: dict[str, FlowEvent] = {}

    def take(self, price: Price, now_ms: int) -> FlowEvent | None:
        latch = self._latches.setdefault(price.symbol, Latch(HOLD_MS))
        gap = gap_of(price, now_ms)
        if not latch.take(gap.reading if gap else None, now_ms) or latch.since_ms is None:
            self._widest.pop(price.symbol, None)
            return None
        widest = self._widest.get(price.symbol)
        if gap and (widest is None or gap.bps / 100 > (widest.change_pct or 0.0)):
            widest = self._widest[price.symbol] = _event(price.symbol, latch.since_ms, gap)
        return widest


def gap_of(price: Price, now_ms: int) -> Gap | None:
    """Return how far apart the exchanges are that speak now; None with fewer than two of them."""
    if price.standing not in {Standing.FIRM, Standing.DISPUTED}:
        return None
    speaking = [venue for venue in price.venues if _speaks(venue, price.symbol, now_ms)]
    lasts = {venue.exchange: venue.last for venue in speaking if venue.last is not None}
    if len(lasts) < 2:
        return None
    middle = median(lasts.values())
    bps = (max(lasts.values()) / middle - min(lasts.values()) / middle) * 10_000
    spread = median_low([venue.spread_bps or 0.0 for venue in speaking])
    return Gap(bps, max(APART_BPS, USUAL_SPREADS * spread), lasts)


def _speaks(venue: Venue, symbol: str, now_ms: int) -> bool:
    return venue.verdict in SPEAKING and abs(now_ms - venue.at_ms) <= fresh_ms(symbol)


def _event(symbol: str, began_ms: int, gap: Gap) -> FlowEvent:
    return FlowEvent(
        kind=EventKind.DISAGREEMENT,
        symbol=symbol,
        began_ms=began_ms,
        ended_ms=None,
        title=disagreement_title(symbol, gap.bps),
        change_pct=gap.bps / 100,
        details={"prices": gap.lasts},
    )
