"""The order book panel of an instrument: what the server writes, what may be asked for, what an order would cost."""

import pytest
from django.test import Client

from accounts.models import User
from dashboard.book import step_choices, usual_step
from dashboard.book_words import AGAIN, amount, count_of, dot_of, note_of, rows_of, shares_of, venue_of
from dashboard.formats import MINUS
from dashboard.slippage import read_size
from markets.books.views import ROWS, BookView, book_row
from markets.models import Instrument
from markets.stream import bus
from markets.types import Book
from project.common.clock import now_ms
from tests.dashboard.trading import client as bus_client
from tests.dashboard.trading import traded
from tests.factories import InstrumentFactory
from tests.markets.books.values import book
from tests.markets.values import price

GAP = "gap in the sequence"
PATH = "/markets/SOL-USDT/"


def put(*books: Book) -> None:
    with bus_client() as connection:
        connection.hset(bus.book_key("SOL-USDT"), mapping={each.exchange: bus.dump(each) for each in books})


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    traded("SOL")
    return client


def part(client: Client, name: str, query: str = "") -> str:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"section#{name}"}
    answer = client.get(PATH + query, headers=headers)
    assert answer.status_code == 200
    return str(answer.content.decode())


def row(*books: Book, exchange: str = "") -> dict[str, object]:
    return book_row(BookView("SOL-USDT", "0.1", exchange), books, now_ms())


def test_the_page_shows_the_book_and_says_which_exchange_is_left_out_and_why(signed_in: Client) -> None:
    put(book("okx"), book("htx", 100.2), book("kraken", reason=GAP))
    page = signed_in.get(PATH).content.decode()
    assert "book:SOL-USDT:0.01" in page
    assert ">2 of 3<" in page
    assert "spread 0.80, 80.0 bp" in page.replace("79.9", "80.0")
    assert "bid HTX, ask OKX" in page
    assert page.count('class="ob" role="row"') == 2 * ROWS
    assert f"<small>{GAP}</small>" in page
    with bus_client() as connection:
        assert connection.zrange(bus.BOOKS_WANTED, 0, -1) == [b"SOL-USDT"]


def test_one_exchange_at_a_coarser_step_is_a_part_of_its_own(signed_in: Client) -> None:
    put(book("okx"), book("kraken", reason=GAP))
    found = part(signed_in, "instrument-book", "?step=1&exchange=okx")
    assert 'data-book="SOL-USDT:1:okx"' in found
    assert ">99<" in found
    assert "<h1" not in found
    lost = part(signed_in, "instrument-book", "?exchange=kraken")
    assert f"Kraken: {GAP}. {AGAIN}" in lost


@pytest.mark.parametrize("query", ["?step=0.3", "?step=x", "?exchange=mtgox"])
def test_a_wrong_step_or_exchange_is_named_and_not_a_fault(signed_in: Client, query: str) -> None:
    assert signed_in.get(PATH + query).status_code == 422


def test_a_stock_has_no_book_and_nobody_is_asked_for_one(signed_in: Client) -> None:
    InstrumentFactory(symbol="NVDA", base="NVDA", asset_class="stock")
    page = signed_in.get("/markets/NVDA/").content.decode()
    assert "Order books of stocks are not published here." in page
    assert "book:NVDA" not in page
    with bus_client() as connection:
        assert connection.zcard(bus.BOOKS_WANTED) == 0


@pytest.mark.parametrize(
    ("size", "texts"),
    [
        ("1", ("100.50", "50.0 bp", "99.50")),
        ("3", ("100.83", "83.3 bp")),
        ("100", ("only 6.00",)),
        ("0", ("Type a size above 0.",)),
        ("many", ("Type a size above 0.",)),
        ("", ("What a market order of this size costs.",)),
    ],
)
def test_an_order_of_a_size_says_what_it_would_cost(signed_in: Client, size: str, texts: tuple[str, ...]) -> None:
    put(book("okx"))
    found = part(signed_in, "instrument-slippage", f"?size={size}")
    assert [text for text in texts if text not in found] == []
    assert "instrument-book" not in found


def test_without_a_book_an_order_has_no_cost(signed_in: Client) -> None:
    assert "There is no book now." in part(signed_in, "instrument-slippage", "?size=1")
    assert "Waiting for the order book." in part(signed_in, "instrument-book")


@pytest.mark.parametrize(
    ("text", "size"),
    [("1,250.5", 1250.5), (" 2 ", 2.0), ("-1", None), ("nan", None), ("inf", None), ("1e13", None), ("x", None)],
)
def test_what_counts_as_a_size(text: str, size: float | None) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize(
    ("last", "decimals", "usual", "choices"),
    [
        (64_000.0, 2, "1", ["0.01", "0.1", "1", "10", "100", "1000"]),
        (188.42, 2, "0.01", ["0.01", "0.1", "1", "10"]),
        (0.1543, 5, "0.00001", ["0.00001", "0.0001", "0.001", "0.01"]),
        (None, 2, "0.01", ["0.01", "0.1", "1", "10"]),
    ],
)
def test_the_step_fits_the_price(last: float | None, decimals: int, usual: str, choices: list[str]) -> None:
    instrument = Instrument(symbol="X-USDT", decimals=decimals)
    known = None if last is None else price("X-USDT", last)
    assert usual_step(instrument, known) == usual
    assert step_choices(instrument, known, usual) == choices


def test_rows_are_written_with_the_digits_of_the_step_and_bars_reach_the_whole() -> None:
    rows = rows_of([(70_753.0, 0.4734), (70_760.0, 12.0), (70_761.0, 2_000_000.0)], "1")
    assert [(each.price, each.size, each.total) for each in rows[:3]] == [
        ("70,753", "0.4734", "0.4734"),
        ("70,760", "12.0", "12.5"),
        ("70,761", "2.00M", "2.00M"),
    ]
    assert (rows[2].width, len(rows), rows[3].price) == (100, ROWS, "")
    assert amount(999_999) == "999,999"


def test_the_words_for_whole_hurt_and_missing_books() -> None:
    whole, hurt = row(book("okx")), row(book("okx"), book("htx", reason=GAP))
    venues = [venue_of("okx", hurt), venue_of("htx", hurt), venue_of("bybit", hurt)]
    assert [(each.state, each.dot) for each in venues] == [("in the book", ""), (GAP, "w"), ("no book", "x")]
    assert (count_of(whole, venues), dot_of(whole, venues), note_of(whole, "live")) == ("1 venue", "", "")
    assert (count_of(hurt, venues), dot_of(hurt, venues)) == ("1 of 2", "w")
    alone = row(book("okx"), book("htx", reason=GAP), exchange="htx")
    assert (count_of(alone, venues), dot_of(alone, venues), note_of(alone, "live")) == (
        "HTX",
        "w",
        f"HTX: {GAP}. {AGAIN}",
    )
    assert (note_of(row(), "off"), dot_of(row(), [])) == ("No exchange is connected.", "x")
    assert (shares_of(whole), shares_of(row())) == ({"bids": 50, "asks": 50}, {})


def test_exchanges_that_cross_show_a_width_below_nothing(signed_in: Client) -> None:
    put(book("okx"), book("htx", 102.0))
    assert f"spread {MINUS}1.00" in part(signed_in, "instrument-book")


def test_the_page_works_while_the_bus_is_away(signed_in: Client, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    assert "No exchange is connected." in part(signed_in, "instrument-book")
