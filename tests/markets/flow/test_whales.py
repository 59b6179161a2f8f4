"""Which prints count as whales."""

import random

import pytest

from markets.flow.whales import ENOUGH, RENEW_AFTER, Whales
from tests.markets.flow.samples import START, printed


def crowd(whales: Whales, count: int, usd_value: float, symbol: str = "BTC-USDT") -> None:
    for number in range(count):
        whales.take(printed(f"crowd {number}", usd_value, START + number, symbol=symbol))


@pytest.mark.parametrize(
    ("symbol", "floor"),
    [("BTC-USDT", 250_000), ("ETH-USD", 250_000), ("SOL-USDT", 100_000), ("ARB-USDT", 50_000)],
)
def test_until_enough_was_seen_the_floor_of_the_group_counts_alone(symbol: str, floor: float) -> None:
    whales = Whales()
    assert whales.take(printed("1", floor * 0.99, symbol=symbol)) is None
    found = whales.take(printed("2", floor, symbol=symbol, side="sell"))
    assert found is not None
    assert (found.usd_value, found.side, found.percentile) == (floor, "sell", None)
    assert [each.percentile for each in whales.thresholds()] == [None]


def test_a_coin_of_big_prints_has_bigger_whales() -> None:
    whales, dice = Whales(), random.Random(7)
    sizes = [dice.lognormvariate(12, 1.2) for _ in range(5_000)]
    found = [whales.take(printed(str(number), size, START + number)) for number, size in enumerate(sizes)]
    later = sum(whale is not None for whale in found[1_000:])
    assert 5 <= later <= 60  # one in two hundred of 4,000 is 20; above the floor alone were hundreds
    (threshold,) = whales.thresholds()
    assert threshold.usd_value > 1_000_000
    assert 99 <= (threshold.percentile or 0) <= 99.6
    biggest = whales.take(printed("big", 1e9, START + 5_000))
    assert biggest is not None
    assert (biggest.percentile or 0) > 99.9


def test_small_prints_of_a_quiet_coin_are_no_whales_however_rare() -> None:
    whales = Whales()
    crowd(whales, ENOUGH + RENEW_AFTER, 100.0)
    assert whales.take(printed("rare", 100_000)) is None
    assert whales.threshold_usd("BTC-USDT") == 250_000


def test_coins_do_not_judge_each_other() -> None:
    whales = Whales()
    crowd(whales, 2 * ENOUGH, 10_000_000.0, "ETH-USDT")
    assert whales.threshold_usd("ETH-USDT") > 5_000_000
    assert whales.take(printed("1", 260_000)) is not None


def test_after_a_long_silence_the_floor_counts_again() -> None:
    whales = Whales()
    crowd(whales, 2 * ENOUGH, 10_000_000.0)
    for number in range(RENEW_AFTER):
        whales.take(printed(f"late {number}", 1_000.0, START + 24 * 3_600_000))
    assert whales.threshold_usd("BTC-USDT") == 250_000


def test_a_stock_has_no_whales() -> None:
    whales = Whales()
    assert whales.take(printed("1", 1e9, symbol="NVDA")) is None
    assert whales.thresholds() == []
