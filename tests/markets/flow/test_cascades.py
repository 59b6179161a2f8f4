"""Which liquidations are a cascade."""

from markets.flow.cascades import ENOUGH, Cascades
from markets.flow.clusters import WINDOW_MS, Window
from tests.markets.flow.samples import START


def window(usd_value: float, count: int = 5, number: int = 0, symbol: str = "BTC-USDT") -> Window:
    return Window(symbol, START + number * WINDOW_MS, count, {"long": usd_value})


def test_a_new_coin_is_judged_by_the_floor_of_its_group() -> None:
    cascades = Cascades()
    assert not cascades.is_cascade(window(900_000))
    assert cascades.is_cascade(window(1_000_000))
    assert cascades.is_cascade(window(100_000, symbol="ARB-USDT"))


def test_one_big_position_is_no_cascade() -> None:
    assert not Cascades().is_cascade(window(50_000_000, count=2))


def test_a_coin_with_big_liquidations_all_day_needs_bigger_ones() -> None:
    cascades = Cascades()
    for number in range(2 * ENOUGH):
        cascades.is_cascade(window(5_000_000, number=number))
    assert not cascades.is_cascade(window(4_000_000, number=100))
    assert cascades.is_cascade(window(6_000_000, number=101))
