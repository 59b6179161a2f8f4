"""Domain values turned into the plain numbers that charts draw."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.chart_show import USUAL, parse_show
from dashboard.charts.candles import candle_chart
from dashboard.charts.indicators import Indicator
from dashboard.charts.kinds import BY_KEY
from dashboard.charts.numbers import plain
from dashboard.charts.performance import performance_chart, turnover_chart
from dashboard.charts.segments import segments
from markets.candles.selectors import CandleSeries
from markets.types import TIMEFRAME_MS, Timeframe
from tests.markets.candles.samples import DAY_MS, candles

HOUR_MS = 3_600_000


def series(rows: np.ndarray, timeframe: Timeframe = Timeframe.D1) -> CandleSeries:
    return CandleSeries("simulated", timeframe, rows)


def test_what_is_not_finite_becomes_null_and_digits_end_where_eyes_do() -> None:
    assert plain(np.array([np.nan, np.inf, 71284.123456789, 0.0])) == [None, None, 71284.123, 0.0]


def all_kinds() -> list[Indicator]:
    return [parse_show(key).indicators[0] for key in BY_KEY]


@settings(max_examples=20)
@given(st.integers(0, 400), st.integers(1, 300))
def test_a_candle_chart_is_json_of_equal_lengths(count: int, limit: int) -> None:
    rows = candles(count, step_ms=HOUR_MS)
    chart = candle_chart(series(rows, Timeframe.H1), limit, all_kinds(), {"ETH-USDT": series(rows[::2])})
    lines = [line["values"] for each in chart["indicators"] for line in each["lines"]]
    lines += [other["values"] for other in chart["compare"]]
    assert {len(values) for values in [*lines, *(chart[name] for name in "tohlcv")]} == {min(count, limit)}
    json.dumps(chart, allow_nan=False)


@pytest.mark.parametrize("key", sorted(set(BY_KEY) - {"vwap"}))
def test_history_is_enough_exactly_where_the_last_value_is_known(key: str) -> None:
    indicator = parse_show(key).indicators[0]
    for count in range(indicator.needed - 2, indicator.needed + 2):
        (drawn,) = candle_chart(series(candles(max(count, 1))), 60, [indicator], {})["indicators"]
        lasts = [line["values"][-1] for line in drawn["lines"]]
        known = any(value is not None for value in lasts) if key == "supertrend" else lasts.count(None) == 0
        assert known == (drawn["note"] == ""), (key, count)


def test_a_note_names_what_is_needed_and_what_is_there() -> None:
    chart = candle_chart(series(candles(40)), 60, parse_show(USUAL).indicators, {})
    assert [each["note"] for each in chart["indicators"]] == ["SMA 50 needs 50 candles, 40 so far", "", "", ""]


@pytest.mark.parametrize(("timeframe", "begins"), [(Timeframe.H1, 24), (Timeframe.D1, 31), (Timeframe.W1, 52)])
def test_a_session_is_a_day_a_month_or_a_year(timeframe: Timeframe, begins: int) -> None:
    first_of_january = 1_735_689_600_000
    rows = candles(120, first_of_january, TIMEFRAME_MS[timeframe])
    (vwap,) = candle_chart(series(rows, timeframe), 120, parse_show("vwap").indicators, {})["indicators"]
    values = vwap["lines"][0]["values"]
    known = next(at for at, value in enumerate(values) if value is not None)
    assert abs(known - begins) <= 1
    typical = rows[known, 2:5].mean()
    assert values[known] == pytest.approx(typical, rel=1e-6)


def test_what_is_compared_stands_at_the_times_of_the_chart() -> None:
    rows = candles(6, step_ms=HOUR_MS)
    late = rows[2:4].copy()
    late[:, 4] = [7, 9]
    (other,) = candle_chart(series(rows, Timeframe.H1), 6, [], {"ETH-USDT": series(late)})["compare"]
    assert other["values"] == [None, None, 7, 9, 9, 9]


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
