"""All detectors together on the simulated tape."""

from dataclasses import replace

import pytest

from markets.exchanges import simulated_tape as tape
from markets.exchanges.simulated_hours import ORIGIN_MS
from markets.exchanges.simulated_market import MINUTE_MS, Market
from markets.flow.radar import Radar
from markets.types import EventKind, Standing
from tests.markets.flow.samples import START, liquidated, printed
from tests.markets.values import price, venue

FIRST_MINUTE = 2_040_000
SYMBOLS = ("BTC-USDT", "ETH-USDT", "SOL-USDT", "SUI-USDT", "ARB-USDT")


@pytest.fixture(scope="module")
def prints():
    market = Market(7)
    minutes = range(FIRST_MINUTE, FIRST_MINUTE + 40)
    played = [trade for minute in minutes for symbol in SYMBOLS for trade in tape.trades(market, symbol, minute)]
    return sorted(played, key=lambda trade: trade.event_ms)


def replayed(prints, radar):
    whales, events = [], []
    for trade in prints:
        whale = radar.take_trade(trade)
        whales += [whale] if whale else []
    events += radar.look([], ORIGIN_MS + (FIRST_MINUTE + 41) * MINUTE_MS)
    return whales, events


def test_the_same_stream_twice_makes_the_same_whales_and_events(prints) -> None:
    first = replayed(prints, Radar())
    assert first == replayed(prints, Radar())
    assert len(first[0]) > 10
    assert all(event.kind is EventKind.WHALE for event in first[1])


def test_a_first_run_of_the_simulated_market_shows_a_whale_within_minutes(prints) -> None:
    whales, _ = replayed(prints, Radar())
    assert whales[0].event_ms - (ORIGIN_MS + FIRST_MINUTE * MINUTE_MS) < 10 * MINUTE_MS


def test_a_print_that_comes_again_is_no_second_whale() -> None:
    radar = Radar()
    assert radar.take_trade(printed("1", 1e6))
    assert radar.take_trade(printed("1", 1e6)) is None
    assert radar.take_trade(printed("1", 1e6, exchange="okx"))
    assert radar.take_liquidation(liquidated("1"))
    assert not radar.take_liquidation(liquidated("1"))


def test_a_storm_and_a_cascade_are_told_once_and_then_keep_quiet() -> None:
    radar = Radar()
    for minute in range(4):
        for number in range(4):
            at_ms = START + minute * MINUTE_MS + number * 1000
            radar.take_trade(printed(f"{minute} {number}", 400_000, at_ms))
            radar.take_liquidation(liquidated(f"{minute} {number}", 400_000, at_ms))
        events = radar.look([], START + minute * MINUTE_MS + 40_000)
        assert [event.kind for event in events] == ([] if minute else [EventKind.WHALE, EventKind.LIQUIDATION])
    for number in range(3):
        radar.take_trade(printed(f"later {number}", 400_000, START + 300_000))
    (later,) = radar.look([], START + 340_000)
    assert later.count == 3


@pytest.mark.parametrize("standing", [Standing.STALE, Standing.LONELY, Standing.DISPUTED])
def test_a_price_that_is_not_firm_makes_no_move(standing) -> None:
    assert moved(Radar(), standing) == []


def test_a_firm_price_that_jumps_makes_one_and_one_that_nobody_renews_none() -> None:
    assert [event.kind for event in moved(Radar(), Standing.FIRM)] == [EventKind.MOVE]
    assert moved(Radar(), Standing.FIRM, age_ms=16_000) == []


def moved(radar, standing, age_ms=0):
    events = []
    for second in range(0, 300, 5):
        now = START + second * 1000
        last = 100.0 if second < 120 else 103.0
        events += radar.look([price(last=last, standing=standing, at_ms=now - age_ms)], now)
    return events


def test_a_disagreement_is_told_when_it_begins_and_when_it_ends_and_not_soon_again() -> None:
    radar, told = Radar(), []
    for second in range(400):
        now = START + second * 1000
        is_apart = second < 60 or second > 150
        venues = (venue(at_ms=now), venue("kraken", 101.0 if is_apart else 100.0, at_ms=now))
        told += radar.look([price(at_ms=now, venues=venues)], now)
    assert [event.kind for event in told] == [EventKind.DISAGREEMENT] * 3
    begun, ended, again = told
    assert begun.ended_ms is None
    assert replace(begun, ended_ms=ended.ended_ms) == ended
    assert ended.began_ms == START
    # The second one began at 151 s and lasted 20 s, but waited for the pause after the first to be over.
    assert again.began_ms == START + 151_000


def test_a_depeg_is_told_of_the_same_coins_in_both_moneys() -> None:
    radar, told = Radar(), []
    for second in range(70):
        now = START + second * 1000
        pairs = {"BTC-USD": 89_000.0, "BTC-USDT": 90_000.0}
        told += radar.look([price(symbol, last, at_ms=now) for symbol, last in pairs.items()], now)
    assert [event.title for event in told] == ["One USDT is worth 0.9889 dollars."]


def test_a_storm_of_long_ago_that_an_exchange_tells_when_we_connect_is_no_news() -> None:
    radar = Radar()
    for number in range(4):
        assert radar.take_trade(printed(str(number), 400_000, START + number))
    assert radar.look([], START + 11 * MINUTE_MS) == []
