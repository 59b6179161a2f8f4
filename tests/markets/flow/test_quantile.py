"""The fading histogram against numpy's exact answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.flow.quantile import BUCKETS, GROWTH, Quantile

HOUR = 3_600_000
amounts = st.lists(st.floats(1.01, 1e10), min_size=1, max_size=300)
shares = st.sampled_from([0.5, 0.9, 0.99, 0.995])
NEAR = 1e-9


def filled(values, times=None, half_life_ms=HOUR):
    quantile = Quantile(half_life_ms)
    for value, at_ms in zip(values, times or [0] * len(values), strict=True):
        quantile.add(value, at_ms)
    return quantile


@given(amounts, shares)
@settings(max_examples=150)
def test_it_is_at_most_one_bucket_above_the_exact_quantile_of_the_window(values, share) -> None:
    found = filled(values).at(share)
    low, high = (np.quantile(values, share + step, method="inverted_cdf") for step in (-NEAR, NEAR))
    assert low * (1 - NEAR) <= found <= high * GROWTH * (1 + NEAR)


@given(amounts, shares, st.data())
@settings(max_examples=100)
def test_what_is_old_weighs_less_as_it_does_in_numpy(values, share, data) -> None:
    ages = data.draw(st.lists(st.floats(0, 100), min_size=len(values), max_size=len(values)))
    hours = sorted(ages)
    found = filled(values, [round(hour * HOUR) for hour in hours]).at(share)
    weights = [2.0 ** (hour - hours[-1]) for hour in hours]
    near = 1e-6
    low, high = (np.quantile(values, share + step, weights=weights, method="inverted_cdf") for step in (-near, near))
    assert low * (1 - NEAR) <= found <= high * GROWTH * (1 + NEAR)


@given(amounts)
def test_the_share_below_an_amount_is_that_of_the_window_but_for_its_own_bucket(values) -> None:
    quantile, amount = filled(values), values[0]
    found = quantile.share_below(amount)
    assert np.mean(np.array(values) < amount / GROWTH / (1 + NEAR)) <= found + NEAR
    assert found <= np.mean(np.array(values) < amount) + NEAR


def test_a_market_that_grows_is_followed() -> None:
    quantile = filled([10.0] * 1_000)
    assert quantile.at(0.99) == pytest.approx(10, rel=0.02)
    for hour in range(1, 200):
        for _ in range(10):
            quantile.add(1_000.0, hour * HOUR)
    assert quantile.at(0.5) == pytest.approx(1_000, rel=0.02)
    assert quantile.seen == pytest.approx(20, rel=0.01)


def test_memory_stays_the_same_whatever_comes() -> None:
    quantile = filled([0.0, 1e-9, 1e300, 5e10, 3.0])
    assert len(quantile._weights) == BUCKETS
    assert quantile.seen == 5
    assert quantile.at(0.1) == GROWTH


@pytest.mark.parametrize("late_ms", [30 * HOUR, 1_000_000 * HOUR])
def test_one_that_comes_late_or_with_a_wrong_time_does_not_make_many_of_a_few(late_ms) -> None:
    quantile = filled([10.0] * 5, [2_000_000 * HOUR] * 5)
    quantile.add(10.0, 2_000_000 * HOUR - late_ms)
    assert quantile.seen == pytest.approx(5, rel=0.01)
