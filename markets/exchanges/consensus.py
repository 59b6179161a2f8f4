"""One price out of what several exchanges say of one instrument."""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from statistics import median

from markets.exchanges.sane import is_price, is_size
from markets.exchanges.trust import confidence_of, middle_of, standing_of
from markets.exchanges.verdicts import book_of, judge, spread_bps, venues_of
from markets.types import Confidence, Price, Quote, Standing


def consensus(
    quotes: Sequence[Quote],
    now_ms: int,
    *,
    hour_ago: float | None = None,
    before: float | None = None,
    lost: Collection[str] = (),
) -> Price | None:
    """Return the price that the quotes of one symbol make, each of another exchange; None when none of them counts.

    ``hour_ago`` is the price an hour before, for the change, ``before`` the last price that was firm.
    While fewer than half of the live exchanges lie, the price is between two of the honest ones.
    """
    judged = judge(quotes, now_ms, lost)
    if not judged.used:
        return None
    used = judged.used
    last = middle_of(judged, before or hour_ago)
    high, low = _prices(used, "high_24h"), _prices(used, "low_24h")
    opens, volumes, turnovers = _prices(used, "open_24h"), _sizes(used, "volume_24h"), _sizes(used, "turnover_24h")
    bid, ask = best_sides(used, last)
    lasts = [quote.last for quote in used]
    standing = standing_of(judged, last)
    return Price(
        symbol=used[0].symbol,
        last=last,
        bid=bid,
        ask=ask,
        change_1h=_change(last, hour_ago),
        change_24h=_change(last, median(opens) if opens else None),
        high_24h=max(median(high), last) if high else None,
        low_24h=min(median(low), last) if low else None,
        volume_24h=sum(volumes) if volumes else None,
        turnover_24h=sum(turnovers) if turnovers else None,
        spread_bps=None if bid is None or ask is None else spread_bps(bid, ask),
        exchanges=tuple(quote.exchange for quote in used),
        at_ms=max(quote.received_ms for quote in used),
        vwap=weighted(used),
        dispersion_bps=_finite(round((max(lasts) / last - min(lasts) / last) * 10_000, 2)),
        standing=standing,
        confidence=confidence_of(judged, last, standing),
        venues=venues_of(judged),
    )


def outdated(known: Price, quotes: Sequence[Quote], now_ms: int, lost: Collection[str] = ()) -> Price:
    """Return the last price that was known, for when no quote counts any more: marked, and with the reasons."""
    venues = venues_of(judge(quotes, now_ms, lost))
    return replace(known, standing=Standing.STALE, confidence=Confidence.LOW, venues=venues)


def weighted(quotes: Sequence[Quote]) -> float | None:
    """Return the mean price weighted by the volume of 24 hours; exchanges that do not tell theirs have no weight."""
    known = [(quote.last, quote.volume_24h) for quote in quotes if is_size(quote.volume_24h)]
    total = sum(volume or 0.0 for _, volume in known)
    if not known:
        return None
    mean = sum(last * ((volume or 0.0) / total) for last, volume in known)
    return min(max(mean, min(last for last, _ in known)), max(last for last, _ in known))


def best_sides(quotes: Sequence[Quote], last: float) -> tuple[float | None, float | None]:
    """Return the highest bid and the lowest ask.

    Books of different exchanges may cross each other; then the book whose middle is nearest to ``last`` stands for all.
    """
    books = sorted(book for quote in quotes if (book := book_of(quote)) and book[0] < book[1])
    if not books:
        return None, None
    bid, ask = max(bid for bid, _ in books), min(ask for _, ask in books)
    return (bid, ask) if bid < ask else min(books, key=lambda book: abs((book[0] + book[1]) / 2 - last))


def _prices(quotes: Sequence[Quote], field: str) -> list[float]:
    return [value for quote in quotes if is_price(value := getattr(quote, field))]


def _sizes(quotes: Sequence[Quote], field: str) -> list[float]:
    return [value for quote in quotes if is_size(value := getattr(quote, field))]


def _change(last: float, before: float | None) -> float | None:
    return _finite((last / before - 1) * 100) if before else None


def _finite(value: float) -> float | None:
    # A price of almost nothing is believable; what is divided by it may not be.
    return value if math.isfinite(value) else None
