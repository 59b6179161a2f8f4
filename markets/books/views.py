"""What a viewer of order books asks for, and the row that answers it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markets.books.metrics import imbalance
from markets.books.selectors import merge_near, sort_out
from markets.exchanges.registry import exchange_names
from markets.exchanges.verdicts import spread_bps
from markets.models import AssetClass, Instrument
from markets.types import Book
from project.common.errors import Invalid

ROWS = 24
"""Levels of each side that a viewer gets."""

STEPS: Mapping[str, float] = {f"{10.0**digits:.{max(0, -digits)}f}": 10.0**digits for digits in range(-8, 5)}
"""The price steps that may be asked for, as they are written: 0.01, 1, 10 …"""

MOST_DIGITS, MOST_SYMBOL = 8, 32


@dataclass(frozen=True, slots=True)
class BookView:
    """One symbol's levels over all exchanges, or of one, at a price step. Written as ``SOL-USDT:0.1:okx``."""

    symbol: str
    step: str
    exchange: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.symbol, self.step, self.exchange)))


def read_view(text: str) -> BookView | None:
    """Return what ``text`` asks for, None when it is not written as it should be."""
    symbol, _, rest = text.partition(":")
    step, colon, exchange = rest.partition(":")
    is_known = exchange in exchange_names() if colon else True
    return BookView(symbol, step, exchange) if 0 < len(symbol) <= MOST_SYMBOL and step in STEPS and is_known else None


def finest_step(instrument: Instrument) -> str:
    digits = min(instrument.decimals, MOST_DIGITS)
    return f"{10.0**-digits:.{digits}f}"


def finest_views(symbols: Iterable[str]) -> tuple[str, ...]:
    """Return the views of these instruments at their own price steps. Raises Invalid for a stock."""
    found = Instrument.objects.filter(symbol__in=[*symbols], is_active=True)
    for stock in (each for each in found if each.asset_class == AssetClass.STOCK):
        message = f"There is no order book of {stock.symbol}: those of stocks are not published here."
        raise Invalid(message, code="INVALID_SYMBOL")
    return tuple(str(BookView(each.symbol, finest_step(each))) for each in found)


def book_row(view: BookView, books: Sequence[Book], now_ms: int) -> dict[str, Any]:
    """Return what the view shows of the books as they stand on the bus; no levels when none of them counts."""
    near, rejected = sort_out(books, now_ms)
    shown = [book for book in near if view.exchange in ("", book.exchange)]
    named = {"symbol": view.symbol, "step": view.step, "exchange": view.exchange}
    return {**named, "exchanges": [book.exchange for book in near], "rejected": rejected, **_levels(view, shown)}


def _levels(view: BookView, shown: Sequence[Book]) -> dict[str, Any]:
    if not shown:
        names = ("spread", "spread_bps", "middle", "imbalance", "best_bid", "best_ask", "at_ms")
        return {"bids": [], "asks": [], **dict.fromkeys(names)}
    # Steps round the levels outwards; how wide the book is the prices themselves tell.
    bid_book = max(shown, key=lambda book: book.bids[0][0])
    ask_book = min(shown, key=lambda book: book.asks[0][0])
    bid, ask = bid_book.bids[0][0], ask_book.asks[0][0]
    bids, asks = merge_near(shown, STEPS[view.step], ROWS)
    return {
        "bids": bids,
        "asks": asks,
        "spread": ask - bid,
        "spread_bps": spread_bps(bid, ask),
        "middle": (bid + ask) / 2,
        "imbalance": imbalance(bids, asks),
        "best_bid": bid_book.exchange,
        "best_ask": ask_book.exchange,
        "at_ms": max(book.received_ms for book in shown),
    }
