"""The prices of 32 symbols out of 7 exchanges each: ours against the bare median, and how much of the stream's time."""

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from markets.exchanges.consensus import consensus  # noqa: E402
from markets.stream.publisher import FLUSH_S  # noqa: E402
from markets.types import Quote  # noqa: E402

SYMBOLS = 32
EXCHANGES = ("binance", "bybit", "coinbase", "htx", "kraken", "kucoin", "okx")
NOW = 1_000_000_000
ROUNDS = 200


def quotes() -> list[list[Quote]]:
    dice = random.Random(7)
    return [[quote(f"S{number}-USDT", name, dice) for name in EXCHANGES] for number in range(SYMBOLS)]


def quote(symbol: str, exchange: str, dice: random.Random) -> Quote:
    last = 100 * (1 + dice.gauss(0, 0.0003))
    day = {"open_24h": 99.0, "high_24h": 101.0, "low_24h": 98.0, "volume_24h": 1e4, "turnover_24h": 1e6}
    return Quote(exchange, symbol, last, last - 0.01, last + 0.01, event_ms=NOW, received_ms=NOW, **day)


def rate(make: Callable[[Sequence[Quote]], object], books: list[list[Quote]]) -> float:
    """Return prices per second, the best of five: other work on the machine slows any of them."""
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(ROUNDS):
            for book in books:
                make(book)
        best = max(best, ROUNDS * len(books) / (time.perf_counter() - start))
    return best


def main() -> None:
    books = quotes()
    naive = rate(lambda book: statistics.median(quote.last for quote in book), books)
    ours = rate(lambda book: consensus(book, NOW), books)
    busy = SYMBOLS / ours / FLUSH_S * 100
    print(f"{SYMBOLS} symbols x {len(EXCHANGES)}: {ours:,.0f} prices/s ({1e6 / ours:.0f} us each, bare median", end=" ")
    print(f"{1e6 / naive:.1f} us); all of them at every flush of {FLUSH_S} s take {busy:.1f} % of one core")


if __name__ == "__main__":
    main()
