"""Intervals of a counted share, against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.quant.intervals import wilson


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_it_gives_the_published_values(hits: int, count: int, low: float, high: float) -> None:
    assert wilson(hits, count) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) is None


@given(count=st.integers(1, 10_000), data=st.data())
def test_the_share_lies_inside_and_the_interval_between_none_and_all(count: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, count))
    found = wilson(hits, count)
    assert found is not None
    assert 0 <= found[0] <= hits / count + 1e-12
    assert hits / count - 1e-12 <= found[1] <= 1
