"""Golden values: the RSI(14) worked example of StockCharts ChartSchool (closes of QQQQ), rounded to cents there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from markets.quant.indicators import ema, macd, rsi, sma

CLOSES = np.array(
    [
        "44.3389",
        "44.0902",
        "44.1497",
        "43.6124",
        "44.3278",
        "44.8264",
        "45.0955",
        "45.4245",
        "45.8433",
        "46.0826",
        "45.8931",
        "46.0328",
        "45.614",
        "46.282",
        "46.282",
        "46.0028",
        "46.0328",
        "46.4116",
        "46.2222",
        "45.6439",
    ],
    dtype=np.float64,
)
RSI_14 = [70.53, 66.32, 66.55, 69.41, 66.36, 57.97]

prices = arrays.arrays(np.float64, st.integers(0, 80), elements=st.floats(0.01, 1e6))


def test_rsi_matches_the_published_example():
    assert rsi(CLOSES)[14:] == pytest.approx(RSI_14, abs=0.05)


def test_rsi_has_no_value_before_fourteen_changes():
    assert np.isnan(rsi(CLOSES)[:14]).all()


def test_rsi_of_a_series_that_only_rises_is_one_hundred_and_of_a_flat_one_fifty():
    assert rsi(np.arange(1.0, 30.0))[-1] == 100
    assert rsi(np.full(30, 7.0))[-1] == 50


def test_simple_average_of_three():
    assert sma(np.array([1.0, 2.0, 3.0, 4.0, 8.0]), 3).tolist()[2:] == [2, 3, 5]


def test_exponential_average_starts_with_the_simple_one():
    # (1+2+3)/3 = 2; then weight 2/(3+1): 2 + (4-2)/2 = 3; 3 + (8-3)/2 = 5.5.
    assert ema(np.array([1.0, 2.0, 3.0, 4.0, 8.0]), 3).tolist()[2:] == [2, 3, 5.5]


def test_macd_signal_starts_nine_values_after_its_line():
    line, signal, histogram = macd(np.linspace(100, 160, 60))
    assert np.flatnonzero(~np.isnan(line))[0] == 25
    assert np.flatnonzero(~np.isnan(signal))[0] == 33
    assert histogram[40] == pytest.approx(line[40] - signal[40])


@given(prices, st.integers(1, 30))
def test_every_indicator_is_as_long_as_its_input_and_inside_its_range(values, n):
    low_high = (values.min(initial=np.inf) - 1e-6, values.max(initial=-np.inf) + 1e-6)
    for average in (sma(values, n), ema(values, n)):
        known = average[~np.isnan(average)]
        assert len(average) == len(values)
        assert len(known) == max(0, len(values) - n + 1)
        assert ((known >= low_high[0]) & (known <= low_high[1])).all()
    strength = rsi(values, n)
    assert len(strength) == len(values)
    assert ((strength[n:] >= 0) & (strength[n:] <= 100 + 1e-9)).all()
