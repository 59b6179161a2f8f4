"""What a viewer of order books may ask for, and what is answered."""

import pytest

from markets.books.selectors import FAR_AWAY, OLD
from markets.books.views import ROWS, BookView, book_row, finest_views, read_view
from project.common.clock import now_ms
from project.common.errors import Invalid
from tests.factories import InstrumentFactory
from tests.markets.books.values import book


@pytest.mark.parametrize(
    "text", ["SOL-USDT:0.01", "SOL-USDT:1:okx", "DOGE-USDT:0.00000001", "BTC-USDT:10000:simulated"]
)
def test_a_view_is_written_as_it_is_read(text: str) -> None:
    assert str(read_view(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "SOL-USDT", "SOL-USDT:", ":1", "SOL-USDT:0.02", "SOL-USDT:1e-2", "SOL-USDT:nan", "SOL-USDT:100000"),
        *("SOL-USDT:1:", "SOL-USDT:1:mtgox", "SOL-USDT:1:okx:htx", "X" * 33 + ":1"),
    ],
)
def test_what_is_not_written_so_is_no_view(text: str) -> None:
    assert read_view(text) is None


def test_books_are_added_up_and_the_width_is_that_of_the_prices_themselves() -> None:
    row = book_row(BookView("SOL-USDT", "1"), [book("okx"), book("htx", 100.2)], now_ms())
    assert (row["best_bid"], row["best_ask"]) == ("htx", "okx")
    assert row["spread"] == pytest.approx(100.5 - 99.7)
    assert row["middle"] == pytest.approx(100.1)
    assert row["bids"] == ((99.0, 1 + 2 + 1 + 2), (98.0, 3 + 3))
    assert row["asks"] == ((101.0, 1 + 2 + 1), (102.0, 3 + 2 + 3))
    assert row["imbalance"] == 0
    assert (row["exchanges"], row["rejected"]) == (["okx", "htx"], {})


def test_one_exchange_alone_and_why_others_are_left_out() -> None:
    books = [
        book("okx"),
        book("htx", 100.2),
        book("kraken", reason="gap in the sequence"),
        book("bybit", 140),
        book("binance", received_ms=now_ms() - 60_000),
    ]
    row = book_row(BookView("SOL-USDT", "0.1", "okx"), books, now_ms())
    assert row["bids"][0] == (99.5, 1)
    assert row["exchanges"] == ["okx", "htx"]
    assert row["rejected"] == {"kraken": "gap in the sequence", "bybit": FAR_AWAY, "binance": OLD}
    lost = book_row(BookView("SOL-USDT", "0.1", "kraken"), books, now_ms())
    assert (lost["bids"], lost["asks"], lost["spread"], lost["at_ms"]) == ([], [], None, None)


def test_exchanges_that_cross_have_a_width_below_nothing() -> None:
    row = book_row(BookView("SOL-USDT", "0.1"), [book("okx"), book("htx", 102)], now_ms())
    assert row["spread"] == pytest.approx(100.5 - 101.5)


def test_a_viewer_gets_no_more_levels_than_fit_a_panel() -> None:
    row = book_row(BookView("SOL-USDT", "0.01"), [book(levels=100)], now_ms())
    assert len(row["bids"]) == len(row["asks"]) == ROWS


@pytest.mark.django_db
def test_programs_look_at_the_finest_step_and_a_stock_has_no_book() -> None:
    InstrumentFactory(symbol="SOL-USDT", decimals=2)
    InstrumentFactory(symbol="PEPE-USDT", decimals=10)
    InstrumentFactory(symbol="NVDA", asset_class="stock")
    assert set(finest_views(["SOL-USDT", "PEPE-USDT"])) == {"SOL-USDT:0.01", "PEPE-USDT:0.00000001"}
    with pytest.raises(Invalid, match="NVDA"):
        finest_views(["SOL-USDT", "NVDA"])
