"""Companies, histories, charts and dividends by the API: from Yahoo over the desk, from the simulator, from candles."""

from dataclasses import replace

import numpy as np
import pytest

from accounts.keys import create_key
from markets.candles.store import store_chunks
from markets.models import AssetClass
from markets.stocks import ask
from markets.stocks.answers import key_of, load_answer
from markets.stocks.types import Period
from markets.stream import bus as keys
from markets.types import Timeframe
from project.common.clock import now_ms
from tests.factories import InstrumentFactory

BASE = "/api/v1/market"
DAY_MS = 86_400_000
PATHS = ("info/AAPL", "history/AAPL?period=1mo", "history/AAPL/chart", "dividends/AAPL")


@pytest.fixture
def headers(user):
    return {"X-API-Key": create_key(user, "Desk")[1]}


@pytest.fixture(autouse=True)
def instruments(db):
    InstrumentFactory(symbol="AAPL", base="AAPL", quote="USD", name="Apple", asset_class=AssetClass.STOCK, rank=1)
    return InstrumentFactory(symbol="BTC-USDT", base="BTC", name="Bitcoin", rank=2)


@pytest.fixture
def get(client, headers):
    def call(path, status=200):
        answer = client.get(f"{BASE}/{path}", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    return call


def days(instrument, count, exchange="simulated"):
    """Store daily candles up to today; return them."""
    today = now_ms() // DAY_MS * DAY_MS
    rows = np.array([[today - DAY_MS * (count - n), 10.0 + n, 12.0 + n, 9.0 + n, 11.0 + n, 5.0] for n in range(count)])
    store_chunks(instrument.pk, exchange, Timeframe.D1, rows)
    return rows


def test_a_company_has_name_sector_and_figures(get, desk):
    body = get("info/aapl")
    assert 0 <= body.pop("age_s") < 60
    assert body == {
        "symbol": "AAPL",
        "name": "Apple Inc.",
        "sector": "Technology",
        "currency": "USD",
        "market_cap": 4_000_000_000_000,
        "pe_ratio": 35.9,
        "dividend_yield": 0.39,
        "fifty_two_week_high": 288.6,
        "fifty_two_week_low": 169.2,
        "source": "yahoo",
        "is_stale": False,
    }


def test_a_history_has_candles_named_as_yahoos_library_names_them(get, desk):
    body = get("history/AAPL?period=1y")
    assert (body["symbol"], body["period"], body["source"]) == ("AAPL", "1y", "yahoo")
    assert body["data"][0] == {
        "Date": "2026-11-19",
        "Open": 266.0,
        "High": 266.5,
        "Low": 265.5,
        "Close": 266.0,
        "Volume": 1000.0,
    }
    assert [bar["Close"] for bar in body["data"]] == [266.0, 267.0, 268.0]


def test_short_periods_have_moments_and_not_days(get, desk, yahoo):
    yahoo.charts["AAPL"]["timestamp"] = [1_795_100_400 + 300 * number for number in range(3)]
    assert get("history/AAPL?period=1d")["data"][0]["Date"] == "2026-11-19T15:00:00+00:00"


@pytest.mark.parametrize("period", Period)
def test_every_period_is_served(get, desk, period):
    assert get(f"history/AAPL?period={period}")["period"] == period


def test_a_chart_is_a_plotly_figure_of_candles_and_volume(get, desk):
    figure = get("history/AAPL/chart?period=1mo")
    candles, volume = figure["data"]
    assert (candles["type"], candles["close"]) == ("candlestick", [266.0, 267.0, 268.0])
    assert (volume["type"], volume["y"], volume["yaxis"]) == ("bar", [1000.0] * 3, "y2")
    assert candles["x"] == volume["x"]
    assert {"xaxis", "yaxis", "yaxis2"} <= figure["layout"].keys()


def test_dividends_are_days_and_amounts(get, desk):
    assert get("dividends/AAPL")["data"] == [{"Date": "2026-11-19", "Dividends": 0.26}]


@pytest.mark.parametrize("path", PATHS)
def test_a_source_that_never_answered_is_unavailable(get, desk, yahoo, path):
    yahoo.faults = [500, 500]
    error = get(path, 503)["error"]
    assert error["code"] == "SERVICE_UNAVAILABLE"


def test_after_a_failure_the_last_value_comes_with_its_age(get, desk, yahoo, bus):
    fresh = get("info/AAPL")
    key = keys.dump  # the answer on the bus grows two hours old
    for name in bus.scan_iter("tw:market_data:*"):
        known = load_answer(bus.get(name))
        bus.set(name, key(replace(known, at_ms=known.at_ms - 7_200_000)))
    yahoo.faults = [429, 429]
    body = get("info/AAPL")
    assert (body["name"], body["is_stale"]) == (fresh["name"], True)
    assert 7_200 <= body["age_s"] < 7_300


def test_without_an_answer_the_stored_candles_of_a_stock_stand_in(get, settings, monkeypatch, bus):
    monkeypatch.setattr(ask, "WAIT_S", 0.1)
    bus.set(keys.MODE, "live")
    settings.EXCHANGES = ["yahoo"]
    stock = InstrumentFactory(symbol="AAPL")
    rows = days(stock, 10, "yahoo")
    body = get("history/AAPL?period=1mo")
    assert [bar["Close"] for bar in body["data"]] == rows[:, 4].tolist()
    assert (body["source"], body["is_stale"]) == ("yahoo", True)


def test_a_coin_has_the_history_that_is_stored(get, instruments):
    rows = days(instruments, 400)
    assert len(get("history/BTC-USDT?period=max")["data"]) == 400
    year = get("history/btc-usdt?period=1y")
    assert 364 <= len(year["data"]) <= 366
    assert year["data"][-1]["Close"] == rows[-1, 4]
    assert (year["source"], year["is_stale"]) == ("simulated", False)


def test_a_coin_has_a_name_its_range_and_no_dividends(get, instruments):
    rows = days(instruments, 30)
    body = get("info/BTC-USDT")
    assert (body["name"], body["sector"], body["pe_ratio"]) == ("Bitcoin", None, None)
    assert (body["fifty_two_week_high"], body["fifty_two_week_low"]) == (rows[:, 2].max(), rows[:, 3].min())
    assert get("dividends/BTC-USDT")["data"] == []


def test_a_coin_without_candles_is_unavailable(get):
    assert get("history/BTC-USDT", 503)["error"]["code"] == "SERVICE_UNAVAILABLE"
    assert get("info/BTC-USDT")["fifty_two_week_high"] is None


@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_needs_a_key(client, path):
    assert client.get(f"{BASE}/{path}").status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_a_call_asks_the_database_for_caller_and_instrument_only(
    client, headers, desk, django_assert_max_num_queries, path
):
    client.get(f"{BASE}/{path}", headers=headers)  # the first call of a month reads what was used before
    with django_assert_max_num_queries(3):
        assert client.get(f"{BASE}/{path}", headers=headers).status_code == 200


def test_the_answer_of_another_mode_is_not_shown(get, desk, bus, settings, monkeypatch):
    get("info/AAPL")
    monkeypatch.setattr(ask, "WAIT_S", 0.1)
    assert [*bus.scan_iter("tw:market_data:*")] == [key_of("live", ask.Topic("AAPL", "info"))]
    desk()
    bus.set(keys.MODE, "simulated")
    get("info/AAPL", 503)
