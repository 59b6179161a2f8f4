"""The list of markets: filters in the address, a table, a heat map, and errors that name the field."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dashboard.lines import Sort, build_lines, headings, parse_sort, sorted_lines
from dashboard.models import SavedView, ViewPage, Watchlist
from dashboard.screens import Screen, parse_screen, screen_query
from markets.models import Instrument
from project.common.errors import Invalid
from tests.dashboard.trading import traded
from tests.factories import InstrumentFactory
from tests.markets.values import price

PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#market-table"}


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def lines_of(*rows: tuple[str, float | None, float | None]):
    pairs = [Instrument(symbol=f"{base}-USDT", base=base, quote="USDT", name=base, decimals=2) for base, *_ in rows]
    prices = {
        f"{base}-USDT": price(f"{base}-USDT", change_24h=change, turnover_24h=turnover)
        for base, change, turnover in rows
    }
    return build_lines(pairs, prices, {}, {}, ())


def symbols(lines) -> list[str]:
    return [line.instrument.base for line in lines]


def test_lines_without_a_value_come_last_either_way() -> None:
    lines = lines_of(("A", None, 5.0), ("B", 2.0, 9.0), ("C", -1.0, 1.0))
    assert symbols(sorted_lines(lines, Sort("change_24h", descending=True))) == ["B", "C", "A"]
    assert symbols(sorted_lines(lines, Sort("change_24h", descending=False))) == ["C", "B", "A"]
    assert symbols(sorted_lines(lines, Sort("asset", descending=False))) == ["A", "B", "C"]


def test_a_sorted_column_turns_round_and_keeps_the_rest_of_the_address() -> None:
    query = QueryDict("q=sol&sort=-last")
    heads = headings(query, parse_sort(query))
    assert (heads["last"].direction, heads["last"].href) == ("descending", "?q=sol&sort=last")
    assert (heads["asset"].direction, heads["asset"].href) == ("", "?q=sol&sort=asset")


@pytest.mark.parametrize(
    ("text", "amount"), [("", 0), ("250000", 250_000), ("250,000", 250_000), ("1.5m", 1.5e6), ("2B", 2e9), ("10k", 1e4)]
)
def test_amounts_are_read_as_people_write_them(text: str, amount: float) -> None:
    assert parse_screen(QueryDict(mutable=True) | {"min_turnover": text}, ()).min_turnover == amount


@pytest.mark.parametrize("text", ["abc", "-1", "1e9", "m", ".", "1.2.3", "٣", "9" * 400, "nan", "\x00"])
def test_what_is_no_amount_is_named(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_screen(QueryDict(mutable=True) | {"min_turnover": text}, ())
    assert set(caught.value.details) == {"min_turnover"}


def test_every_wrong_field_gets_its_own_sentence() -> None:
    with pytest.raises(Invalid) as caught:
        parse_screen(
            QueryDict("class=bond&exchange=moon&direction=left&view=globe&starred=2&sure=so&max_spread=x"), ("kraken",)
        )
    assert set(caught.value.details) == {"class", "exchange", "direction", "view", "starred", "sure", "max_spread"}


@pytest.mark.parametrize(
    ("screen", "shown"),
    [
        (Screen(), "ABC"),
        (Screen(q="a"), "A"),
        (Screen(q="b usdt"), "B"),
        (Screen(direction="up"), "B"),
        (Screen(direction="down"), "C"),
        (Screen(direction="up2"), "B"),
        (Screen(direction="down2"), ""),
        (Screen(direction="moved5"), ""),
        (Screen(min_turnover=5), "AB"),
        (Screen(max_spread_bps=2), ""),
        (Screen(sureness="medium"), "ABC"),
        (Screen(sureness="high"), ""),
        (Screen(sureness="doubtful"), ""),
        (Screen(exchange="binance"), "ABC"),
        (Screen(exchange="kraken"), ""),
        (Screen(asset_class="stock"), ""),
        (Screen(starred=True), ""),
    ],
)
def test_a_screen_keeps_what_passes_all_of_it(screen: Screen, shown: str) -> None:
    lines = lines_of(("A", None, 5.0), ("B", 2.0, 9.0), ("C", -1.0, 1.0))
    assert "".join(symbols(filter(screen.matches, lines))) == shown


def test_a_screen_is_always_written_the_same_way() -> None:
    assert screen_query(QueryDict("sort=-turnover_24h&view=table&starred=1&q=+sol+&open=X&low=2")) == "q=sol&starred=1"
    assert screen_query(QueryDict("view=heatmap&sort=last")) == "sort=last&view=heatmap"


def test_all_markets_are_listed_live(signed_in: Client) -> None:
    traded("SOL")
    traded("ETH", quote="USD", symbol="ETH-USD")
    page = signed_in.get("/markets/").content.decode()
    assert "2 of 2" in page
    assert "<b>ETH/USD</b>" in page
    assert "px:ETH-USD px:SOL-USDT" in page


def test_filters_narrow_the_part_and_what_it_listens_to(signed_in: Client) -> None:
    traded("SOL", turnover=5e6)
    traded("ETH", turnover=1e6)
    answer = signed_in.get("/markets/?min_turnover=2m", headers=PART)
    text = answer.content.decode()
    assert text.lstrip().startswith("<section")
    assert "1 of 2" in text
    assert "1 filter set" in text
    assert 'data-page-topics="px:SOL-USDT"' in text
    assert {"HX-Request", "HX-Target"} <= set(answer.headers["Vary"].split(", "))


def test_nothing_found_differs_from_nothing_there(signed_in: Client) -> None:
    assert "No instrument is loaded yet." in signed_in.get("/markets/").content.decode()
    traded("SOL")
    assert "No market matches 1 filter." in signed_in.get("/markets/?q=zzz").content.decode()


def test_a_malformed_filter_is_422_with_the_form_that_says_why(signed_in: Client) -> None:
    traded("SOL")
    part = signed_in.get("/markets/?min_turnover=lots", headers=PART)
    text = part.content.decode()
    assert part.status_code == 422
    assert text.lstrip().startswith("<form")
    assert "&#x27;lots&#x27; is not an amount." in text
    assert 'value="lots"' in text
    assert 'aria-describedby="screen-errors"' in text
    whole = signed_in.get("/markets/?sort=colour&min_turnover=lots")
    assert whole.status_code == 422
    assert "<html" in whole.content.decode()


def test_a_history_restore_gets_the_whole_page(signed_in: Client) -> None:
    restored = signed_in.get("/markets/", headers={**PART, "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


def test_the_heat_map_has_a_tile_for_each_market_with_turnover(signed_in: Client) -> None:
    traded("SOL", change=-2.5, turnover=5e6)
    traded("ETH", turnover=9e6)
    InstrumentFactory(base="QUIET")
    page = signed_in.get("/markets/?view=heatmap&starred=").content.decode()
    assert re.findall(r'class="tile (\S+).*?data-tile="(\S+)"', page) == 2 * [
        ("up-2", "ETH-USDT"),
        ("down-3", "SOL-USDT"),
    ]
    assert 'aria-label="SOL \u22122.50%, turnover 5.00M"' in page
    assert 'href="/markets/SOL-USDT/"' in page
    assert "Show these markets as a table" in page


def test_the_drawer_tells_of_one_market_and_closes_by_address(signed_in: Client) -> None:
    traded("SOL")
    page = signed_in.get("/markets/?sort=-last&open=sol-usdt").content.decode()
    for text in ('data-drawer="SOL-USDT"', 'href="/markets/?sort=-last"', "Core", "Stocks", "venues:SOL-USDT"):
        assert text in page
    assert "There is no market MOON-USDT." in signed_in.get("/markets/?open=MOON-USDT").content.decode()
    part = signed_in.get("/markets/?open=SOL-USDT", headers={**PART, "HX-Target": "div#market-area"}).content.decode()
    assert part.lstrip().startswith('<div class="mk" id="market-area">')


def test_a_list_in_the_drawer_takes_the_market_and_gives_it_back(signed_in: Client) -> None:
    traded("SOL")
    signed_in.get("/markets/")
    stocks = Watchlist.objects.get(name="Stocks")
    answer = signed_in.post(
        "/markets/SOL-USDT/star/", {"list": stocks.pk, "style": "named"}, headers={"HX-Request": "true"}
    )
    assert 'aria-pressed="true"' in answer.content.decode()
    assert "Stocks: Watch SOL-USDT" in answer.content.decode()
    assert stocks.instruments.count() == 1


def test_screens_are_saved_shown_and_deleted(signed_in: Client, user: User) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "div#screens"}
    form = {"name": "Tight", "query": "open=SOL-USDT&sure=high&max_spread=1.5&sort=-turnover_24h"}
    saved = signed_in.post("/markets/screens/", form, headers=htmx)
    view = SavedView.objects.get()
    assert (view.page, view.query) == (ViewPage.MARKETS, "max_spread=1.5&sure=high")
    assert 'href="/markets/?max_spread=1.5&amp;sure=high" aria-current="page"' in saved.content.decode()
    assert "Tight" not in signed_in.get("/alerts/").content.decode()
    assert signed_in.post(f"/alerts/views/{view.pk}/delete/").status_code == 404
    wrong = signed_in.post("/markets/screens/", {"name": "", "query": "class=crypto"}, headers=htmx)
    assert (wrong.status_code, "Give the screen a name" in wrong.content.decode()) == (422, True)
    assert signed_in.post("/markets/screens/", {"name": "X", "query": "class=bond"}).status_code == 422
    assert signed_in.post(f"/markets/screens/{view.pk}/delete/").url == "/markets/"
    assert not SavedView.objects.exists()


def test_prices_that_nobody_tells_are_called_old(signed_in: Client) -> None:
    InstrumentFactory(base="SOL")
    assert "No exchange tells these prices now." in signed_in.get("/markets/").content.decode()
    traded("SOL")
    traded("ETH")
    assert "No exchange tells these prices now." not in signed_in.get("/markets/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_table(signed_in: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get("/markets/").status_code == 200
        return len(captured)

    traded("SOL")
    queries()
    few = queries()
    for number in range(15):
        traded(f"Q{number}")
    assert queries() == few <= 16


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    assert client.get("/markets/").status_code == 302
