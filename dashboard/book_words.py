"""What the order book panel says: rows, the exchanges behind them, why there are no levels. book.js says the same."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from dashboard.formats import compact, fixed
from dashboard.formats import price as price_text
from dashboard.tape import size_text
from markets.books.views import ROWS
from markets.exchanges.registry import exchange_names

SHOWN = 8
"""About as many levels of a side as fit; the script measures how many do."""

USED, NONE = "in the book", "no book"
AGAIN = "A new book is asked for."

Book = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One level as it is written; ``width`` is the bar of all up to it, in percent."""

    price: str
    size: str
    total: str
    width: int


@dataclass(frozen=True, slots=True)
class Venue:
    """One exchange to choose; ``dot`` is the class of its mark, ``state`` says whether its book counts or why not."""

    id: str
    name: str
    state: str
    dot: str


BLANK = Row("", "", "", 0)


def rows_of(levels: Sequence[tuple[float, float]], step: str) -> list[Row]:
    """Return as many rows as the panel has, with the digits of the step, blank ones after the last level."""
    decimals = len(step.partition(".")[2])
    totals = list(accumulate(size for _, size in levels))
    whole = totals[min(SHOWN, len(totals)) - 1] if totals else 1.0
    written = [
        Row(price_text(price, decimals), amount(size), amount(total), min(100, round(total / whole * 100)))
        for (price, size), total in zip(levels, totals, strict=True)
    ]
    return [*written, *[BLANK] * (ROWS - len(written))]


def amount(size: float) -> str:
    """Return a size with as many digits as matter, short from a million on."""
    return compact(size) if size >= 1_000_000 else size_text(size)


def venue_of(exchange: str, book: Book) -> Venue:
    name = exchange_names().get(exchange, exchange)
    if exchange in book["exchanges"]:
        return Venue(exchange, name, USED, "")
    reason = book["rejected"].get(exchange)
    return Venue(exchange, name, reason or NONE, "w" if reason else "x")


def count_of(book: Book, venues: Sequence[Venue]) -> str:
    """Say whose levels are shown: of one exchange, or of how many."""
    if book["exchange"]:
        return exchange_names()[book["exchange"]]
    if len(venues) == 1:
        return venues[0].name
    used = len(book["exchanges"])
    known = used + len(book["rejected"])
    return f"{used} of {known}" if used < known else f"{used} venue{'s' * (used != 1)}"


def best_of(book: Book) -> str:
    """Say where the best prices are."""
    if book["exchange"] or len(book["exchanges"]) < 2:
        return ""
    names = exchange_names()
    bid, ask = (names.get(book[side], "") for side in ("best_bid", "best_ask"))
    return f"bid {bid}, ask {ask}" if bid != ask else f"bid and ask {bid}"


def spread_of(book: Book, decimals: int) -> str:
    if book["spread"] is None:
        return ""
    return f"spread {fixed(book['spread'], decimals)}, {fixed(book['spread_bps'], 1)} bp"


def shares_of(book: Book) -> dict[str, int]:
    """Return how much of what stands on both sides is bids and asks, in percent; nothing without a book."""
    if book["imbalance"] is None:
        return {}
    bids = math.floor((1 + book["imbalance"]) * 50 + 0.5)
    return {"bids": bids, "asks": 100 - bids}


def dot_of(book: Book, venues: Sequence[Venue]) -> str:
    """Return the mark of the exchange that is shown, or of all together: whole, hurt, none."""
    if book["exchange"]:
        return next((venue.dot for venue in venues if venue.id == book["exchange"]), "x")
    return "x" if not book["exchanges"] else "w" if book["rejected"] else ""


def note_of(book: Book, mode: str) -> str:
    """Say why there are no levels; empty when there are."""
    if book["bids"]:
        return ""
    names, asked = exchange_names(), book["exchange"]
    reasons = [f"{names[each]}: {why}." for each, why in book["rejected"].items() if asked in ("", each)]
    return f"{' '.join(reasons)} {AGAIN}" if reasons else empty_note(mode)


def empty_note(mode: str) -> str:
    return "No exchange is connected." if mode == "off" else "Waiting for the order book."
