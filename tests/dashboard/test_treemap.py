"""A box divided among sizes: parts in proportion, none over another, nothing left over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.heatmap import look
from dashboard.charts.treemap import Box, squarify

SIZES = st.lists(st.floats(1e-3, 1e12), min_size=1, max_size=40)
BOXES = st.tuples(st.floats(1, 4000), st.floats(1, 4000))


@given(SIZES, BOXES)
def test_parts_are_proportional_apart_and_fill_the_box(sizes: list[float], sides: tuple[float, float]) -> None:
    width, height = sides
    sizes.sort(reverse=True)
    parts = squarify(sizes, Box(0, 0, width, height))
    area, slack = width * height, 1e-6 * max(width, height)
    assert len(parts) == len(sizes)
    for size, part in zip(sizes, parts, strict=True):
        assert part.width * part.height == pytest.approx(size / sum(sizes) * area, rel=1e-6, abs=area * 1e-9)
        assert -slack <= part.x <= part.x + part.width <= width + slack
        assert -slack <= part.y <= part.y + part.height <= height + slack
    assert sum(part.width * part.height for part in parts) == pytest.approx(area, rel=1e-6)
    for number, one in enumerate(parts):
        for other in parts[:number]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert min(across, down) <= slack


def test_equal_sizes_are_near_to_squares() -> None:
    assert all(0.5 <= part.width / part.height <= 2 for part in squarify([1.0] * 12, Box(0, 0, 1200, 640)))


def test_nothing_divides_into_nothing() -> None:
    assert squarify([], Box(0, 0, 10, 10)) == []
    assert squarify([1.0], Box(0, 0, 0, 10)) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [(None, "none"), (0.001, "flat"), (0.2, "up-1"), (-0.5, "down-2"), (1.5, "up-3"), (-3.0, "down-4"), (9.0, "up-5")],
)
def test_a_stronger_change_has_a_stronger_colour(change: float | None, name: str) -> None:
    assert look(change) == name
