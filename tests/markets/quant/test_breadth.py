"""How a group of instruments moves together."""

from markets.quant.breadth import Breadth, TurnoverSplit, breadth, mean_change, turnover_split


def test_what_shows_as_zero_is_flat_and_what_is_unknown_is_left_out() -> None:
    assert breadth([1.0, 0.005, 0.0049, -0.0049, -0.005, -3.0, None]) == Breadth(up=2, flat=2, down=2)
    assert breadth([]).total == 0


def test_turnover_is_split_by_the_direction_of_its_asset() -> None:
    assert turnover_split([(1.0, 10.0), (-1.0, 4.0), (0.0, 1.0), (None, 2.0), (5.0, None)]) == TurnoverSplit(
        17.0, 10.0, 4.0
    )


def test_the_mean_leaves_out_what_is_unknown() -> None:
    assert mean_change([1.0, None, 3.0]) == 2.0
    assert mean_change([None]) is None
