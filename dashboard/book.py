"""The order book panel of an instrument: which levels are asked for, and what the server writes of them."""

from typing import Any

from django.http import QueryDict

from dashboard.book_words import (
    Venue,
    best_of,
    count_of,
    dot_of,
    empty_note,
    note_of,
    rows_of,
    shares_of,
    spread_of,
    venue_of,
)
from dashboard.slippage import slippage_context
from dashboard.venues import is_old
from markets.books.selectors import books_of
from markets.books.views import STEPS, BookView, book_row, finest_step
from markets.books.wants import want_books
from markets.exchanges.registry import exchange_names
from markets.models import AssetClass, Instrument
from markets.selectors import exchange_states
from markets.types import Book, Price
from project.common.clock import now_ms
from project.common.errors import Invalid

FINE = 1e-5
"""The usual step is at least this share of the price: finer ones fill the panel with next to nothing."""


def read_view(query: QueryDict, instrument: Instrument, price: Price | None) -> BookView:
    """Read ``?step=0.1&exchange=okx``. Raises Invalid."""
    step, exchange = query.get("step", ""), query.get("exchange", "")
    if step and step not in STEPS:
        sentence = f"{step[:40]!r} is not one of {', '.join(STEPS)}."
        raise Invalid("There is no such price step.", details={"step": sentence})
    if exchange and exchange not in exchange_names():
        sentence = f"{exchange[:40]!r} is not one of {', '.join(exchange_names())}."
        raise Invalid("There is no such exchange.", details={"exchange": sentence})
    return BookView(instrument.symbol, step or usual_step(instrument, price), exchange)


def usual_step(instrument: Instrument, price: Price | None) -> str:
    least = max(STEPS[finest_step(instrument)], price.last * FINE if price else 0)
    coarser = [text for text, step in STEPS.items() if step >= least * (1 - 1e-9)]
    return coarser[0] if coarser else [*STEPS][-1]


def step_choices(instrument: Instrument, price: Price | None, chosen: str) -> list[str]:
    """Return the usual step, those around it, and the one in use."""
    steps = list(STEPS)
    usual, finest = steps.index(usual_step(instrument, price)), steps.index(finest_step(instrument))
    around = steps[max(finest, usual - 2) : usual + 4]
    return [step for step in steps if step in around or step == chosen]


def book_context(instrument: Instrument, query: QueryDict, price: Price | None, mode: str) -> dict[str, Any]:
    """Return what the panel shows; to look at it is to wish for the book. Raises Invalid."""
    if instrument.asset_class == AssetClass.STOCK:
        return {"book": None}
    want_books([instrument.symbol])
    view, books = read_view(query, instrument, price), books_of(instrument.symbol)
    row = book_row(view, books, now_ms())
    venues = venues_of(row, books)
    return {
        "book": row,
        "book_key": str(view),
        "price": price,
        "book_price_is_old": is_old(price),
        "book_is_simulated": mode == "simulated",
        "book_asks": rows_of(row["asks"], view.step),
        "book_bids": rows_of(row["bids"], view.step),
        "book_steps": step_choices(instrument, price, view.step),
        "book_venues": venues,
        "book_count": count_of(row, venues),
        "book_dot": dot_of(row, venues),
        "book_best": best_of(row),
        "book_spread": spread_of(row, instrument.decimals),
        "book_shares": shares_of(row),
        "book_note": note_of(row, mode),
        "book_empty": empty_note(mode),
        **slippage_context(instrument, query, books, view.exchange),
    }


def venues_of(row: dict[str, Any], books: list[Book]) -> list[Venue]:
    """Return every exchange that reports or has a book; that of stocks has none."""
    reporting = {state.exchange for state in exchange_states()} - {"yahoo"}
    return [venue_of(each, row) for each in sorted(reporting | {book.exchange for book in books})]
