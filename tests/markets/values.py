"""Quotes, prices and trades for tests."""

from markets.types import (
    Confidence,
    ExchangeState,
    FeedState,
    Liquidation,
    Price,
    Quote,
    Standing,
    Trade,
    Venue,
    Verdict,
)
from project.common.clock import now_ms

NOTHING = dict.fromkeys(("open_24h", "high_24h", "low_24h", "volume_24h", "turnover_24h"))


def quote(exchange="binance", last=100.0, symbol="BTC-USDT", **fields) -> Quote:
    at = fields.pop("at_ms", None) or now_ms()
    values = {"bid": last - 0.5, "ask": last + 0.5, "event_ms": at, "received_ms": at, **NOTHING, **fields}
    return Quote(exchange=exchange, symbol=symbol, last=last, **values)


def price(symbol="BTC-USDT", last=100.0, **fields) -> Price:
    nothing = dict.fromkeys(
        ("bid", "ask", "change_1h", "change_24h", "high_24h", "low_24h", "volume_24h", "turnover_24h", "spread_bps")
    )
    trust = {"standing": Standing.FIRM, "confidence": Confidence.MEDIUM}
    values = {**nothing, **trust, "exchanges": ("binance",), "at_ms": now_ms(), **fields}
    return Price(symbol=symbol, last=last, **values)


def venue(exchange="binance", last=100.0, verdict=Verdict.USED, **fields) -> Venue:
    values = {"spread_bps": 1.0, "share": 0.5, "at_ms": now_ms(), **fields}
    return Venue(exchange, verdict, last, **values)


def trade(trade_id="1", symbol="BTC-USDT", exchange="binance", **fields) -> Trade:
    values = {"price": 100.0, "size": 1.0, "side": "buy", "event_ms": now_ms(), **fields}
    return Trade(exchange=exchange, symbol=symbol, trade_id=trade_id, **values)


def liquidation(trade_id="1", symbol="BTC-USDT", exchange="binance", **fields) -> Liquidation:
    values = {"price": 100.0, "size": 1.0, "side": "long", "event_ms": now_ms(), **fields}
    return Liquidation(exchange=exchange, symbol=symbol, trade_id=trade_id, **values)


def state(exchange="binance", value=FeedState.LIVE, at_ms=None) -> ExchangeState:
    return ExchangeState(exchange, exchange.title(), value, 12, at_ms or now_ms())
