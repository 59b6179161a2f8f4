"""Hourly moves of the simulated market: regimes, clustered volatility, and factors that tie the assets together.

Every number is a function of seed and time alone, so that a process which starts anew finds the same past.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from markets.exchanges.simulated_assets import ASSETS

Array = npt.NDArray[np.float64]

HOUR_MS = 3_600_000
ORIGIN_MS = 1_672_531_200_000
"""The simulated market opened on 1 January 2023, a Sunday."""
CHUNK = 720
"""Hours that are worked out in one go."""

NAMES = (*ASSETS, "USDT")
SECTORS = tuple(sorted({asset.sector for asset in ASSETS.values()}))
SERIES = ("crypto", "stocks", *SECTORS, *NAMES)

CRYPTO_DAILY, STOCKS_DAILY, SECTOR_DAILY = 0.022, 0.010, 0.008
HALF_LIFE_H = 24 * 60
PEG, PEG_HOURLY, PEG_HALF_LIFE_H = 0.9998, 1e-4, 12

# GARCH(1,1) with unit variance: what part of the next hour's variance is new, what part is kept.
NEWS, MEMORY, VARIANCE_LIMIT = 0.07, 0.91, 12.0

# Regimes: calm, rising, falling, storm. Volatility, drift in hourly deviations, chance to stay another hour.
VOLATILITY = np.array([0.65, 0.9, 1.0, 1.9])
DRIFT = np.array([0.0, 0.12, -0.12, -0.05])
STAY = (1 - 1 / 40, 1 - 1 / 26, 1 - 1 / 22, 1 - 1 / 7)
NEXT = ((1, 2, 3), (0, 0, 3), (0, 3, 0), (0, 2, 1))


def generator(seed: int, name: str, number: int) -> np.random.Generator:
    """Return the source of randomness of one series in one stretch of time."""
    return np.random.default_rng((seed % 2**63, crc32(name.encode()), number))


def _loads() -> Array:
    """How much each asset moves an hour with each series. Shape: (series, names)."""
    loads = np.zeros((len(SERIES), len(NAMES)))
    for column, asset in enumerate(ASSETS.values()):
        with_crypto = asset.beta * CRYPTO_DAILY * (0.7 if asset.sector == "crypto stocks" else 1)
        loads[SERIES.index("crypto"), column] = 0 if asset.is_stock and asset.sector != "crypto stocks" else with_crypto
        loads[SERIES.index("stocks"), column] = asset.beta * STOCKS_DAILY if asset.is_stock else 0
        loads[SERIES.index(asset.sector), column] = SECTOR_DAILY
        loads[SERIES.index(asset.name), column] = asset.own / 100
    loads /= np.sqrt(24)
    loads[-1, -1] = PEG_HOURLY
    return loads


LOADS = _loads()
IS_STOCK = np.array([name in ASSETS and ASSETS[name].is_stock for name in NAMES])
MEAN = np.log([asset.price for asset in ASSETS.values()] + [PEG])
PULL = 0.5 ** (1 / np.where(np.array(NAMES) == "USDT", PEG_HALF_LIFE_H, HALF_LIFE_H))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of hours. ``log`` has the prices at their edges, (CHUNK + 1, names); ``sigma`` is (CHUNK, names)."""

    log: Array
    sigma: Array
    variance: Array
    regime: int


def season(hours: npt.NDArray[np.int64]) -> Array:
    """How lively each hour is, of mean square 1. Stocks live in their session on weekdays. Shape: (hours, names)."""
    hour, day = hours % 24, (hours // 24) % 7
    weekend = (day == 0) | (day == 6)
    coins = (1 + 0.35 * np.cos((hour - 15) / 12 * np.pi)) * np.where(weekend, 0.75, 1.05)
    stocks = np.where((hour >= 14) & (hour < 21) & ~weekend, 2.15, 0.15)
    lively: Array = np.where(IS_STOCK, stocks[:, None], coins[:, None])
    return lively


def first_chunk() -> Chunk:
    """The moment before the market opens."""
    return Chunk(MEAN[None, :], np.empty((0, len(NAMES))), np.ones(len(SERIES)), 0)


def next_chunk(seed: int, number: int, before: Chunk) -> Chunk:
    """Work out the hours from ``number * CHUNK`` on."""
    shocks = np.stack([_shocks(seed, name, number) for name in SERIES], axis=1)
    variance, last_variance = _variance(shocks, before.variance)
    regimes = _regimes(generator(seed, "regime", number), before.regime)
    deviation = np.sqrt(variance) * VOLATILITY[regimes][:, None]
    pushed = shocks * deviation
    pushed[:, 0] += DRIFT[regimes]
    lively = season(np.arange(number * CHUNK, (number + 1) * CHUNK))
    moves, sigma = pushed @ LOADS * lively, np.sqrt(deviation**2 @ LOADS**2) * lively
    return Chunk(_levels(before.log[-1], moves), sigma, last_variance, int(regimes[-1]))


def _shocks(seed: int, name: str, number: int) -> Array:
    """Fat-tailed shocks of variance 1: Student's t with 5 degrees of freedom."""
    shocks: Array = generator(seed, name, number).standard_t(5, CHUNK) * np.sqrt(3 / 5)
    return shocks


def _variance(shocks: Array, variance: Array) -> tuple[Array, Array]:
    kept = np.empty_like(shocks)
    factors = NEWS * shocks**2 + MEMORY
    for hour in range(CHUNK):
        kept[hour] = variance
        variance = np.minimum(1 - NEWS - MEMORY + factors[hour] * variance, VARIANCE_LIMIT)
    return kept, variance


def _regimes(rng: np.random.Generator, regime: int) -> npt.NDArray[np.int64]:
    stays, turns = rng.random(CHUNK), rng.integers(0, 3, CHUNK)
    regimes = np.empty(CHUNK, np.int64)
    for hour in range(CHUNK):
        if stays[hour] > STAY[regime]:
            regime = NEXT[regime][turns[hour]]
        regimes[hour] = regime
    return regimes


def _levels(log: Array, moves: Array) -> Array:
    """Add up the moves, while each price is drawn back to its mean."""
    levels = np.empty((CHUNK + 1, len(NAMES)))
    levels[0] = log
    for hour in range(CHUNK):
        log = MEAN + (log - MEAN) * PULL + moves[hour]
        levels[hour + 1] = log
    return levels
