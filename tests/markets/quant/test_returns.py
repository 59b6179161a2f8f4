"""Changes, volatility and baskets of closes."""

import numpy as np
import pytest

from markets.quant.returns import aligned, change_over, change_percent, equal_weight_basket, realised_volatility


def test_a_change_is_in_percent_of_where_it_started() -> None:
    assert change_percent(50, 75) == 50
    assert change_percent(0, 75) is None
    assert change_over(np.array([50.0, 60.0, 75.0]), 2) == 50
    assert change_over(np.array([50.0, 60.0]), 2) is None


def test_volatility_of_steady_growth_is_nothing() -> None:
    assert realised_volatility(100 * 1.01 ** np.arange(30), 365) == pytest.approx(0, abs=1e-9)


def test_volatility_is_the_annualised_deviation_of_log_returns() -> None:
    # Returns of +r and -r in turn: the sample deviation of n of them is r * sqrt(n / (n - 1)).
    closes = np.exp(np.tile([0.0, 0.02], 8))
    deviation = 0.02 * np.sqrt(15 / 14 - (1 / 15) ** 2 * 15 / 14)
    assert realised_volatility(closes, 365) == pytest.approx(deviation * np.sqrt(365) * 100)


def test_volatility_needs_two_returns() -> None:
    assert realised_volatility(np.array([1.0, 2.0]), 365) is None
    assert realised_volatility(np.empty(0), 365) is None


def test_the_last_known_close_stands_until_the_next_one() -> None:
    values = aligned(np.array([2.0, 4.0]), np.array([10.0, 20.0]), np.array([1.0, 2.0, 3.0, 4.0, 9.0]))
    np.testing.assert_array_equal(values, [np.nan, 10, 10, 20, 20])


def test_a_basket_without_assets_is_empty() -> None:
    assert equal_weight_basket([]).size == 0
    assert equal_weight_basket([np.array([np.nan, 1.0])]).size == 0
