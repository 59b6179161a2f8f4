"""One price out of what several exchanges say of one instrument."""

from collections.abc import Callable, Sequence
from statistics import median

from markets.types import Price, Quote

FRESH_MS = 15_000


def consensus(quotes: Sequence[Quote], now_ms: int, hour_ago: float | None = None) -> Price | None:
    """Return the median of the quotes received in the last 15 s, or None when there is none.

    ``hour_ago`` is the price an hour before, for the change. Volumes and turnovers of the exchanges add up.
    """
    fresh = [quote for quote in quotes if now_ms - quote.received_ms <= FRESH_MS]
    if not fresh:
        return None
    last = median(quote.last for quote in fresh)
    bid, ask = best_sides(fresh, last)
    return Price(
        symbol=fresh[0].symbol,
        last=last,
        bid=bid,
        ask=ask,
        change_1h=_change(last, hour_ago),
        change_24h=_change(last, _over(median, fresh, "open_24h")),
        high_24h=_over(max, fresh, "high_24h"),
        low_24h=_over(min, fresh, "low_24h"),
        volume_24h=_over(sum, fresh, "volume_24h"),
        turnover_24h=_over(sum, fresh, "turnover_24h"),
        spread_bps=None if bid is None or ask is None else (ask - bid) / ((ask + bid) / 2) * 10_000,
        exchanges=tuple(sorted(quote.exchange for quote in fresh)),
        at_ms=max(quote.received_ms for quote in fresh),
    )


def best_sides(quotes: Sequence[Quote], last: float) -> tuple[float | None, float | None]:
    """Return the highest bid and the lowest ask, both of sane books.

    Books of different exchanges may cross each other; then the book whose middle is nearest to ``last`` stands for all.
    """
    books = [
        (quote.bid, quote.ask)
        for quote in quotes
        if quote.bid is not None and quote.ask is not None and 0 < quote.bid < quote.ask
    ]
    if not books:
        return None, None
    bid, ask = max(bid for bid, _ in books), min(ask for _, ask in books)
    return (bid, ask) if bid < ask else min(books, key=lambda book: abs((book[0] + book[1]) / 2 - last))


def _over(summary: Callable[[list[float]], float], quotes: Sequence[Quote], field: str) -> float | None:
    values = [value for quote in quotes if (value := getattr(quote, field)) is not None]
    return summary(values) if values else None


def _change(last: float, before: float | None) -> float | None:
    return (last / before - 1) * 100 if before else None
