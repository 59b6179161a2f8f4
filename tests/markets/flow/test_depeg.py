"""When USDT counts as away from the dollar."""

import pytest

from markets.flow.depeg import HOLD_MS, Depeg, implied
from tests.markets.flow.samples import START


def firm(value: float, **other: float) -> dict[str, float]:
    return {"BTC-USD": 90_000 * value, "BTC-USDT": 90_000, "ETH-USD": 3_000 * value, "ETH-USDT": 3_000, **other}


@pytest.mark.parametrize(("value", "side", "title"), [(0.993, "below", "0.9930"), (1.0061, "above", "1.0061")])
def test_a_usdt_that_is_away_for_a_minute_is_an_event(value: float, side: str, title: str) -> None:
    depeg = Depeg()
    assert depeg.take(firm(value), START) is None
    assert depeg.take(firm(value), START + HOLD_MS - 1) is None
    event = depeg.take(firm(value), START + HOLD_MS)
    assert event is not None
    assert (event.symbol, event.side, event.began_ms) == ("BTC-USDT", side, START)
    assert event.title == f"One USDT is worth {title} dollars."


def test_it_ends_when_the_peg_is_back_for_a_minute() -> None:
    depeg = Depeg()
    for at_ms in (START, START + HOLD_MS):
        depeg.take(firm(0.99), at_ms)
    assert depeg.take(firm(0.9999), START + 2 * HOLD_MS)
    assert depeg.take(firm(0.9999), START + 3 * HOLD_MS) is None


def test_one_coin_that_lies_does_not_break_the_peg() -> None:
    depeg, three = Depeg(), {"SOL-USD": 200.0, "SOL-USDT": 100.0}
    assert not any(depeg.take(firm(1.0, **three), START + step * HOLD_MS) for step in range(3))


def test_without_both_pairs_nothing_is_said() -> None:
    assert implied({"BTC-USD": 1.0, "ETH-USDT": 2.0}) == {}
    assert Depeg().take({}, START) is None
