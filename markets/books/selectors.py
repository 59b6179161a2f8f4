"""Order books as they stand on the bus, and the one that they make together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from markets.books.book import Level
from markets.books.merge import merge_asks, merge_bids
from markets.books.metrics import BookFigures, figures
from markets.stream import bus
from markets.stream.reads import ask
from markets.types import Book

FRESH_MS = 15_000
FAR = 0.05
"""A book whose middle is so far from that of the others is not of the same thing, or lies."""

OLD, FAR_AWAY = "no longer renewed", "far from the others"


@dataclass(frozen=True, slots=True)
class MergedBook:
    """Several exchanges' books as one: ``rejected`` says of the others why they are not in it.

    The best bid of one exchange may be above the best ask of another; then the spread is negative, which is the truth.
    """

    symbol: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    exchanges: tuple[str, ...]
    rejected: Mapping[str, str]
    at_ms: int
    figures: BookFigures | None


def books_of(symbol: str) -> list[Book]:
    """Return the newest book of each exchange that follows the symbol, valid or not, by the exchange's id."""
    raw: Mapping[bytes, bytes] = ask(lambda: bus.client().hgetall(bus.book_key(symbol)), {})
    return read_books(raw)


def read_books(raw: Mapping[bytes, bytes]) -> list[Book]:
    """Return the books that a symbol's hash on the bus holds."""
    return sorted((bus.load_book(value) for value in raw.values()), key=lambda book: book.exchange)


def sort_out(books: Sequence[Book], now_ms: int) -> tuple[list[Book], dict[str, str]]:
    """Return the books that count, and by exchange why the others do not."""
    rejected = {
        book.exchange: book.reason or OLD for book in books if book.reason or now_ms - book.received_ms > FRESH_MS
    }
    live = [book for book in books if book.exchange not in rejected and book.bids and book.asks]
    if not live:
        return [], rejected
    middle = median(_middle(book) for book in live)
    near = [book for book in live if abs(_middle(book) - middle) <= FAR * middle]
    return near, rejected | {book.exchange: FAR_AWAY for book in live if book not in near}


def merge_near(near: Sequence[Book], tick: float, depth: int) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
    """Return bids and asks of the books together, best first."""
    bids = merge_bids([np.array(book.bids) for book in near], tick, depth)
    asks = merge_asks([np.array(book.asks) for book in near], tick, depth)
    best_bids, best_asks = (tuple((price, size) for price, size in side.tolist()) for side in (bids, asks))
    return best_bids, best_asks


def merged_book(symbol: str, books: Sequence[Book], *, tick: float, depth: int, now_ms: int) -> MergedBook | None:
    """Return the book that those of several exchanges make; None when none of them counts."""
    near, rejected = sort_out(books, now_ms)
    if not near:
        return None
    bids, asks = merge_near(near, tick, depth)
    exchanges = tuple(book.exchange for book in near)
    at_ms = max(book.received_ms for book in near)
    return MergedBook(symbol, bids, asks, exchanges, rejected, at_ms, figures(bids, asks))


def _middle(book: Book) -> float:
    return (book.bids[0][0] + book.asks[0][0]) / 2
