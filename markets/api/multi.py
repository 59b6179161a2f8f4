"""Several exchanges as one: price, order book, prints, how each pair is written, and how the exchanges do."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.auth import needs
from markets.api.queries import DepthQuery, ExchangeQuery, TradesQuery
from markets.multi import selectors
from project.common.clock import now
from project.common.schemas import errors

router = Router(tags=["Several exchanges"])


class AnswerOut(Schema):
    success: bool = Field(True, examples=[True])
    timestamp: datetime = Field(description="When the newest of it was received.")


class AggregatedOut(AnswerOut):
    symbol: str = Field(description="As it was asked for.", examples=["BTC"])
    instrument: str = Field(description="What it is here.", examples=["BTC-USDT"])
    exchange: str = Field("aggregated", examples=["aggregated"])


class TickerOut(AggregatedOut):
    price: float = Field(description="Mean over the exchanges, weighted by volume.", examples=[64010.5])
    median_price: float = Field(description="The price that pages show and alerts use.", examples=[64010.0])
    bid: float | None = Field(examples=[64010.0])
    ask: float | None = Field(examples=[64011.0])
    volume_24h: float | None = Field(description="In the quote currency.", examples=[1234567890.0])
    change_24h: float | None = Field(description="In percent.", examples=[2.5])
    high_24h: float | None = Field(examples=[64800.0])
    low_24h: float | None = Field(examples=[62900.0])
    exchanges: list[str] = Field(description="Those in the price.", examples=[["binance", "kraken"]])
    standing: str = Field(
        description="Whether it may be relied on: firm, disputed, lonely or stale.", examples=["firm"]
    )


class LevelOut(Schema):
    price: float = Field(examples=[64010.0])
    amount: float = Field(description="In the base asset.", examples=[0.75])
    total: float = Field(description="Price times amount.", examples=[48007.5])


class NearOut(Schema):
    percent: float = Field(description="How far from the middle.", examples=[0.5])
    bid: float = Field(description="In the base asset.", examples=[41.2])
    ask: float = Field(examples=[38.9])
    is_whole: bool = Field(description="False: the books end before, so this is the least.", examples=[True])


class OrderBookOut(AggregatedOut):
    depth: int = Field(examples=[20])
    bids: list[LevelOut] = Field(description="Best first.")
    asks: list[LevelOut] = Field(description="Best first.")
    spread: float = Field(description="Negative when one exchange bids more than another asks.", examples=[1.0])
    spread_bps: float = Field(examples=[0.16])
    mid_price: float = Field(examples=[64010.5])
    imbalance: float = Field(description="-1 only asks, 1 only bids, over 20 levels.", examples=[0.12])
    near: list[NearOut] = Field(description="What stands near the middle.")
    exchanges: list[str] = Field(description="Those whose books are in it.", examples=[["binance", "kraken"]])
    rejected: dict[str, str] = Field(description="The others, and why.", examples=[{"okx": "gap in the sequence"}])


class TradeOut(Schema):
    id: str = Field(examples=["3412233"])
    exchange: str = Field(examples=["binance"])
    price: float = Field(examples=[64010.5])
    amount: float = Field(description="In the base asset.", examples=[0.25])
    usd_value: float = Field(examples=[16002.6])
    side: str = Field(description="Who took: buy or sell.", examples=["buy"])
    timestamp: datetime


class TradesOut(AggregatedOut):
    trades: list[TradeOut]


class MappingOut(AnswerOut):
    exchange: str | None = Field(examples=["binance"])
    count: int = Field(examples=[24])
    symbols: list[str] = Field(examples=[["BTC", "ETH"]])
    mapping: dict[str, dict[str, str]] = Field(examples=[{"BTC": {"binance": "BTC/USDT"}}])


class ExchangeHealthOut(Schema):
    name: str = Field(examples=["Binance"])
    status: str = Field(description="live, closed, stale or down", examples=["live"])
    is_healthy: bool = Field(examples=[True])
    latency_ms: int | None = Field(examples=[84])
    age_s: float | None = Field(description="Since it was last heard.", examples=[0.2])
    message: str = Field(examples=[""])


class HealthOut(AnswerOut):
    status: str = Field(description="healthy, degraded or down", examples=["healthy"])
    healthy: int = Field(examples=[7])
    total: int = Field(examples=[7])
    exchanges: dict[str, ExchangeHealthOut]


@router.get(
    "/multi/ticker/{path:symbol}",
    response={200: TickerOut, **errors(401, 403, 404, 429, 503)},
    auth=needs("read", metered=True),
    summary="The price over all exchanges",
)
def ticker(request: HttpRequest, symbol: str) -> dict[str, Any]:
    """Get price, both sides and the day, weighted by volume; the answer is up to ten seconds old."""
    instrument = selectors.find_pair(symbol)
    return {**named_as(symbol, instrument.symbol), **selectors.ticker(instrument)}


@router.get(
    "/multi/orderbook/{path:symbol}",
    response={200: OrderBookOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="The order book over all exchanges",
)
def orderbook(request: HttpRequest, symbol: str, query: Query[DepthQuery]) -> dict[str, Any]:
    """Get the levels of all exchanges' books added up; the answer is up to ten seconds old.

    The first call for a symbol that nobody looks at opens its books and says to try again.
    """
    instrument = selectors.find_pair(symbol)
    return {**named_as(symbol, instrument.symbol), **selectors.order_book(instrument, query.depth)}


@router.get(
    "/multi/trades/{path:symbol}",
    response={200: TradesOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="The last trades",
)
def trades(request: HttpRequest, symbol: str, query: Query[TradesQuery]) -> dict[str, Any]:
    """Get the last prints of all exchanges, or of one of them, newest first."""
    instrument = selectors.find_pair(symbol)
    exchange = selectors.find_exchange(query.exchange) if query.exchange else None
    prints = selectors.trades(instrument, query.limit, exchange)
    named = {**named_as(symbol, instrument.symbol), "exchange": exchange or "aggregated"}
    return {**named, "trades": prints, "timestamp": prints[0]["timestamp"] if prints else now()}


@router.get(
    "/multi/symbols",
    response={200: MappingOut, **errors(401, 403, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="How each exchange writes a symbol",
)
def symbols(request: HttpRequest, query: Query[ExchangeQuery]) -> dict[str, Any]:
    """List every coin, and how each exchange, or one of them, writes its usual pair."""
    exchange = selectors.find_exchange(query.exchange) if query.exchange else None
    mapping = selectors.mapping(exchange)
    listed = {"exchange": exchange, "count": len(mapping), "symbols": [*mapping], "mapping": mapping}
    return {"success": True, **listed, "timestamp": now()}


@router.get(
    "/multi/health",
    response={200: HealthOut, **errors(401, 403, 429, 503)},
    auth=needs("read", metered=True),
    summary="How the exchanges do",
)
def health(request: HttpRequest) -> dict[str, Any]:
    """Get the state of each exchange's stream as it is now."""
    exchanges = selectors.health()
    healthy = sum(each["is_healthy"] for each in exchanges.values())
    status = "down" if not healthy else "healthy" if healthy == len(exchanges) else "degraded"
    counted = {"status": status, "healthy": healthy, "total": len(exchanges), "exchanges": exchanges}
    return {"success": True, **counted, "timestamp": now()}


def named_as(asked: str, symbol: str) -> dict[str, Any]:
    return {"success": True, "symbol": asked.upper(), "instrument": symbol, "exchange": "aggregated"}
