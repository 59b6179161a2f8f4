import numpy as np
import pytest
import time_machine

from markets.candles.resample import resample
from markets.candles.selectors import closes_before, latest_candles, parse_timeframe, preferred_exchanges
from markets.candles.store import roll_over, store_minutes
from markets.stream import bus as keys
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import from_ms
from project.common.errors import Invalid
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import DAY_MS, MINUTE_MS, MONDAY_MS, candles
from tests.markets.candles.test_store import minutes

pytestmark = pytest.mark.django_db
NOW_MS = MONDAY_MS + 10 * DAY_MS + 90 * MINUTE_MS


@pytest.fixture
def btc():
    return InstrumentFactory(symbol="BTC-USDT", base="BTC")


@pytest.fixture
def history(btc):
    """Ten closed days in chunks and ninety minutes of today in rows, all simulated."""
    rows = candles(10 * 1440 + 90)
    store_minutes(minutes(btc, rows, "simulated"))
    roll_over(from_ms(MONDAY_MS + 10 * DAY_MS))
    with time_machine.travel(from_ms(NOW_MS), tick=False):
        yield rows


@pytest.mark.parametrize("timeframe", list(Timeframe))
def test_every_timeframe_is_what_the_minutes_make(btc, history, timeframe):
    expected = history if timeframe is Timeframe.M1 else resample(history, timeframe)
    series = latest_candles(btc, timeframe, limit=300)
    assert series.exchange == "simulated"
    assert series.timeframe is timeframe
    assert series.rows == pytest.approx(expected[-300:])


@pytest.mark.parametrize("timeframe", list(Timeframe))
def test_older_pages_join_without_gap_or_repetition(btc, history, timeframe):
    newest = latest_candles(btc, timeframe, limit=7).rows
    older = latest_candles(btc, timeframe, limit=7, before_ms=int(newest[0, 0])).rows
    expected = history if timeframe is Timeframe.M1 else resample(history, timeframe)
    assert np.concatenate((older, newest)) == pytest.approx(expected[-14:])


def test_reading_takes_a_fixed_number_of_queries(btc, history, django_assert_max_num_queries):
    for timeframe in Timeframe:
        with django_assert_max_num_queries(5):
            latest_candles(btc, timeframe)


def test_an_instrument_without_candles_has_an_empty_series(btc):
    series = latest_candles(btc, Timeframe.H1)
    assert series.rows.shape == (0, 6)
    assert series.exchange == ""


def test_the_exchange_with_the_newest_data_is_shown_and_the_operators_order_settles_near_ties(btc, bus, settings):
    bus.set(keys.MODE, "live")
    settings.EXCHANGES = ["binance", "kraken"]
    store_minutes(minutes(btc, candles(60), "binance"))
    store_minutes(minutes(btc, candles(62), "kraken"))
    assert latest_candles(btc, Timeframe.M1).exchange == "binance"
    store_minutes(minutes(btc, candles(100), "kraken"))
    assert latest_candles(btc, Timeframe.M1).exchange == "kraken"


def test_simulated_candles_are_never_shown_beside_live_ones(btc, bus):
    store_minutes(minutes(btc, candles(60), "simulated"))
    bus.set(keys.MODE, "live")
    assert latest_candles(btc, Timeframe.M1).rows.size == 0
    bus.set(keys.MODE, "simulated")
    assert len(latest_candles(btc, Timeframe.M1).rows) == 60


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("live", ("kraken",)), ("simulated", ("simulated",)), ("auto", ("kraken", "simulated"))],
)
def test_without_a_stream_the_setting_says_which_candles_count(settings, setting, expected):
    settings.MARKET_DATA = setting
    settings.EXCHANGES = ["kraken"]
    assert preferred_exchanges() == expected


def test_the_price_an_hour_ago_is_the_close_of_the_last_whole_minute(btc, bus):
    bus.set(keys.MODE, "simulated")
    rows = candles(10)
    store_minutes(minutes(btc, rows, "simulated"))
    store_minutes(minutes(btc, candles(10, seed=3), "kraken"))
    assert closes_before(from_ms(MONDAY_MS + 5 * MINUTE_MS)) == {"BTC-USDT": pytest.approx(rows[4, 4])}
    assert closes_before(from_ms(MONDAY_MS + 60 * MINUTE_MS)) == {}


def test_a_timeframe_is_read_by_its_name():
    assert parse_timeframe("1D") is Timeframe.D1
    with pytest.raises(Invalid) as caught:
        parse_timeframe("7x")
    assert caught.value.details["supported_timeframes"] == [*TIMEFRAME_MS]
