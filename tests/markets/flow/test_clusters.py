"""Windows of prints that come together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.flow.clusters import LATE_MS, WINDOW_MS, Window, Windows, event_of, is_storm
from markets.types import EventKind
from tests.markets.flow.samples import START

prints = st.lists(
    st.tuples(
        st.sampled_from(["BTC-USDT", "ETH-USDT"]),
        st.sampled_from(["buy", "sell"]),
        st.floats(1, 1e9),
        st.integers(-LATE_MS, 90_000),
    ),
    max_size=60,
)


def taken(prints, looks=frozenset()) -> list[Window]:
    windows, found, now = Windows(), [], START
    for number, (symbol, side, usd_value, step) in enumerate(prints):
        now += max(step, 0)
        windows.take("kraken", symbol, side, usd_value, now + min(step, 0))
        if number in looks:
            found += windows.closed(now)
    return found + windows.closed(now + WINDOW_MS + LATE_MS)


@given(prints, st.sets(st.integers(0, 60)))
def test_windows_of_a_symbol_never_overlap_and_hold_every_print_that_is_not_late(prints, looks) -> None:
    found = taken(prints, looks)
    for symbol in ("BTC-USDT", "ETH-USDT"):
        own = sorted((window for window in found if window.symbol == symbol), key=lambda window: window.began_ms)
        assert all(before.ended_ms <= after.began_ms for before, after in pairwise(own))
    assert sum(window.count for window in found) == len(prints)
    assert sum(window.usd_value for window in found) == pytest.approx(sum(each[2] for each in prints))


@given(prints)
def test_one_sidedness_is_how_far_the_sides_are_apart_of_what_both_weigh(prints) -> None:
    for window in taken(prints):
        bought, sold = (window.sides.get(side, 0.0) for side in ("buy", "sell"))
        assert 0 <= window.one_sidedness <= 1
        assert window.one_sidedness == pytest.approx(abs(bought - sold) / (bought + sold), abs=1e-9)
        assert window.sides[window.side] == max(bought, sold)


@given(prints, st.sets(st.integers(0, 60)))
def test_how_often_somebody_looks_changes_no_window_of_prints_in_order(prints, looks) -> None:
    ordered = [(symbol, side, usd, abs(step)) for symbol, side, usd, step in prints]

    def key(window: Window) -> tuple[object, ...]:
        return window.symbol, window.began_ms, window.count, window.usd_value

    assert sorted(map(key, taken(ordered, looks))) == sorted(map(key, taken(ordered)))


def test_what_is_much_older_than_the_window_is_left_out() -> None:
    windows = Windows()
    windows.take("kraken", "BTC-USDT", "buy", 1.0, START)
    windows.take("binance", "BTC-USDT", "buy", 2.0, START - LATE_MS)
    windows.take("binance", "BTC-USDT", "buy", 4.0, START - LATE_MS - 1)
    (window,) = windows.closed(START + WINDOW_MS + LATE_MS)
    assert (window.count, window.usd_value, window.began_ms) == (2, 3.0, START)
    assert window.exchanges == {"kraken", "binance"}


def test_a_window_stays_open_until_late_prints_can_have_come() -> None:
    windows = Windows()
    windows.take("kraken", "BTC-USDT", "buy", 1.0, START)
    assert windows.closed(START + WINDOW_MS + LATE_MS - 1) == []
    assert len(windows.closed(START + WINDOW_MS + LATE_MS)) == 1
    assert windows.closed(START + WINDOW_MS + LATE_MS) == []


@pytest.mark.parametrize(
    ("count", "usd_value", "expected"), [(3, 3.0, True), (2, 4.9, False), (1, 5.0, True), (2, 2.0, False)]
)
def test_a_storm_is_many_whales_or_a_huge_one(count: int, usd_value: float, expected: bool) -> None:
    window = Window("BTC-USDT", START, count, {"buy": usd_value})
    assert is_storm(window, 1.0) == expected


@pytest.mark.parametrize(
    ("kind", "window", "title"),
    [
        (
            EventKind.WHALE,
            Window("BTC-USDT", START, 4, {"buy": 2.7e6, "sell": 0.5e6}),
            "4 whale trades of $3.20M in BTC-USDT within 30 seconds, 84% of it bought.",
        ),
        (
            EventKind.WHALE,
            Window("BTC-USDT", START, 1, {"sell": 9.9e6}),
            "One whale trade of $9.90M in BTC-USDT, sold.",
        ),
        (
            EventKind.LIQUIDATION,
            Window("OP-USDT", START, 23, {"long": 912_000.0}),
            "23 liquidations of $912K in OP-USDT within 30 seconds, all of it longs.",
        ),
    ],
)
def test_an_event_says_in_one_sentence_what_happened(kind: EventKind, window: Window, title: str) -> None:
    event = event_of(kind, window)
    assert event.title == title
    assert (event.began_ms, event.ended_ms) == (START, START + WINDOW_MS)
    assert event.count == window.count
