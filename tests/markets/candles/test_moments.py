"""What an instrument cost at a moment: from today's rows, from days put away, and from hours."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from markets.candles.moments import first_traded, hour_closes, minute_closes
from markets.candles.store import roll_over, store_chunks, store_minutes
from markets.types import Timeframe
from project.common.clock import from_ms
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import DAY_MS, MINUTE_MS, MONDAY_MS, candles
from tests.markets.candles.test_store import minutes

HOUR_MS = 60 * MINUTE_MS
LIVE = ("kraken", "binance")


def at(minute: float) -> datetime:
    return from_ms(int(MONDAY_MS + minute * MINUTE_MS))


@pytest.mark.django_db
class TestMinutes:
    def test_the_price_is_the_close_of_the_last_whole_minute(self) -> None:
        btc, rows = InstrumentFactory(), candles(10)
        store_minutes(minutes(btc, rows))
        found = minute_closes([(btc.pk, at(3)), (btc.pk, at(3.9)), (btc.pk, at(4))], LIVE)
        assert found == {
            (btc.pk, at(3)): {"kraken": rows[2, 4]},
            (btc.pk, at(3.9)): {"kraken": rows[2, 4]},
            (btc.pk, at(4)): {"kraken": rows[3, 4]},
        }

    def test_a_close_over_five_minutes_old_is_no_price(self) -> None:
        btc, rows = InstrumentFactory(), candles(10)
        store_minutes(minutes(btc, rows))
        found = minute_closes([(btc.pk, at(14.9)), (btc.pk, at(15)), (btc.pk, at(0.5))], LIVE)
        assert list(found) == [(btc.pk, at(14.9))]

    def test_only_the_exchanges_asked_for_are_read_and_each_stands_apart(self) -> None:
        btc, rows = InstrumentFactory(), candles(10)
        for factor, exchange in ((1, "kraken"), (1.5, "binance"), (2, "simulated")):
            store_minutes(minutes(btc, rows * [1, *[factor] * 5], exchange))
        found = minute_closes([(btc.pk, at(5))], LIVE)
        assert found[btc.pk, at(5)] == {"kraken": rows[4, 4], "binance": rows[4, 4] * 1.5}

    def test_a_day_that_was_put_away_answers_as_before_and_over_midnight(self) -> None:
        btc, rows = InstrumentFactory(), candles(2 * 1440)
        store_minutes(minutes(btc, rows))
        moments = [(btc.pk, at(minute)) for minute in (100, 1439, 1440, 1441.5, 2000)]
        before = minute_closes(moments, LIVE)
        assert roll_over(from_ms(MONDAY_MS + 2 * DAY_MS)) == 2 * 1440
        assert minute_closes(moments, LIVE) == before
        assert len(before) == 5

    def test_hundreds_of_moments_take_a_handful_of_queries(self, django_assert_max_num_queries) -> None:
        btc = InstrumentFactory()
        store_minutes(minutes(btc, candles(1000)))
        with django_assert_max_num_queries(10):
            assert len(minute_closes([(btc.pk, at(minute)) for minute in range(1, 401)], LIVE)) == 400


@pytest.mark.django_db
def test_hours_answer_until_the_next_one_is_over() -> None:
    btc, hours = InstrumentFactory(), candles(800, step_ms=HOUR_MS)
    store_chunks(btc.pk, "kraken", Timeframe.H1, hours)
    found = hour_closes([(btc.pk, at(60)), (btc.pk, at(119)), (btc.pk, at(59)), (btc.pk, at(700 * 60))], LIVE)
    assert found == {
        (btc.pk, at(60)): {"kraken": hours[0, 4]},
        (btc.pk, at(119)): {"kraken": hours[0, 4]},
        (btc.pk, at(700 * 60)): {"kraken": hours[699, 4]},
    }


@pytest.mark.django_db
def test_trading_begins_with_the_first_candle_that_is_over() -> None:
    btc = InstrumentFactory()
    assert first_traded(btc.pk, LIVE) is None
    store_minutes(minutes(btc, candles(10, start_ms=MONDAY_MS + DAY_MS)))
    store_minutes(minutes(btc, candles(10), "simulated"))
    assert first_traded(btc.pk, LIVE) == at(1441)
    store_chunks(btc.pk, "binance", Timeframe.H1, candles(3, step_ms=HOUR_MS))
    assert first_traded(btc.pk, LIVE) == at(60)


class AnyMoment(TestCase):
    @given(minute=st.floats(0, 3000), kept=st.sets(st.integers(0, 2879), min_size=1, max_size=40))
    def test_the_price_is_never_from_after_the_moment_nor_over_five_minutes_old(self, minute, kept) -> None:
        btc, rows = InstrumentFactory(), candles(2880)
        store_minutes(minutes(btc, rows[sorted(kept)]))
        roll_over(from_ms(MONDAY_MS + DAY_MS))
        moment = at(minute)
        ends = {index: at(index + 1) for index in kept}
        fitting = [index for index, end in ends.items() if moment - timedelta(minutes=5) < end <= moment]
        expected = {(btc.pk, moment): {"kraken": rows[max(fitting), 4]}} if fitting else {}
        assert minute_closes([(btc.pk, moment)], LIVE) == expected
