import numpy as np
import pytest

from markets.candles.resample import resample
from markets.candles.store import (
    Minute,
    read_minutes,
    read_stored,
    roll_over,
    store_chunks,
    store_closed_hours,
    store_minutes,
    unpack,
)
from markets.models import Candle, CandleChunk
from markets.types import Timeframe
from project.common.clock import from_ms
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import DAY_MS, MINUTE_MS, MONDAY_MS, candles

pytestmark = pytest.mark.django_db


@pytest.fixture
def btc():
    return InstrumentFactory(symbol="BTC-USDT", base="BTC")


def minutes(instrument, rows, exchange="kraken"):
    return [Minute(instrument.pk, exchange, int(row[0]), *row[1:].tolist()) for row in rows]


def test_minutes_come_back_as_they_were_stored(btc):
    rows = candles(300)
    store_minutes(minutes(btc, rows))
    assert read_minutes(btc.pk, "kraken") == pytest.approx(rows)


def test_a_fuller_minute_replaces_a_thinner_one_and_never_the_other_way(btc):
    thin, full = candles(1), candles(1, seed=2)
    thin[0, 5], full[0, 5] = 1, 5
    for rows in (thin, full, thin, full):
        store_minutes(minutes(btc, rows))
    assert read_minutes(btc.pk, "kraken") == pytest.approx(full)


def test_a_minute_that_is_given_twice_at_once_is_stored_once_and_the_fuller_one(btc):
    thin, full = candles(1), candles(1)
    thin[:, 5], full[:, 5] = 1, 9
    store_minutes([*minutes(btc, full), *minutes(btc, thin)])
    assert read_minutes(btc.pk, "kraken") == pytest.approx(full)


def test_a_chunk_holds_one_period_and_takes_more_of_it_later(btc):
    rows = candles(2 * 1440)
    for part in (rows[:700], rows[500:], rows):
        store_chunks(btc.pk, "kraken", Timeframe.M1, part)
    chunks = CandleChunk.objects.order_by("starts_at")
    assert [chunk.starts_at for chunk in chunks] == [from_ms(MONDAY_MS), from_ms(MONDAY_MS + DAY_MS)]
    assert np.array_equal(np.concatenate([unpack(chunk.data) for chunk in chunks]), rows)


def test_hours_go_into_months_and_days_into_years(btc):
    days = candles(60, step_ms=DAY_MS)
    store_chunks(btc.pk, "kraken", Timeframe.H1, days)
    store_chunks(btc.pk, "kraken", Timeframe.D1, days)
    starts = CandleChunk.objects.order_by("timeframe", "starts_at").values_list("timeframe", "starts_at")
    assert [(timeframe, f"{at:%m-%d}") for timeframe, at in starts] == [
        ("1D", "01-01"),
        ("1h", "10-01"),
        ("1h", "11-01"),
        ("1h", "12-01"),
    ]


def test_rolling_over_moves_closed_days_into_chunks_of_every_timeframe(btc):
    rows = candles(1440 + 30)
    store_minutes(minutes(btc, rows))
    assert roll_over(from_ms(MONDAY_MS + DAY_MS)) == 1440
    assert read_minutes(btc.pk, "kraken") == pytest.approx(rows[1440:])
    for timeframe in (Timeframe.M1, Timeframe.H1, Timeframe.D1):
        chunk = CandleChunk.objects.get(timeframe=timeframe.value)
        assert unpack(chunk.data) == pytest.approx(resample(rows[:1440], timeframe))


def test_rolling_over_twice_and_after_a_late_candle_leaves_the_same_history(btc):
    rows = candles(1440)
    store_minutes(minutes(btc, rows))
    roll_over(from_ms(MONDAY_MS + DAY_MS))
    before = dict(CandleChunk.objects.values_list("timeframe", "data"))
    assert roll_over(from_ms(MONDAY_MS + DAY_MS)) == 0
    late = rows[600:601].copy()
    late[0, 5] /= 2
    store_minutes(minutes(btc, late))
    assert roll_over(from_ms(MONDAY_MS + DAY_MS)) == 1
    assert dict(CandleChunk.objects.values_list("timeframe", "data")) == before
    assert not Candle.objects.exists()


def test_a_rollover_that_breaks_half_way_loses_nothing(btc, monkeypatch):
    rows = candles(100)
    store_minutes(minutes(btc, rows))

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("markets.candles.store.resample", broken)
    with pytest.raises(RuntimeError):
        roll_over(from_ms(MONDAY_MS + DAY_MS))
    assert not CandleChunk.objects.exists()
    assert Candle.objects.count() == 100


def test_closed_hours_of_today_are_stored_before_the_day_is_over(btc):
    rows = candles(150)
    store_minutes(minutes(btc, rows))
    store_closed_hours(from_ms(MONDAY_MS), from_ms(MONDAY_MS + 120 * MINUTE_MS))
    assert read_stored(btc.pk, "kraken", Timeframe.H1, MONDAY_MS) == pytest.approx(resample(rows[:120], Timeframe.H1))
    assert Candle.objects.count() == 150


def test_stored_minutes_are_chunks_and_rows_together(btc):
    rows = candles(1440 + 30)
    store_minutes(minutes(btc, rows))
    roll_over(from_ms(MONDAY_MS + DAY_MS))
    since_ms = MONDAY_MS + 1000 * MINUTE_MS
    assert read_stored(btc.pk, "kraken", Timeframe.M1, since_ms) == pytest.approx(rows[1000:])


def test_minutes_are_written_in_few_statements(btc, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        store_minutes(minutes(btc, candles(2_000)))
