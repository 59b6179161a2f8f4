"""What happens inside a simulated minute: quotes with a spread, prints, at times a whale or a liquidation burst."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from markets.candles.resample import Rows
from markets.exchanges.simulated_assets import Asset
from markets.exchanges.simulated_hours import ORIGIN_MS, Array, generator
from markets.exchanges.simulated_market import MINUTE_MS, Market, asset_of, bridge
from markets.types import Quote, Trade

EXCHANGE = "simulated"
WHALE_CHANCE = 0.06
"""Chance that a busy minute has one print that outweighs the rest."""
BURST_MOVE = 2.0
"""A minute that moves more than this many of the usual moves sets off liquidations."""
BURST_MS = 4_000


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute of one instrument, oldest first.

    Shape: ticks (n,) each; prints (m,) each, with sizes that add up to the candle's volume.
    """

    tick_ms: npt.NDArray[np.int64]
    last: Array
    print_ms: npt.NDArray[np.int64]
    price: Array
    size: Array
    is_buy: npt.NDArray[np.bool_]
    is_burst: npt.NDArray[np.bool_]


def play(market: Market, symbol: str, minute: int) -> Minute:
    """Work out one minute, counted from ``ORIGIN_MS``; its ticks touch exactly its candle's high, low and close."""
    asset, rows = asset_of(symbol), market.minutes(symbol, minute // 60)
    candle = rows[minute % 60]
    rng = generator(market.seed, f"tape {symbol}", minute)
    tick_ms, last = _ticks(rng, asset, candle)
    usual = np.median(np.abs(rows[:, 4] / rows[:, 1] - 1)) + 1e-9
    push = (candle[4] / candle[1] - 1) / usual
    print_ms, is_burst = _print_times(rng, asset, candle, push)
    price = np.concatenate([[candle[1]], last])[np.searchsorted(tick_ms, print_ms, side="right")]
    size = _sizes(rng, asset, candle, is_burst, is_busy=bool(candle[5] > 1.8 * rows[:, 5].mean()))
    is_buy = np.where(is_burst, push > 0, rng.random(len(price)) < 0.5 + 0.3 * np.tanh(push / 2))
    return Minute(tick_ms, last, print_ms, price, size, is_buy, is_burst)


def _ticks(rng: np.random.Generator, asset: Asset, candle: Array) -> tuple[npt.NDArray[np.int64], Array]:
    opened, start, high, low, end = candle[:5]
    count = max(MINUTE_MS // asset.quote_ms, 4)
    jitter = rng.random(count)
    wild = max(high - low, 10.0**-asset.decimals) / np.sqrt(count)
    last = np.clip(bridge(start, end, rng.standard_normal(count) * wild)[1:], low, high)
    # The extremes must be seen; the last tick is the close and stays.
    inner = last[:-1]
    top = int(np.argmax(inner))
    inner[top] = high
    inner[int(np.argmin(np.where(np.arange(count - 1) == top, np.inf, inner)))] = low
    last[-1] = end
    times = opened + (np.arange(count) + 0.98 * jitter) * (MINUTE_MS / count)
    return times.astype(np.int64), np.round(last, asset.decimals)


def _print_times(
    rng: np.random.Generator, asset: Asset, candle: Array, push: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    count = max(int(rng.poisson(asset.trades_per_s * 60)), 1)
    offsets = rng.random(count) * MINUTE_MS
    is_burst = np.zeros(count, bool)
    if abs(push) > BURST_MOVE and rng.random() < min(0.25, asset.trades_per_s):
        burst = int(rng.integers(8, 30))
        start = rng.random() * (MINUTE_MS - BURST_MS)
        offsets = np.concatenate([offsets, start + np.sort(rng.random(burst)) * BURST_MS])
        is_burst = np.concatenate([is_burst, np.ones(burst, bool)])
    order = np.argsort(offsets, kind="stable")
    return (candle[0] + offsets[order]).astype(np.int64), is_burst[order]


def _sizes(
    rng: np.random.Generator, asset: Asset, candle: Array, is_burst: npt.NDArray[np.bool_], *, is_busy: bool
) -> Array:
    weights = rng.lognormal(0, 1.5, len(is_burst)) * np.where(is_burst, 2.5, 1.0)
    if is_busy and rng.random() < WHALE_CHANCE:
        weights[rng.integers(len(weights))] += 1.5 * weights.sum()
    digits = int(np.clip(np.round(np.log10(asset.price)) + 1, 0, 6))
    sizes: Array = np.maximum(np.round(candle[5] * weights / weights.sum(), digits), 10.0**-digits)
    return sizes


def trades(market: Market, symbol: str, minute: int) -> list[Trade]:
    """Return the prints of one minute; ids count up with time."""
    played = play(market, symbol, minute)
    return [
        Trade(
            exchange=EXCHANGE,
            symbol=symbol,
            trade_id=str(minute * 1000 + number),
            price=float(played.price[number]),
            size=float(played.size[number]),
            side="buy" if played.is_buy[number] else "sell",
            event_ms=int(played.print_ms[number]),
        )
        for number in range(len(played.price))
    ]


def quotes(market: Market, symbol: str, minute: int) -> list[Quote]:
    """Return the quotes of one minute, each with the 24 hours before it."""
    asset, played = asset_of(symbol), play(market, symbol, minute)
    open_ms = ORIGIN_MS + minute * MINUTE_MS
    day, candle = market.day(symbol, open_ms), market.minutes(symbol, minute // 60)[minute % 60]
    bid, ask = _book(generator(market.seed, f"book {symbol}", minute), asset, played.last)
    high = np.maximum(np.maximum.accumulate(played.last), day.high)
    low = np.minimum(np.minimum.accumulate(played.last), day.low)
    volume = day.volume + _so_far(played, candle)
    return [
        Quote(
            exchange=EXCHANGE,
            symbol=symbol,
            last=float(played.last[number]),
            bid=float(bid[number]),
            ask=float(ask[number]),
            open_24h=float(day.open),
            high_24h=float(high[number]),
            low_24h=float(low[number]),
            volume_24h=float(volume[number]),
            turnover_24h=float(day.turnover * volume[number] / day.volume),
            event_ms=int(played.tick_ms[number]),
            received_ms=int(played.tick_ms[number]),
        )
        for number in range(len(played.last))
    ]


def _so_far(played: Minute, candle: Rows) -> Array:
    """The minute's volume up to each tick."""
    total = np.concatenate([[0.0], np.cumsum(played.size)])
    share: Array = total[np.searchsorted(played.print_ms, played.tick_ms, side="right")] / total[-1]
    return share * float(candle[5])


def _book(rng: np.random.Generator, asset: Asset, last: Array) -> tuple[Array, Array]:
    """Put the last price on the bid or on the ask of a book at least one price step wide."""
    step = 10.0**-asset.decimals
    wide = np.maximum(np.round(last * asset.spread_bps / 10_000 * (0.5 + rng.random(len(last))) / step), 1) * step
    bid = np.maximum(np.round(np.where(rng.random(len(last)) < 0.5, last, last - wide), asset.decimals), step)
    return bid, np.round(bid + wide, asset.decimals)
