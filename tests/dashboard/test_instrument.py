"""One instrument's page, and the numbers of its chart."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dashboard.formats import MINUS
from dashboard.selectors import watchlists_of
from dashboard.tape import big_notional, prints, size_text
from dashboard.wording import chart_label, empty_note
from markets.models import Instrument, MarketEvent
from markets.stream import bus
from markets.types import Timeframe
from project.common.clock import now
from tests.dashboard.trading import client as bus_client
from tests.dashboard.trading import publish, traded, with_history
from tests.factories import AlertFactory, InstrumentFactory, UserFactory
from tests.markets.values import price, trade


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_the_page_shows_the_price_with_where_it_comes_from(signed_in: Client) -> None:
    instrument = InstrumentFactory(base="SOL", name="Solana")
    publish(
        price(
            instrument.symbol, 188.42, change_24h=-0.73, high_24h=192.8, low_24h=184.11, exchanges=("binance", "kraken")
        )
    )
    page = signed_in.get("/markets/SOL-USDT/").content.decode()
    assert "<title>SOL-USDT 188.42" in page
    assert "2 exchanges" in page
    assert "Binance, Kraken" in page
    assert f"Last 188.42, {MINUS}0.73 percent in 24 hours, range 184.11 to 192.80" in page
    assert "px:SOL-USDT tape:SOL-USDT" in page


def test_the_symbol_may_be_written_in_any_case(signed_in: Client) -> None:
    InstrumentFactory(base="SOL")
    answer = signed_in.get("/markets/sol-usdt/?timeframe=1h")
    assert (answer.status_code, answer["Location"]) == (301, "/markets/SOL-USDT/?timeframe=1h")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/markets/NOPE/", 404),
        ("/markets/%00/", 404),
        ("/markets/NOPE/candles.json", 404),
        ("/markets/SOL-USDT/?timeframe=7m", 422),
        ("/markets/SOL-USDT/?show=fortune", 422),
        ("/markets/SOL-USDT/?tab=gossip", 422),
        ("/markets/SOL-USDT/candles.json?timeframe=7m", 422),
        ("/markets/SOL-USDT/candles.json?limit=0", 422),
        ("/markets/SOL-USDT/candles.json?limit=1001", 422),
        ("/markets/SOL-USDT/candles.json?limit=-5", 422),
        ("/markets/SOL-USDT/candles.json?limit=ten", 422),
    ],
)
def test_a_wrong_address_is_named_and_not_a_fault(signed_in: Client, path: str, status: int) -> None:
    InstrumentFactory(base="SOL")
    answer = signed_in.get(path, headers={"Accept": "application/json"} if "json" in path else {})
    assert answer.status_code == status
    if "json" in path:
        assert answer.json()["error"]["message"]


def test_the_address_says_what_is_shown(signed_in: Client) -> None:
    InstrumentFactory(base="SOL")
    page = signed_in.get("/markets/SOL-USDT/?timeframe=1h&show=ema,rsi&tab=statistics").content.decode()
    assert 'data-timeframe="1h"' in page
    assert 'data-show="ema-20,rsi-14"' in page
    assert 'data-tab="statistics"' in page
    none = signed_in.get("/markets/SOL-USDT/?show=none").content.decode()
    assert 'data-show=""' in none


def test_candles_come_with_indicators_warmed_up_by_what_lies_before(signed_in: Client) -> None:
    instrument = InstrumentFactory(base="SOL")
    with_history(instrument, Timeframe.H1, 500)
    path = "/markets/SOL-USDT/candles.json?timeframe=1h&show=sma,rsi-14,macd"
    data = signed_in.get(f"{path}&limit=100").json()
    assert (data["timeframe"], data["step"], data["exchange"]) == ("1h", 3_600_000, "simulated")
    lines = [line["values"] for each in data["indicators"] for line in each["lines"]]
    assert {len(values) for values in [*lines, *(data[name] for name in "tohlcv")]} == {100}
    assert not any(None in values for values in lines)
    longer = signed_in.get(f"{path}&limit=200").json()
    assert longer["indicators"][1]["lines"][0]["values"][-1] == pytest.approx(lines[1][-1], rel=1e-6)


def test_too_little_history_says_how_much_is_needed(signed_in: Client) -> None:
    with_history(InstrumentFactory(base="SOL"), Timeframe.H1, 9)
    (rsi,) = signed_in.get("/markets/SOL-USDT/candles.json?timeframe=1h&show=rsi").json()["indicators"]
    assert rsi["note"] == "RSI 14 needs 15 candles, 9 so far"
    assert rsi["lines"][0]["values"] == [None] * 9


def test_what_is_compared_comes_with_the_candles_and_is_offered_no_more(signed_in: Client) -> None:
    for base in ("SOL", "ETH", "ETC"):
        with_history(InstrumentFactory(base=base), Timeframe.H1, 9)
    query = "timeframe=1h&compare=ETH-USDT"
    data = signed_in.get(f"/markets/SOL-USDT/candles.json?{query}").json()
    assert [(other["symbol"], len(other["values"])) for other in data["compare"]] == [("ETH-USDT", 9)]
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "ul#compare-choices"}
    part = signed_in.get(f"/markets/SOL-USDT/?{query}&find=et", headers=headers).content.decode()
    assert 'data-compare="ETC-USDT"' in part
    assert 'data-compare="ETH-USDT"' not in part
    assert "<h1" not in part


def test_whales_and_liquidations_have_flags_of_their_own(signed_in: Client) -> None:
    instrument = InstrumentFactory(base="SOL")
    with_history(instrument, Timeframe.H1, 9)
    for kind, age in (("whale", 1), ("liquidation", 2), ("move", 3), ("whale", 40)):
        began_at = now() - timedelta(hours=age)
        MarketEvent.objects.create(
            kind=kind, instrument=instrument, began_at=began_at, title=f"{kind} {age}", is_simulated=True
        )
    flags = signed_in.get("/markets/SOL-USDT/candles.json?timeframe=1h").json()["alerts"]
    assert [(flag["letter"], flag["title"]) for flag in flags] == [("W", "whale 1"), ("L", "liquidation 2")]
    assert {flag["url"] for flag in flags} == {"/markets/SOL-USDT/?tab=flow"}


def test_an_instrument_without_candles_answers_with_none(signed_in: Client) -> None:
    InstrumentFactory(base="SOL")
    data = signed_in.get("/markets/SOL-USDT/candles.json").json()
    assert data["t"] == []
    assert data["alerts"] == []


def test_alerts_stand_on_the_time_axis_with_a_letter(signed_in: Client) -> None:
    InstrumentFactory(base="SOL")
    launch = AlertFactory(tokens_mentioned=["SOL"], kind="launch", published_at=now() - timedelta(hours=1))
    AlertFactory(tokens_mentioned=["SOL"], kind="other", published_at=None)
    AlertFactory(tokens_mentioned=["SOL"], user=UserFactory())
    news, flag = signed_in.get("/markets/SOL-USDT/candles.json").json()["alerts"]
    assert (flag["letter"], flag["url"]) == ("T", f"/alerts/{launch.pk}/")
    assert flag["t"] == int(launch.published_at.timestamp() * 1000)
    assert news["letter"] == "N"


def test_the_alerts_part_is_swapped_alone(signed_in: Client) -> None:
    InstrumentFactory(base="SOL")
    AlertFactory(title="Solana names a date", tokens_mentioned=["SOL"])
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#instrument-alerts"}
    part = signed_in.get("/markets/SOL-USDT/", headers=headers).content.decode()
    assert "Solana names a date" in part
    assert "<h1" not in part


def test_the_tape_lists_prints_newest_first_and_shades_big_ones(signed_in: Client) -> None:
    InstrumentFactory(base="SOL")
    prints_in = [trade(str(number), "SOL-USDT", size=size) for number, size in enumerate((1.0, 1.0, 1.0, 50.0))]
    with bus_client() as connection:
        connection.rpush(bus.tape_key("SOL-USDT"), *(bus.dump(each) for each in prints_in))
    page = signed_in.get("/markets/SOL-USDT/").content.decode()
    assert page.count('data-id="binance:') == 4
    assert page.count('class="tr big"') == 1
    assert 'data-big="800"' in page


def test_sizes_have_as_many_digits_as_matter() -> None:
    assert [size_text(size) for size in (1240.4, 33.04, 2.414, 0.04213)] == ["1,240", "33.0", "2.41", "0.0421"]
    assert (big_notional([]), prints([])) == (0, [])


def test_neighbours_come_from_the_users_list(signed_in: Client, user: User) -> None:
    for base in ("AAA", "BBB", "CCC"):
        InstrumentFactory(base=base)
    watchlists_of(user)
    page = signed_in.get("/markets/BBB-USDT/").content.decode()
    assert 'rel="prev"' in page
    assert page.index('rel="prev"') < page.index('href="/markets/AAA-USDT/"')
    assert 'href="/markets/CCC-USDT/"' in page


def test_an_instrument_without_candles_says_why() -> None:
    stock = Instrument(symbol="NVDA", asset_class="stock")
    pair = Instrument(symbol="SOL-USDT", asset_class="crypto")
    assert "Yahoo Finance" in empty_note(stock, "live")
    assert "within a minute" in empty_note(stock, "simulated")
    assert "No exchange is connected" in empty_note(pair, "off")
    assert chart_label(pair, None) == "SOL-USDT candles. No price yet."


def test_the_page_tells_its_script_what_to_say_without_candles(signed_in: Client) -> None:
    traded("SOL")
    assert 'data-empty-note="No candle yet.' in signed_in.get("/markets/SOL-USDT/").content.decode()


def test_a_page_works_while_the_bus_is_away(signed_in: Client, settings) -> None:
    with_history(InstrumentFactory(base="SOL"), Timeframe.H1, 30)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    page = signed_in.get("/markets/SOL-USDT/")
    assert page.status_code == 200
    assert signed_in.get("/markets/SOL-USDT/candles.json?timeframe=1h").json()["t"]


def test_the_number_of_queries_does_not_grow(signed_in: Client) -> None:
    traded("SOL")
    AlertFactory(tokens_mentioned=["SOL"])  # where there is none, the read of their marks is spared

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(path).status_code == 200
        return len(captured)

    paths = ("/markets/SOL-USDT/", "/markets/SOL-USDT/candles.json")
    [queries(path) for path in paths]
    few = [queries(path) for path in paths]
    for number in range(10):
        traded(f"Q{number}")
        AlertFactory(tokens_mentioned=["SOL"])
    assert [queries(path) for path in paths] == few
    assert few[0] <= 26


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    assert client.get("/markets/SOL-USDT/").status_code == 302
    assert client.get("/markets/SOL-USDT/candles.json").status_code == 302
