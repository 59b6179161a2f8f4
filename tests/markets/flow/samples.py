"""Prints and liquidations for tests of the flow."""

from typing import Any

from markets.types import Liquidation, Trade, Whale

START = 1_795_300_020_000
"""A full minute."""


def printed(trade_id: str = "1", usd_value: float = 1_000.0, at_ms: int = START, **fields: Any) -> Trade:
    values = {"exchange": "kraken", "symbol": "BTC-USDT", "side": "buy", "price": 100.0, **fields}
    return Trade(trade_id=trade_id, size=usd_value / values["price"], event_ms=at_ms, **values)


def whale(trade_id: str = "1", usd_value: float = 300_000.0, at_ms: int = START, **fields: Any) -> Whale:
    values = {"exchange": "kraken", "symbol": "BTC-USDT", "side": "buy", "price": 100.0, "percentile": 99.9, **fields}
    return Whale(trade_id=trade_id, size=usd_value / values["price"], usd_value=usd_value, event_ms=at_ms, **values)


def liquidated(trade_id: str = "1", usd_value: float = 400_000.0, at_ms: int = START, **fields: Any) -> Liquidation:
    values = {"exchange": "bybit", "symbol": "BTC-USDT", "side": "long", "price": 100.0, **fields}
    return Liquidation(trade_id=trade_id, size=usd_value / values["price"], event_ms=at_ms, **values)
