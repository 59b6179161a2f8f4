"""What a believable number is: the gate that every quote, trade and candle passes on its way out of an adapter."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from markets.candles.resample import Rows
from markets.types import Liquidation, Quote, Trade

PRICE_LIMIT = 1e12
SIZE_LIMIT = 1e18
AHEAD_MS = 60_000
"""How far an exchange's clock may run before ours."""


def number(value: object) -> float | None:
    """Read a payload's number; None when there is none or it is not finite."""
    if not isinstance(value, int | float | str) or isinstance(value, bool):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def is_price(value: float | None) -> bool:
    return value is not None and 0 < value < PRICE_LIMIT


def is_size(value: float | None) -> bool:
    return value is not None and 0 < value < SIZE_LIMIT


def clean_quote(quote: Quote) -> Quote | str:
    """Return the quote without its unbelievable 24 h numbers, or the reason for which it must not leave."""
    if not is_price(quote.last) or not all(value is None or is_price(value) for value in (quote.bid, quote.ask)):
        return "price"
    if quote.bid is not None and quote.ask is not None and quote.bid >= quote.ask:
        return "crossed"
    if not 0 < quote.event_ms <= quote.received_ms + AHEAD_MS:
        return "time"
    high, low = _price(quote.high_24h), _price(quote.low_24h)
    if high is not None and low is not None and high < low:
        high = low = None
    return replace(
        quote,
        open_24h=_price(quote.open_24h),
        high_24h=high,
        low_24h=low,
        volume_24h=_amount(quote.volume_24h),
        turnover_24h=_amount(quote.turnover_24h),
    )


def _price(value: float | None) -> float | None:
    return value if is_price(value) else None


def _amount(value: float | None) -> float | None:
    return value if value is not None and 0 <= value < SIZE_LIMIT else None


def reject_trade(trade: Trade, received_ms: int) -> str | None:
    """Return the reason for which a trade must not leave, None when it is believable."""
    return _reject(trade, {"buy", "sell"}, received_ms)


def reject_liquidation(liquidation: Liquidation, received_ms: int) -> str | None:
    """Return the reason for which a liquidation must not leave, None when it is believable."""
    return _reject(liquidation, {"long", "short"}, received_ms)


def _reject(event: Trade | Liquidation, sides: Collection[str], received_ms: int) -> str | None:
    checks = (
        ("price", is_price(event.price)),
        ("size", is_size(event.size)),
        ("side", event.side in sides),
        ("id", bool(event.trade_id)),
        ("time", 0 < event.event_ms <= received_ms + AHEAD_MS),
    )
    return next((reason for reason, is_fine in checks if not is_fine), None)


def clean_candles(rows: Iterable[Sequence[object]], step_ms: int, dropped: Counter[str]) -> Rows:
    """Keep the believable candles, oldest first, one per opening; count the others under ``candle``."""
    kept: dict[int, list[float]] = {}
    for row in rows:
        values = [number(value) for value in row[:6]]
        if _is_candle(values, step_ms):
            kept[int(values[0] or 0)] = [value or 0.0 for value in values]
        else:
            dropped["candle"] += 1
    return np.array([kept[key] for key in sorted(kept)], dtype=np.float64).reshape(-1, 6)


def _is_candle(values: Sequence[float | None], step_ms: int) -> bool:
    if len(values) != 6 or any(value is None for value in values):
        return False
    open_ms, opening, high, low, close, volume = (value or 0.0 for value in values)
    return (
        open_ms > 0
        and open_ms % step_ms == 0
        and all(is_price(price) for price in (opening, high, low, close))
        and low <= min(opening, close)
        and max(opening, close) <= high
        and 0 <= volume < SIZE_LIMIT
    )
