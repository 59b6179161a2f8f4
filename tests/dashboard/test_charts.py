"""Domain values turned into the plain numbers that charts draw."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.candles import candle_chart, missing_history
from dashboard.charts.numbers import plain
from dashboard.charts.performance import performance_chart, turnover_chart
from dashboard.charts.segments import segments
from markets.candles.selectors import CandleSeries
from markets.types import Timeframe
from tests.markets.candles.samples import DAY_MS, candles

HOUR_MS = 3_600_000


def series(rows: np.ndarray, timeframe: Timeframe = Timeframe.D1) -> CandleSeries:
    return CandleSeries("simulated", timeframe, rows)


def test_what_is_not_finite_becomes_null_and_digits_end_where_eyes_do() -> None:
    assert plain(np.array([np.nan, np.inf, 71284.123456789, 0.0])) == [None, None, 71284.123, 0.0]


@given(st.integers(0, 400), st.integers(1, 300))
def test_a_candle_chart_is_json_of_equal_lengths(count: int, limit: int) -> None:
    chart = candle_chart(series(candles(count, step_ms=HOUR_MS), Timeframe.H1), limit)
    names = (*"tohlcv", "sma", "ema", "rsi", "macd", "signal", "histogram")
    assert {len(chart[name]) for name in names} == {min(count, limit)}
    json.dumps(chart, allow_nan=False)


def test_history_is_enough_exactly_where_the_last_value_is_known() -> None:
    for count in range(1, 60):
        chart = candle_chart(series(candles(count)), 60)
        for name, column in (("sma", "sma"), ("ema", "ema"), ("rsi", "rsi"), ("macd", "signal")):
            assert (chart[column][-1] is None) == (name in chart["notes"]), (name, count)


def test_notes_name_what_is_needed_and_what_is_there() -> None:
    assert missing_history(40) == {"sma": "SMA 50 needs 50 candles, 40 so far"}


def test_a_basket_is_equal_sums_left_alone() -> None:
    one, two = candles(3, step_ms=DAY_MS), candles(3, step_ms=DAY_MS)
    one[:, 4], two[:, 4] = [10, 20, 30], [100, 100, 50]
    chart = performance_chart("Core", [series(one), series(two)], {"BTC": series(two)})
    assert chart["lines"] == [
        {"name": "Core", "values": [0, 50, 75]},
        {"name": "BTC", "values": [0, 0, -50]},
    ]


def test_an_asset_that_came_later_is_left_out_of_the_basket() -> None:
    old, young = candles(5, step_ms=DAY_MS), candles(5, step_ms=DAY_MS)[3:]
    chart = performance_chart("Core", [series(old), series(young)], {"ETH": series(young)})
    assert [line["name"] for line in chart["lines"]] == ["Core"]
    assert chart["lines"][0]["values"][-1] == pytest.approx((old[-1, 4] / old[0, 4] - 1) * 100, rel=1e-4)


def test_turnover_stands_above_zero_for_assets_whose_hour_rose_and_below_for_the_others() -> None:
    up, down = candles(1, step_ms=HOUR_MS), candles(1, step_ms=HOUR_MS)
    up[0, 1:6], down[0, 1:6] = [10, 12, 9, 11, 2], [10, 12, 7, 8, 5]
    chart = turnover_chart([series(up, Timeframe.H1), series(down, Timeframe.H1)])
    assert (chart["rising"], chart["falling"]) == ([22], [-40])


def test_charts_of_nothing_are_empty() -> None:
    assert performance_chart("Core", [], {}) == {"t": [], "lines": []}
    assert turnover_chart([]) == {"t": [], "rising": [], "falling": []}


@given(st.lists(st.floats(0, 1e12), max_size=4))
def test_segments_fill_the_bar_in_order(sizes: list[float]) -> None:
    bars = segments([("up", size) for size in sizes])
    assert len(bars) == sum(size > 0 for size in sizes)
    ends = [(bar.x, bar.x + bar.width) for bar in bars]
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))
    assert not bars or ends[-1][1] == pytest.approx(100, abs=0.1)
