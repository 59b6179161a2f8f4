"""Which exchanges' quotes count towards a price, and why the others do not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median, median_low

from markets.exchanges.sane import is_price, is_size
from markets.types import Quote, Venue, Verdict

FRESH_MS = 15_000
STOCK_FRESH_MS = 60_000

TOLERANCE = 0.005
"""Exchanges within half a percent of each other say the same: a still market has a MAD of zero."""

OUTLIER_MADS = 3.5 / 0.6745
"""Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): modified z-scores above 3.5."""

USUAL_SPREADS = 1.5
"""So near says the same too: where a price has few digits, one step, which no spread undercuts, is more than that."""

MOST_NOISE = 0.1
"""However wide the books are, prices a tenth apart do not say the same."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdicts and books by exchange, and the quotes behind them; ``live`` are those that pass by themselves.

    All quotes are in the order of their exchanges' names. ``noise`` is how far apart two prices may be that only
    their books part, in the quote asset.
    """

    quotes: list[Quote]
    verdicts: dict[str, Verdict]
    books: dict[str, tuple[float, float] | None]
    live: list[Quote]
    used: list[Quote]
    noise: float


def fresh_ms(symbol: str) -> int:
    """Return for how long a quote counts: stocks, which have no quote asset in their name, are asked less often."""
    return FRESH_MS if "-" in symbol else STOCK_FRESH_MS


def book_of(quote: Quote) -> tuple[float, float] | None:
    """Return bid and ask, None when either is missing or no believable price."""
    bid, ask = quote.bid, quote.ask
    if bid is None or ask is None or not (is_price(bid) and is_price(ask)):
        return None
    return bid, ask


def judge(quotes: Sequence[Quote], now_ms: int, lost: Collection[str] = ()) -> Judgement:
    """Judge each quote by itself, then those that pass against each other; ``lost`` are exchanges out of reach."""
    quotes = sorted(quotes, key=lambda quote: quote.exchange)
    books = {quote.exchange: book_of(quote) for quote in quotes}
    verdicts = {quote.exchange: _alone(quote, books[quote.exchange], now_ms, lost) for quote in quotes}
    live = [quote for quote in quotes if verdicts[quote.exchange] is Verdict.USED]
    if not live:
        return Judgement(quotes, verdicts, books, [], [], 0.0)
    middle = median(quote.last for quote in live)
    noise = min(USUAL_SPREADS * median_low(_spread(books[quote.exchange]) for quote in live), MOST_NOISE * middle)
    mad = median(abs(quote.last - middle) for quote in live)
    reach = max(TOLERANCE * middle, noise, OUTLIER_MADS * mad)
    used = [quote for quote in live if abs(quote.last - middle) <= reach]
    verdicts |= {quote.exchange: Verdict.FAR for quote in live if abs(quote.last - middle) > reach}
    return Judgement(quotes, verdicts, books, live, used, noise)


def venues_of(judged: Judgement) -> tuple[Venue, ...]:
    """Return a line per exchange, in the order of their names."""
    total = sum(quote.volume_24h or 0.0 for quote in judged.used if is_size(quote.volume_24h))
    return tuple(_venue(quote, judged, total) for quote in judged.quotes)


def spread_bps(bid: float, ask: float) -> float:
    return (ask - bid) / ((ask + bid) / 2) * 10_000


def _alone(quote: Quote, book: tuple[float, float] | None, now_ms: int, lost: Collection[str]) -> Verdict:
    if quote.exchange in lost:
        return Verdict.LOST
    if not is_price(quote.last):
        return Verdict.UNBELIEVABLE
    # A quote from the future is one from before our clock was set back: nobody knows its age.
    if abs(now_ms - quote.received_ms) > fresh_ms(quote.symbol):
        return Verdict.STALE
    if book is not None and book[0] >= book[1]:
        return Verdict.LOCKED if book[0] == book[1] else Verdict.CROSSED
    return Verdict.NO_VOLUME if quote.volume_24h == 0 else Verdict.USED


def _spread(book: tuple[float, float] | None) -> float:
    # Without a book there is no excuse to be far away, so that a few wide books do not excuse everything.
    return book[1] - book[0] if book is not None else 0.0


def _venue(quote: Quote, judged: Judgement, total: float) -> Venue:
    verdict, book = judged.verdicts[quote.exchange], judged.books[quote.exchange]
    has_share = verdict is Verdict.USED and is_size(quote.volume_24h)
    return Venue(
        exchange=quote.exchange,
        verdict=verdict,
        last=quote.last if is_price(quote.last) else None,
        spread_bps=round(spread_bps(*book), 2) if book else None,
        share=round((quote.volume_24h or 0.0) / total, 4) if has_share else None,
        at_ms=quote.received_ms,
    )
