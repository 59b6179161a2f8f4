"""Figures of risk against values worked out by hand."""

import numpy as np
import pytest

from markets.quant.risk import beta, common_returns, correlation, daily_returns, historical_var, max_drawdown
from tests.markets.candles.samples import DAY_MS, candles


def test_a_drawdown_is_measured_from_the_high_before_it() -> None:
    assert max_drawdown(np.array([100.0, 120.0, 90.0, 110.0, 130.0, 104.0])) == pytest.approx(-25)
    assert max_drawdown(np.array([1.0, 2.0, 3.0])) == 0
    assert max_drawdown(np.empty(0)) is None


def test_one_day_in_twenty_loses_more_than_the_value_at_risk() -> None:
    returns = np.arange(-50, 51) / 1000  # -5 % to 5 % in steps of 0.1
    assert historical_var(returns) == pytest.approx(4.5)
    assert (returns * 100 < -4.5).sum() == 5
    assert historical_var(np.array([0.01, 0.02])) == 0
    assert historical_var(np.empty(0)) is None


def test_beta_is_the_slope_against_the_market() -> None:
    market = np.array([0.01, -0.02, 0.03, 0.0])
    assert beta(1.5 * market + 0.001, market) == pytest.approx(1.5)
    assert beta(-market, market) == pytest.approx(-1)
    assert beta(market, np.full(4, 0.25)) is None
    assert beta(market[:1], market[:1]) is None


def test_correlation_knows_nothing_of_size() -> None:
    market = np.array([0.01, -0.02, 0.03, 0.0])
    assert correlation(7 * market, market) == pytest.approx(1)
    assert correlation(-market, market) == pytest.approx(-1)
    assert correlation(np.array([1.0, -1, 1, -1]), np.array([1.0, 1, -1, -1])) == pytest.approx(0)
    assert correlation(market, np.zeros(4)) is None


def test_returns_are_taken_over_the_days_that_both_have() -> None:
    rows = candles(6, step_ms=DAY_MS)
    others = np.delete(rows, [2, 3], axis=0)
    mine, theirs = common_returns(rows, others)
    assert mine.tolist() == theirs.tolist() == daily_returns(others[:, 4]).tolist()
    assert common_returns(rows, rows[:0])[0].size == 0
