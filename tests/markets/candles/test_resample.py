import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.candles.resample import clean, merge, no_rows, period_start, resample
from markets.types import TIMEFRAME_MS, Timeframe
from tests.markets.candles.samples import DAY_MS, MINUTE_MS, MONDAY_MS, candles, histories

LONGER = [timeframe for timeframe in Timeframe if timeframe is not Timeframe.M1]


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(LONGER))
def test_resampling_agrees_with_a_plain_loop(rows, timeframe):
    groups: dict[int, list[np.ndarray]] = {}
    for row in rows:
        groups.setdefault(int(period_start(row[:1], timeframe)[0]), []).append(row)
    expected = [
        [start, group[0][1], max(r[2] for r in group), min(r[3] for r in group), group[-1][4], sum(r[5] for r in group)]
        for start, group in groups.items()
    ]
    assert resample(rows, timeframe) == pytest.approx(np.array(expected).reshape(-1, 6))


@settings(max_examples=40, deadline=None)
@given(histories())
def test_minutes_to_hours_to_days_equals_minutes_to_days(rows):
    by_hours = resample(resample(rows, Timeframe.H1), Timeframe.D1)
    assert by_hours == pytest.approx(resample(rows, Timeframe.D1))
    assert by_hours[:, 5].sum() == pytest.approx(rows[:, 5].sum())


def test_weeks_start_on_monday_in_utc():
    sunday_and_monday = candles(2, MONDAY_MS - MINUTE_MS)
    weeks = resample(sunday_and_monday, Timeframe.W1)
    assert weeks[:, 0].tolist() == [MONDAY_MS - 7 * DAY_MS, MONDAY_MS]


def test_a_period_without_any_candle_is_left_out():
    rows = np.concatenate((candles(3), candles(2, MONDAY_MS + 3 * TIMEFRAME_MS[Timeframe.H1])))
    hours = resample(rows, Timeframe.H1)
    assert ((hours[:, 0] - MONDAY_MS) / TIMEFRAME_MS[Timeframe.H1]).tolist() == [0, 3]


@settings(max_examples=40, deadline=None)
@given(histories(500), histories(500))
def test_merging_is_idempotent_and_does_not_care_for_the_order(first, second):
    merged = merge(first, second)
    assert (np.diff(merged[:, 0]) > 0).all()
    assert np.array_equal(merge(merged, first), merged)
    assert np.array_equal(merge(second, first)[:, 0], merged[:, 0])
    assert np.array_equal(merge(second, first)[:, 5], merged[:, 5])


def test_of_two_candles_of_one_moment_the_fuller_one_stays():
    thin, full = candles(1), candles(1, seed=2)
    thin[0, 5], full[0, 5] = 1, 5
    assert np.array_equal(merge(full, thin), full)
    assert np.array_equal(merge(thin, full), full)


def test_rows_that_cannot_be_candles_are_dropped():
    rows = candles(6)[::-1].copy()
    rows[0, 4] = np.nan
    rows[1, 3] = -1
    rows[2, 2] = rows[2, 3] / 2
    rows[3, 5] = np.inf
    assert np.array_equal(clean(rows), candles(6)[:2])
    assert len(clean(no_rows())) == 0
