"""What a market order of some size would cost: the form under the order book, answered from the books as they stand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from dashboard.formats import bps, compact, price
from markets.books.metrics import Fill, slippage
from markets.books.selectors import merge_near, sort_out
from markets.books.views import STEPS, finest_step
from markets.models import Instrument
from markets.types import Book
from project.common.clock import now_ms

ALL_LEVELS = 2_000
MOST = 1e12


@dataclass(frozen=True, slots=True)
class Cost:
    """One direction: the mean price, and how far it is from the middle or how much the book holds at most."""

    side: str
    average: str
    cost: str
    is_whole: bool


def slippage_context(
    instrument: Instrument, query: QueryDict, books: Sequence[Book], exchange: str = ""
) -> dict[str, Any]:
    """Return what ``?size=2.5`` meets on both sides; an unreadable size is told beside the field."""
    text = query.get("size", "").strip()[:20]
    size = read_size(text)
    if size is None:
        error = "Type a size above 0." if text else ""
        return {"size": text, "size_error": error, "costs": []}
    near, _ = sort_out(books, now_ms())
    shown = [book for book in near if exchange in ("", book.exchange)]
    bids, asks = merge_near(shown, STEPS[finest_step(instrument)], ALL_LEVELS)
    fills = {"Buy": slippage(bids, asks, is_buy=True, size=size), "Sell": slippage(bids, asks, is_buy=False, size=size)}
    costs = [cost_of(side, fill, instrument) for side, fill in fills.items() if fill]
    return {"size": text, "size_error": "" if costs else "There is no book now.", "costs": costs}


def read_size(text: str) -> float | None:
    """Read 1,250.5, None for what is no size."""
    try:
        size = float(text.replace(",", ""))
    except ValueError:
        return None
    return size if math.isfinite(size) and 0 < size <= MOST else None


def cost_of(side: str, fill: Fill, instrument: Instrument) -> Cost:
    cost = f"{bps(fill.cost_bps)} bp" if fill.is_whole else f"only {compact(fill.filled)}"
    return Cost(side, price(fill.average, instrument.decimals), cost, fill.is_whole)
