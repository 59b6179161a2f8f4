"""The gate of numbers, with everything that a broken exchange could send."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.exchanges.sane import clean_candles, clean_quote, number, reject_trade
from markets.types import Quote, Trade

NOW = 1_795_000_000_000
ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)
MAYBE = st.none() | ANY_FLOAT


@given(ANY_FLOAT, MAYBE, MAYBE, st.tuples(MAYBE, MAYBE, MAYBE, MAYBE, MAYBE), st.integers(-1, NOW * 2), st.just(NOW))
def test_whatever_comes_in_only_sane_quotes_leave(
    last: float, bid: float | None, ask: float | None, day: tuple[float | None, ...], event_ms: int, received_ms: int
) -> None:
    quote = clean_quote(Quote("x", "BTC-USDT", last, bid, ask, *day, event_ms, received_ms))
    if isinstance(quote, str):
        assert quote in {"price", "crossed", "time"}
        return
    prices = (quote.last, quote.bid, quote.ask, quote.open_24h, quote.high_24h, quote.low_24h)
    assert all(price is None or 0 < price < 1e12 for price in prices)
    assert all(amount is None or 0 <= amount < 1e18 for amount in (quote.volume_24h, quote.turnover_24h))
    assert quote.bid is None or quote.ask is None or quote.bid < quote.ask
    assert quote.high_24h is None or quote.low_24h is None or quote.low_24h <= quote.high_24h
    assert 0 < quote.event_ms <= NOW + 60_000


@given(
    ANY_FLOAT,
    ANY_FLOAT,
    st.sampled_from(["buy", "sell", "", "BUY"]),
    st.sampled_from(["", "7"]),
    st.integers(-1, NOW * 2),
)
def test_whatever_comes_in_only_sane_trades_leave(price: float, size: float, side: str, trade_id: str, at: int) -> None:
    if reject_trade(Trade("x", "BTC-USDT", trade_id, price, size, side, at), NOW) is None:
        assert 0 < price < 1e12
        assert 0 < size < 1e18
        assert side in {"buy", "sell"}
        assert trade_id
        assert 0 < at <= NOW + 60_000


CELL = st.none() | ANY_FLOAT | st.integers(-(10**20), 10**20) | st.text(max_size=6) | st.booleans()


@given(st.lists(st.lists(CELL, max_size=8)))
def test_whatever_comes_in_only_sane_candles_leave(rows: list[list[object]]) -> None:
    dropped: Counter[str] = Counter()
    clean = clean_candles(rows, 60_000, dropped)
    assert clean.shape[1] == 6
    assert np.isfinite(clean).all()
    assert len(clean) + dropped["candle"] <= len(rows)


def test_candles_are_ordered_and_the_last_word_on_one_counts() -> None:
    dropped: Counter[str] = Counter()
    good = [[120_000, 2, 3, 1, 2, 5], [60_000, 1, 2, 1, 2, 5], [120_000, 2, 4, 1, 3, 6]]
    bad = [[61_000, 1, 2, 1, 2, 5], [180_000, 1, 1.5, 1, 2, 5], [240_000, 1, 2, 1, 2, -1], [60_000, 1, 2]]
    rows = clean_candles([*good, *bad], 60_000, dropped)
    assert rows.tolist() == [[60_000, 1, 2, 1, 2, 5], [120_000, 2, 4, 1, 3, 6]]
    assert dropped["candle"] == 4


@pytest.mark.parametrize("value", [None, True, "", "abc", "NaN", math.inf, "-inf", 10**400, [], {}, b"1"])
def test_what_is_no_number_reads_as_none(value: object) -> None:
    assert number(value) is None


@pytest.mark.parametrize(("value", "expected"), [("1.5", 1.5), (2, 2.0), (" 3 ", 3.0), ("1e3", 1000.0)])
def test_numbers_read_as_numbers(value: object, expected: float) -> None:
    assert number(value) == expected
