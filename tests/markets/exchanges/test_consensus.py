import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.exchanges.consensus import FRESH_MS, best_sides, consensus
from tests.markets.values import quote

NOW = 1_000_000_000

quotes = st.lists(
    st.builds(
        lambda last, age, half, exchange: quote(
            f"venue{exchange}", last, at_ms=NOW - age, bid=last - half if last > half else None, ask=last + half
        ),
        st.floats(1, 1e6),
        st.integers(0, 30_000),
        st.floats(0, 5),
        st.integers(0, 6),
    ),
    max_size=7,
)


def test_the_price_is_the_median_and_carries_where_it_comes_from():
    price = consensus([quote("kraken", 99), quote("binance", 101), quote("coinbase", 500)], quote().received_ms)
    assert price.last == 101
    assert price.exchanges == ("binance", "coinbase", "kraken")


def test_a_quote_older_than_fifteen_seconds_has_no_say():
    old = quote("kraken", 500, at_ms=NOW - FRESH_MS - 1)
    assert consensus([old, quote("binance", 100, at_ms=NOW)], NOW).exchanges == ("binance",)
    assert consensus([old], NOW) is None


def test_changes_are_against_the_median_open_and_the_price_an_hour_ago():
    two = [quote("a", 110, open_24h=100, at_ms=NOW), quote("b", 110, open_24h=120, at_ms=NOW)]
    price = consensus(two, NOW, hour_ago=88)
    assert price.change_24h == pytest.approx(0)
    assert price.change_1h == pytest.approx(25)
    assert consensus([quote(at_ms=NOW)], NOW).change_24h is None


def test_the_day_is_summed_over_the_exchanges():
    first = quote("a", at_ms=NOW, high_24h=110, low_24h=90, volume_24h=5, turnover_24h=500)
    second = quote("b", at_ms=NOW, high_24h=112, low_24h=91, volume_24h=2, turnover_24h=None)
    price = consensus([first, second], NOW)
    assert (price.high_24h, price.low_24h, price.volume_24h, price.turnover_24h) == (112, 90, 7, 500)


def test_books_that_cross_each_other_are_not_mixed():
    far, near = quote("a", 120, bid=119, ask=121), quote("b", 100, bid=99, ask=101)
    assert best_sides([far, near], 100) == (99, 101)


def test_a_crossed_or_one_sided_book_is_no_book():
    assert best_sides([quote(bid=101, ask=99), quote(bid=None, ask=3), quote(bid=0, ask=3)], 100) == (None, None)


@given(quotes)
def test_the_price_lies_between_the_fresh_quotes_and_its_book_never_crosses(some):
    price = consensus(some, NOW)
    fresh = [each for each in some if NOW - each.received_ms <= FRESH_MS]
    if price is None:
        assert not fresh
        return
    assert min(each.last for each in fresh) <= price.last <= max(each.last for each in fresh)
    assert price.at_ms == max(each.received_ms for each in fresh)
    if price.bid is not None:
        assert price.bid < price.ask
        assert price.spread_bps > 0
