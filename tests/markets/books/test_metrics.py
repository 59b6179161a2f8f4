"""What a book says, against figures worked out by hand."""

import pytest

from markets.books.metrics import figures, imbalance, slippage

BIDS = ((99.0, 2.0), (98.0, 4.0), (90.0, 10.0))
ASKS = ((101.0, 1.0), (102.0, 3.0), (110.0, 5.0))


def test_the_figures_of_a_small_book():
    found = figures(BIDS, ASKS, levels=2)
    assert found is not None
    assert (found.middle, found.spread, found.spread_bps) == (100, 2, 200)
    assert found.imbalance == pytest.approx((6 - 4) / 10)


def test_depth_counts_what_is_inside_and_says_when_the_book_ends_before_the_band():
    near = ((99.95, 1.0), (99.6, 2.0), (98.5, 4.0)), ((100.05, 1.0), (100.4, 3.0), (100.6, 5.0))
    found = figures(*near)
    assert found is not None
    assert [(band.percent, band.bid, band.ask, band.is_whole) for band in found.depth] == [
        (0.1, 1.0, 1.0, True),
        (0.5, 3.0, 4.0, True),
        (1.0, 3.0, 9.0, False),
    ]


@pytest.mark.parametrize(
    ("is_buy", "size", "average", "worst", "cost_bps"),
    [(True, 1, 101, 101, 100), (True, 3, (101 + 2 * 102) / 3, 102, 166.667), (False, 4, 98.5, 98, 150)],
)
def test_slippage_is_the_mean_price_against_the_middle(is_buy, size, average, worst, cost_bps):
    fill = slippage(BIDS, ASKS, is_buy=is_buy, size=size)
    assert fill is not None
    assert (fill.filled, fill.worst, fill.is_whole) == (size, worst, True)
    assert fill.average == pytest.approx(average)
    assert fill.cost_bps == pytest.approx(cost_bps, abs=0.01)


def test_an_order_larger_than_the_book_is_filled_in_part():
    fill = slippage(BIDS, ASKS, is_buy=True, size=100)
    assert fill is not None
    assert (fill.filled, fill.is_whole) == (9, False)


def test_an_empty_side_or_no_size_has_no_figures():
    assert figures((), ASKS) is None
    assert slippage((), ASKS, is_buy=True, size=1) is None
    assert slippage(BIDS, ASKS, is_buy=True, size=0) is None
    assert slippage(BIDS, ASKS, is_buy=True, size=float("nan")) is None
    assert imbalance((), ()) == 0
