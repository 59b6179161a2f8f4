"""Books of several exchanges as one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from markets.books.merge import merge_asks, merge_bids

steps = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 80)), max_size=30)


def levels(*pairs: tuple[float, float]) -> np.ndarray:
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


@given(st.lists(steps, max_size=7), st.sampled_from([0.01, 0.5, 1e-8]))
def test_every_level_is_the_sum_of_the_exchanges_levels_at_its_price(books, tick):
    total: dict[int, int] = {}
    for book in books:
        for step, size in book:
            total[step] = total.get(step, 0) + size
    arrays = [levels(*((step * tick, size / 8) for step, size in book)) for book in books]
    for merge, order in ((merge_asks, sorted(total)), (merge_bids, sorted(total, reverse=True))):
        merged = merge(arrays, tick, 25)
        assert np.allclose(merged, levels(*((step * tick, total[step] / 8) for step in order[:25])), rtol=1e-9)


def test_a_finer_price_counts_as_the_worse_of_the_two_steps_beside_it():
    assert merge_bids([levels((100.16, 1))], 0.1, 5).tolist() == [[100.1, 1.0]]
    assert merge_asks([levels((100.11, 1))], 0.1, 5).tolist() == [[100.2, 1.0]]


def test_a_price_has_no_more_digits_than_its_step():
    assert merge_bids([levels((70870.68, 1))], 0.01, 5).tolist() == [[70870.68, 1.0]]


def test_a_price_far_away_costs_no_memory_and_is_left_out():
    assert merge_asks([levels((100, 1), (9e11, 1))], 1e-8, 5).tolist() == [[100.0, 1.0]]


def test_no_books_make_an_empty_one():
    assert merge_bids([], 0.1, 5).shape == merge_asks([levels()], 0.1, 5).shape == (0, 2)
