"""Every indicator beyond averages against a second reading of its definition, in plain loops over plain numbers."""

from collections.abc import Callable
from math import isnan, sqrt

import numpy as np
import pytest

from markets.quant.channels import bollinger, donchian, keltner
from markets.quant.indicators import Series, wma
from markets.quant.oscillators import cci, mfi, rate_of_change, stochastic, williams_r
from markets.quant.trend import adx, atr, supertrend, true_range
from markets.quant.volume import obv, vwap
from tests.markets.candles.samples import candles

ROWS = candles(90, seed=7)
HIGH, LOW, CLOSE, VOLUME = (ROWS[:, column] for column in (2, 3, 4, 5))
H, L, C, V = (column.tolist() for column in (HIGH, LOW, CLOSE, VOLUME))
N = len(C)
NAN = float("nan")
Floats = list[float]


def each(function: Callable[[int], float], first: int, end: int = N) -> Floats:
    return [NAN if at < first else function(at) for at in range(end)]


def averaged(values: Floats, n: int, weight: float) -> Floats:
    """Smooth from the mean of the first ``n`` known values on."""
    begin = next(at for at, value in enumerate(values) if not isnan(value)) + n - 1
    found = [NAN] * len(values)
    found[begin] = sum(values[begin - n + 1 : begin + 1]) / n
    for at in range(begin + 1, len(values)):
        found[at] = found[at - 1] * (1 - weight) + values[at] * weight
    return found


def mean(values: Floats) -> float:
    return sum(values) / len(values)


def deviation(values: Floats) -> float:
    return sqrt(mean([(value - mean(values)) ** 2 for value in values]))


REACH = [H[0] - L[0]] + [max(H[i] - L[i], abs(H[i] - C[i - 1]), abs(L[i] - C[i - 1])) for i in range(1, N)]
TYPICAL = [(h + low + c) / 3 for h, low, c in zip(H, L, C, strict=True)]


def plain_stochastic(n: int, smooth: int) -> Floats:
    raw = each(
        lambda i: 100 * (C[i] - min(L[i - n + 1 : i + 1])) / (max(H[i - n + 1 : i + 1]) - min(L[i - n + 1 : i + 1])),
        n - 1,
    )
    return each(lambda i: mean(raw[i - smooth + 1 : i + 1]), n + smooth - 2)


def plain_cci(n: int) -> Floats:
    def one(i: int) -> float:
        part = TYPICAL[i - n + 1 : i + 1]
        return (TYPICAL[i] - mean(part)) / (0.015 * mean([abs(value - mean(part)) for value in part]))

    return each(one, n - 1)


def plain_mfi(n: int) -> Floats:
    def one(i: int) -> float:
        up = sum(TYPICAL[j] * V[j] for j in range(i - n + 1, i + 1) if TYPICAL[j] > TYPICAL[j - 1])
        down = sum(TYPICAL[j] * V[j] for j in range(i - n + 1, i + 1) if TYPICAL[j] < TYPICAL[j - 1])
        return 100 - 100 / (1 + up / down)

    return each(one, n)


def plain_adx(n: int) -> tuple[Floats, Floats, Floats]:
    plus, minus = [NAN], [NAN]
    for i in range(1, N):
        rise, fall = H[i] - H[i - 1], L[i - 1] - L[i]
        plus.append(rise if rise > fall and rise > 0 else 0.0)
        minus.append(fall if fall > rise and fall > 0 else 0.0)
    reach = averaged([NAN, *REACH[1:]], n, 1 / n)
    rising = [100 * one / all_ for one, all_ in zip(averaged(plus, n, 1 / n), reach, strict=True)]
    falling = [100 * one / all_ for one, all_ in zip(averaged(minus, n, 1 / n), reach, strict=True)]
    spread = [100 * abs(one - two) / (one + two) for one, two in zip(rising, falling, strict=True)]
    return averaged(spread, n, 1 / n), rising, falling


def plain_supertrend(n: int, factor: float) -> tuple[Floats, Floats]:
    reach = averaged(REACH, n, 1 / n)
    below, above = [NAN] * N, [NAN] * N
    lower = upper = line = NAN
    for i in range(n - 1, N):
        raw_lower, raw_upper = (H[i] + L[i]) / 2 - factor * reach[i], (H[i] + L[i]) / 2 + factor * reach[i]
        old_lower, old_upper = lower, upper
        lower = raw_lower if isnan(old_lower) or raw_lower > old_lower or C[i - 1] < old_lower else old_lower
        upper = raw_upper if isnan(old_upper) or raw_upper < old_upper or C[i - 1] > old_upper else old_upper
        was_above = isnan(line) or line == old_upper
        is_rising = not isnan(line) and (C[i] > upper if was_above else C[i] >= lower)
        line = lower if is_rising else upper
        (below if is_rising else above)[i] = line
    return below, above


def plain_vwap(size: int) -> Floats:
    def one(i: int) -> float:
        begin = i // size * size
        return sum(TYPICAL[j] * V[j] for j in range(begin, i + 1)) / sum(V[begin : i + 1])

    return each(one, size)


def plain_obv() -> Floats:
    total, found = 0.0, [0.0]
    for i in range(1, N):
        total += V[i] if C[i] > C[i - 1] else -V[i] if C[i] < C[i - 1] else 0.0
        found.append(total)
    return found


SESSIONS = np.arange(N) // 30.0
EMA_20, REACH_10 = averaged(C, 20, 2 / 21), averaged(REACH, 10, 1 / 10)
CASES: list[tuple[str, Series, Floats]] = [
    ("true range", true_range(HIGH, LOW, CLOSE), REACH),
    ("atr", atr(HIGH, LOW, CLOSE), averaged(REACH, 14, 1 / 14)),
    ("wma", wma(CLOSE, 5), each(lambda i: sum(C[i - 4 + k] * (k + 1) for k in range(5)) / 15, 4)),
    (
        "bollinger up",
        bollinger(CLOSE, 20, 2.5)[0],
        each(lambda i: mean(C[i - 19 : i + 1]) + 2.5 * deviation(C[i - 19 : i + 1]), 19),
    ),
    (
        "bollinger low",
        bollinger(CLOSE)[2],
        each(lambda i: mean(C[i - 19 : i + 1]) - 2 * deviation(C[i - 19 : i + 1]), 19),
    ),
    ("keltner up", keltner(HIGH, LOW, CLOSE)[0], each(lambda i: EMA_20[i] + 2 * REACH_10[i], 19)),
    ("keltner low", keltner(HIGH, LOW, CLOSE)[2], each(lambda i: EMA_20[i] - 2 * REACH_10[i], 19)),
    ("donchian up", donchian(HIGH, LOW, 20)[0], each(lambda i: max(H[i - 19 : i + 1]), 19)),
    ("donchian low", donchian(HIGH, LOW, 20)[2], each(lambda i: min(L[i - 19 : i + 1]), 19)),
    ("supertrend up", supertrend(HIGH, LOW, CLOSE, 10, 1.5)[0], plain_supertrend(10, 1.5)[0]),
    ("supertrend down", supertrend(HIGH, LOW, CLOSE, 10, 1.5)[1], plain_supertrend(10, 1.5)[1]),
    ("stochastic k", stochastic(HIGH, LOW, CLOSE)[0], plain_stochastic(14, 3)),
    ("stochastic d", stochastic(HIGH, LOW, CLOSE)[1], each(lambda i: mean(plain_stochastic(14, 3)[i - 2 : i + 1]), 17)),
    ("williams", williams_r(HIGH, LOW, CLOSE), [value - 100 for value in plain_stochastic(14, 1)]),
    ("cci", cci(HIGH, LOW, CLOSE), plain_cci(20)),
    ("mfi", mfi(HIGH, LOW, CLOSE, VOLUME), plain_mfi(14)),
    ("roc", rate_of_change(CLOSE), each(lambda i: 100 * (C[i] - C[i - 12]) / C[i - 12], 12)),
    ("adx", adx(HIGH, LOW, CLOSE)[0], plain_adx(14)[0]),
    ("+di", adx(HIGH, LOW, CLOSE)[1], plain_adx(14)[1]),
    ("-di", adx(HIGH, LOW, CLOSE)[2], plain_adx(14)[2]),
    ("vwap", vwap(HIGH, LOW, CLOSE, VOLUME, SESSIONS), plain_vwap(30)),
    ("obv", obv(CLOSE, VOLUME), plain_obv()),
]


@pytest.mark.parametrize(("name", "found", "expected"), CASES, ids=[name for name, _, _ in CASES])
def test_an_indicator_is_what_its_definition_says(name: str, found: Series, expected: Floats) -> None:
    assert found == pytest.approx(np.array(expected), rel=1e-9, abs=1e-9, nan_ok=True)
    assert not np.isnan(found).all()


def test_a_market_that_stands_still_has_no_direction() -> None:
    flat, traded = np.full(60, 7.1), np.ones(60)
    assert stochastic(flat, flat, flat)[1][-1] == 50
    assert cci(flat, flat, flat)[-1] == 0
    assert mfi(flat, flat, flat, traded)[-1] == 50
    assert [line[-1] for line in adx(flat, flat, flat)] == [0, 0, 0]
    assert obv(flat, traded)[-1] == 0
    assert np.isnan(vwap(flat, flat, flat, traded * 0, np.arange(60) // 30.0)).all()


def test_nothing_comes_of_nothing() -> None:
    none = np.empty(0)
    one = np.ones(1)
    for prices in (none, one):
        lines = (
            *adx(prices, prices, prices),
            *supertrend(prices, prices, prices),
            *keltner(prices, prices, prices),
            *stochastic(prices, prices, prices),
            mfi(prices, prices, prices, prices),
            obv(prices, prices),
            vwap(prices, prices, prices, prices, prices),
            rate_of_change(prices),
        )
        assert {len(line) for line in lines} == {len(prices)}
