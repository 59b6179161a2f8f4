import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.exchanges.consensus import best_sides, consensus, outdated, weighted
from markets.exchanges.verdicts import FRESH_MS, STOCK_FRESH_MS
from markets.types import Confidence, Standing, Verdict
from tests.markets.values import quote

NOW = 1_000_000_000
EXCHANGES = ("binance", "bybit", "coinbase", "htx", "kraken", "kucoin", "okx")

quotes = st.lists(
    st.builds(
        lambda last, age, half, exchange: quote(
            f"venue{exchange}", last, at_ms=NOW - age, bid=last - half if last > half else None, ask=last + half
        ),
        st.floats(1, 1e6),
        st.integers(0, 30_000),
        st.floats(0.01, 5),
        st.integers(0, 6),
    ),
    max_size=7,
    unique_by=lambda each: each.exchange,
)
believable = st.floats(1e-6, 1e9)
numbers = st.one_of(
    st.none(), st.floats(), st.sampled_from([0.0, -1.0, math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, 1e12])
)


def quoted(*lasts, **fields):
    """Return each exchange's quote, with a narrow book unless the fields say otherwise."""
    rows = zip(EXCHANGES, lasts, strict=False)
    return [quote(name, last, at_ms=NOW, **{"bid": last - 0.01, "ask": last + 0.01, **fields}) for name, last in rows]


def made(*lasts, before=None, **fields):
    return consensus(quoted(*lasts, **fields), NOW, before=before)


def verdicts(price):
    return {venue.exchange: venue.verdict for venue in price.venues}


def test_the_price_is_the_median_and_carries_where_it_comes_from():
    price = consensus([quote("kraken", 99), quote("binance", 101), quote("coinbase", 100)], quote().received_ms)
    assert price.last == 100
    assert price.exchanges == ("binance", "coinbase", "kraken")
    assert price.dispersion_bps == 200


def test_one_that_is_far_from_the_others_has_no_say_and_is_named():
    price = made(100, 100.1, 100.2, 500)
    assert (price.last, price.exchanges) == (100.1, ("binance", "bybit", "coinbase"))
    assert verdicts(price)["htx"] is Verdict.FAR
    assert [venue.share for venue in price.venues] == [None] * 4


def test_a_mad_of_zero_throws_nobody_out_for_a_cent():
    price = made(100, 100, 100, 100, 100.01)
    assert set(verdicts(price).values()) == {Verdict.USED}
    assert (price.last, price.standing, price.confidence) == (100, Standing.FIRM, Confidence.HIGH)


def test_where_a_step_is_wide_one_step_is_not_far():
    one_step = [quote(name, 0.20, at_ms=NOW, bid=0.20, ask=0.21) for name in EXCHANGES[:3]]
    price = consensus([*one_step, quote("okx", 0.21, at_ms=NOW, bid=0.20, ask=0.21)], NOW)
    assert len(price.exchanges) == 4
    assert price.standing is Standing.FIRM


def test_a_wide_book_is_no_excuse_for_a_liar():
    lie = quote("okx", 500, at_ms=NOW, bid=1, ask=900)
    assert consensus([*quoted(100), lie], NOW).standing is Standing.DISPUTED
    assert verdicts(consensus([*quoted(100, 100.1), lie], NOW))["okx"] is Verdict.FAR
    wide = made(100, 500, bid=1, ask=900)
    assert wide.standing is Standing.DISPUTED


def test_two_that_disagree_leave_the_price_where_it_was_sure_last():
    assert made(100, 500, before=101).last == 100
    assert made(100, 500, before=480).last == 500
    assert made(100, 500).last == 300
    assert {made(100, 500, before=before).standing for before in (None, 101)} == {Standing.DISPUTED}
    assert made(100, 100.4).last == pytest.approx(100.2)
    assert made(100, 100.4).standing is Standing.FIRM


def test_two_against_two_is_a_dispute_and_not_the_middle_of_nowhere():
    price = made(100, 100.1, 500, 500.1, before=99)
    assert (price.last, price.standing, price.confidence) == (100.1, Standing.DISPUTED, Confidence.LOW)


def test_one_exchange_alone_is_lonely_but_the_simulated_one_is_the_whole_market():
    assert (made(100).standing, made(100).confidence) == (Standing.LONELY, Confidence.LOW)
    simulated = consensus([quote("simulated", 100, at_ms=NOW)], NOW)
    assert (simulated.standing, simulated.confidence) == (Standing.FIRM, Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("lasts", "confidence"),
    [
        ((100, 100.1, 100.2), Confidence.HIGH),
        ((100, 100.1), Confidence.MEDIUM),
        ((100, 100.1, 100.35), Confidence.MEDIUM),
        ((100, 100, 100, 100.1, 100.1, 100.2, 300), Confidence.HIGH),
        ((100, 100, 100, 100.1, 100.1, 300, 300), Confidence.MEDIUM),
        ((100, 102, 104), Confidence.LOW),
    ],
)
def test_confidence_follows_how_many_are_how_close(lasts, confidence):
    assert made(*lasts).confidence is confidence


def test_a_quote_older_than_fifteen_seconds_has_no_say():
    old = quote("kraken", 500, at_ms=NOW - FRESH_MS - 1)
    price = consensus([old, quote("binance", 100, at_ms=NOW)], NOW)
    assert (price.exchanges, price.standing) == (("binance",), Standing.LONELY)
    assert verdicts(price) == {"binance": Verdict.USED, "kraken": Verdict.STALE}
    assert consensus([old], NOW) is None


def test_a_stock_is_asked_less_often_and_counts_for_longer():
    at = NOW - STOCK_FRESH_MS
    assert consensus([quote(last=5, symbol="NVDA", at_ms=at)], NOW).last == 5
    assert consensus([quote(last=5, symbol="NVDA", at_ms=at - 1)], NOW) is None


def test_a_quote_from_before_the_clock_was_set_back_is_not_fresh():
    assert consensus([quote(at_ms=NOW + 3_600_000)], NOW) is None


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"bid": 101, "ask": 99}, Verdict.CROSSED),
        ({"bid": 100, "ask": 100}, Verdict.LOCKED),
        ({"volume_24h": 0}, Verdict.NO_VOLUME),
        ({"at_ms": NOW - 20_000}, Verdict.STALE),
    ],
)
def test_what_is_wrong_with_a_quote_by_itself_is_said_plainly(fields, verdict):
    price = consensus([*quoted(100, 100.1), quote("okx", 100, **{"at_ms": NOW, **fields})], NOW)
    assert verdicts(price)["okx"] is verdict
    assert price.exchanges == ("binance", "bybit")


def test_an_exchange_whose_connection_is_lost_is_named_and_has_no_say():
    price = consensus(quoted(100, 100.1, 100.2), NOW, lost={"bybit"})
    assert (price.exchanges, verdicts(price)["bybit"]) == (("binance", "coinbase"), Verdict.LOST)


@pytest.mark.parametrize("last", [math.nan, math.inf, -math.inf, 0.0, -5.0, 1e308, 1e12])
def test_an_unbelievable_price_counts_for_nothing_and_goes_no_further(last):
    price = consensus([*quoted(100, 100.1), quote("okx", last, at_ms=NOW)], NOW)
    line = price.venues[-1]
    assert (line.verdict, line.last) == (Verdict.UNBELIEVABLE, None)
    assert price.last == pytest.approx(100.05)


def test_what_is_outdated_keeps_its_number_and_says_so():
    some = quoted(100, 100.1, 100.2)
    old = outdated(consensus(some, NOW), some, NOW + 60_000)
    assert (old.last, old.at_ms, old.exchanges) == (100.1, NOW, ("binance", "bybit", "coinbase"))
    assert (old.standing, old.confidence) == (Standing.STALE, Confidence.LOW)
    assert set(verdicts(old).values()) == {Verdict.STALE}


def test_changes_are_against_the_median_open_and_the_price_an_hour_ago():
    two = [quote("a", 110, open_24h=100, at_ms=NOW), quote("b", 110, open_24h=120, at_ms=NOW)]
    price = consensus(two, NOW, hour_ago=88)
    assert price.change_24h == pytest.approx(0)
    assert price.change_1h == pytest.approx(25)
    assert consensus([quote(at_ms=NOW)], NOW).change_24h is None


def test_volumes_add_up_and_the_range_of_the_day_is_the_middle_one():
    fields = ({"high_24h": 110, "low_24h": 90}, {"high_24h": 112, "low_24h": 91}, {"high_24h": 900, "low_24h": 1})
    three = [
        quote(name, at_ms=NOW, volume_24h=5, turnover_24h=turnover, **day)
        for name, day, turnover in zip(EXCHANGES, fields, (500, 300, None), strict=False)
    ]
    price = consensus(three, NOW)
    assert (price.high_24h, price.low_24h, price.volume_24h, price.turnover_24h) == (112, 90, 15, 800)
    peak = consensus([quote(last=120, at_ms=NOW, high_24h=110, low_24h=130)], NOW)
    assert (peak.high_24h, peak.low_24h) == (120, 120)


def test_the_weighted_price_leans_to_where_the_volume_is():
    three = [quote("a", 100, volume_24h=9.0), quote("b", 101, volume_24h=1.0), quote("c", 150, volume_24h=None)]
    assert weighted(three) == pytest.approx(100.1)
    assert weighted(three[2:]) is None
    price = consensus([quote("a", 100, volume_24h=9.0, at_ms=NOW), quote("b", 100.4, volume_24h=1.0, at_ms=NOW)], NOW)
    assert price.vwap == pytest.approx(100.04)
    assert [venue.share for venue in price.venues] == [0.9, 0.1]


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
    assert price.at_ms == max(each.received_ms for each in fresh if each.exchange in price.exchanges)
    if price.bid is not None:
        assert price.bid < price.ask
        assert price.spread_bps > 0


@settings(max_examples=400)
@given(
    st.lists(believable, min_size=4, max_size=6),
    st.lists(st.tuples(numbers, st.floats(-0.02, 0.02), numbers, numbers, numbers), min_size=3, max_size=3),
    st.sampled_from(["anything", "near the highest", "near the lowest"]),
    st.one_of(st.none(), believable),
)
def test_up_to_three_liars_of_seven_never_move_the_price_out_of_the_honest_range(truths, lies, manner, before):
    """The honest may be scattered as they like; lies are any number, or as near to an edge of them as can be."""
    low, high = min(truths), max(truths)
    honest = [quote(name, last, at_ms=NOW, bid=None, ask=None) for name, last in zip(EXCHANGES, truths, strict=False)]
    edge = {"anything": None, "near the highest": high, "near the lowest": low}[manner]
    told = [
        quote(name, (lie or 0.0) if edge is None else edge * (1 + off), at_ms=NOW, bid=bid, ask=ask, volume_24h=volume)
        for name, (lie, off, bid, ask, volume) in zip(EXCHANGES[len(truths) :], lies, strict=False)
    ]
    assert low <= consensus([*told, *honest], NOW, before=before).last <= high


def test_three_who_keep_close_to_one_of_four_scattered_do_not_outvote_the_others():
    assert made(100, 100, 100, 110, 110.5, 110.5, 110.5).last == 110


@given(quotes, st.randoms(use_true_random=False), st.lists(st.floats(0, 1e9), min_size=7, max_size=7))
def test_the_order_of_the_exchanges_changes_nothing(some, dice, volumes):
    some = [replace(each, volume_24h=volume, high_24h=each.last) for each, volume in zip(some, volumes, strict=False)]
    shuffled = dice.sample(some, len(some))
    assert consensus(shuffled, NOW) == consensus(some, NOW)


@settings(max_examples=500)
@given(
    st.lists(st.tuples(*[numbers] * 8, st.integers(-(10**12), 10**12)), max_size=7),
    st.one_of(st.none(), believable),
)
def test_no_number_that_is_none_passes(rows, hour_ago):
    fields = ("bid", "ask", "open_24h", "high_24h", "low_24h", "volume_24h", "turnover_24h")
    some = [
        quote(name, row[0] or 0.0, **dict(zip(fields, row[1:8], strict=True)), at_ms=NOW + row[8] % 9)
        for name, row in zip(EXCHANGES, rows, strict=False)
    ]
    price = consensus(some, NOW, hour_ago=hour_ago)
    if price is None:
        return
    shown = (price.last, price.bid, price.ask, price.high_24h, price.low_24h, price.volume_24h, price.vwap)
    assert all(value is None or 0 < value < 1e19 for value in shown)
    others = (price.change_1h, price.change_24h, price.spread_bps, price.dispersion_bps, price.turnover_24h)
    lines = [value for venue in price.venues for value in (venue.last, venue.spread_bps, venue.share)]
    assert all(value is None or math.isfinite(value) for value in (*others, *lines))
