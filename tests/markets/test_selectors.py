import logging
import socket
import time
from dataclasses import replace

import pytest

from markets.candles.store import store_chunks, store_minutes
from markets.models import Instrument
from markets.selectors import (
    active_instruments,
    data_mode,
    exchange_states,
    get_instrument,
    latest_prices,
    recent_trades,
    sparklines,
    thin,
)
from markets.stream import bus as keys
from markets.stream import reads
from markets.types import Confidence, FeedState, Standing, Timeframe, Verdict
from project.common.clock import now_ms
from project.common.errors import Missing
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import candles
from tests.markets.candles.test_store import minutes
from tests.markets.values import price, state, trade, venue

pytestmark = pytest.mark.django_db
HOUR_MS = 3_600_000


@pytest.fixture
def btc():
    return InstrumentFactory(symbol="BTC-USDT", base="BTC")


@pytest.fixture
def no_bus(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def test_a_price_comes_back_as_it_was_written(bus):
    venues = (venue("binance"), venue("kraken", None, Verdict.UNBELIEVABLE, share=None))
    written = price(
        last=71_284.5, bid=71_284.0, change_24h=-1.25, exchanges=("binance", "kraken"), venues=venues, vwap=71_284.25
    )
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(written))
    assert latest_prices(["BTC-USDT", "ETH-USDT"]) == {"BTC-USDT": written}


def test_a_price_that_nobody_renews_is_stale_whatever_the_stream_said_last(bus):
    for symbol, age_ms in (("BTC-USDT", 16_000), ("ETH-USDT", 1_000), ("NVDA", 16_000)):
        bus.hset(keys.PRICES, symbol, keys.dump(price(symbol, at_ms=now_ms() - age_ms)))
    found = latest_prices(["BTC-USDT", "ETH-USDT", "NVDA"])
    assert [each.standing for each in found.values()] == [Standing.STALE, Standing.FIRM, Standing.FIRM]
    assert found["BTC-USDT"].confidence is Confidence.LOW


def test_a_price_without_a_pedigree_counts_as_stale(bus):
    fields = ("symbol", "last", "exchanges", "at_ms", "bid", "ask", "change_1h", "change_24h", "high_24h", "low_24h")
    written = price()
    old = {name: getattr(written, name) for name in (*fields, "volume_24h", "turnover_24h", "spread_bps")}
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(old))
    assert latest_prices(["BTC-USDT"])["BTC-USDT"].standing is Standing.STALE


def test_all_active_instruments_are_priced_when_none_is_named(btc, bus):
    InstrumentFactory(symbol="OLD-USDT", is_active=False)
    for symbol in ("BTC-USDT", "OLD-USDT"):
        bus.hset(keys.PRICES, symbol, keys.dump(price(symbol)))
    assert list(latest_prices()) == ["BTC-USDT"]


def test_without_a_bus_the_last_stored_close_answers_and_the_log_says_so_once(btc, no_bus, caplog):
    rows = candles(5)
    store_minutes(minutes(btc, rows, "simulated"))
    with caplog.at_level(logging.WARNING):
        first = latest_prices(["BTC-USDT"])["BTC-USDT"]
        latest_prices(["BTC-USDT"])
    assert first.last == pytest.approx(rows[-1, 4])
    assert first.exchanges == ("simulated",)
    assert first.at_ms == int(rows[-1, 0]) + 60_000
    assert first.change_24h is None
    assert first.standing is Standing.STALE
    assert sum("bus does not answer" in record.message for record in caplog.records) <= 1


def test_without_a_bus_and_minutes_the_last_stored_hour_answers(btc, no_bus):
    start = now_ms() // HOUR_MS * HOUR_MS - 3 * HOUR_MS
    hours = candles(3, start, HOUR_MS)
    store_chunks(btc.pk, "simulated", Timeframe.H1, hours)
    assert latest_prices(["BTC-USDT"])["BTC-USDT"].last == pytest.approx(hours[-1, 4])


def test_without_a_bus_nothing_raises(btc, no_bus):
    assert (data_mode(), exchange_states(), recent_trades("BTC-USDT"), latest_prices()) == ("off", [], [], {})


def test_the_mode_is_off_until_a_stream_says_otherwise(bus):
    assert data_mode() == "off"
    bus.set(keys.MODE, "live")
    assert data_mode() == "live"
    bus.set(keys.MODE, "simulated")
    assert data_mode() == "simulated"


def test_an_exchange_that_nobody_reports_on_is_no_longer_live(bus):
    silent = replace(state("binance", at_ms=now_ms() - 60_000), rate=15.5, counted=32, quoted=32)
    for each in (state("kraken"), silent, state("coinbase", FeedState.DOWN)):
        bus.hset(keys.EXCHANGES, each.exchange, keys.dump(each))
    binance = exchange_states()[0]
    assert (binance.latency_ms, binance.rate, binance.counted, binance.quoted) == (None, 0.0, 0, 32)
    assert [(each.exchange, each.state) for each in exchange_states()] == [
        ("binance", FeedState.STALE),
        ("coinbase", FeedState.DOWN),
        ("kraken", FeedState.LIVE),
    ]


def test_recent_trades_are_newest_first_and_limited(bus):
    for number in range(5):
        bus.lpush(keys.tape_key("BTC-USDT"), keys.dump(trade(str(number))))
    assert [each.trade_id for each in recent_trades("BTC-USDT", limit=3)] == ["4", "3", "2"]


def test_an_instrument_is_found_in_any_case(btc):
    assert get_instrument("btc-usdt") == btc


def test_an_unknown_or_inactive_instrument_is_missing_and_the_error_names_the_others(btc):
    InstrumentFactory(symbol="OLD-USDT", is_active=False)
    for symbol in ("OLD-USDT", "NOPE", "x" * 500, "'; --"):
        with pytest.raises(Missing) as caught:
            get_instrument(symbol)
        assert caught.value.code == "INVALID_SYMBOL"
        assert caught.value.details == {"supported_symbols": ["BTC-USDT"]}
        assert len(caught.value.message) < 100


def test_active_instruments_stand_in_the_order_of_their_rank():
    InstrumentFactory(symbol="B-USDT", rank=2)
    InstrumentFactory(symbol="A-USDT", rank=3)
    InstrumentFactory(symbol="C-USDT", rank=1)
    assert [instrument.symbol for instrument in active_instruments()] == ["C-USDT", "B-USDT", "A-USDT"]


def test_sparklines_are_a_week_of_hours_thinned_in_one_query(btc, django_assert_num_queries):
    start = now_ms() // HOUR_MS * HOUR_MS - 400 * HOUR_MS
    hours = candles(400, start, HOUR_MS)
    store_chunks(btc.pk, "simulated", Timeframe.H1, hours)
    Instrument.objects.get_or_create(symbol="ETH-USDT", defaults={"decimals": 2})
    with django_assert_num_queries(1):
        lines = sparklines(["BTC-USDT", "ETH-USDT"])
    assert list(lines) == ["BTC-USDT"]
    assert len(lines["BTC-USDT"]) == 48
    assert lines["BTC-USDT"][-1] == pytest.approx(hours[-1, 4])
    assert lines["BTC-USDT"][0] == pytest.approx(hours[-168:][0, 4], rel=0.01)


def test_thinning_keeps_the_first_and_the_last_value():
    assert thin([float(value) for value in range(168)], 48)[::47] == [0.0, 167.0]
    assert thin([1.0, 2.0], 48) == [1.0, 2.0]


def test_a_symbol_with_a_character_that_no_database_keeps_is_missing(btc):
    with pytest.raises(Missing):
        get_instrument("BTC\x00")


def test_a_bus_that_hangs_is_waited_for_once_and_asked_again_later(settings, monkeypatch, bus):
    address = settings.REDIS_URL
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        monkeypatch.setattr(reads, "QUIET_S", 0.3)
        begun = time.monotonic()
        assert [data_mode() for _ in range(20)] == ["off"] * 20
        assert time.monotonic() - begun < 10
    settings.REDIS_URL = address
    bus.set(keys.MODE, "live")
    time.sleep(0.31)
    assert data_mode() == "live"
