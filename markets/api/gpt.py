"""Market data at the addresses that assistants were given: one symbol in, everything about it out."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from accounts.auth import needs
from markets.api.multi import AggregatedOut, ExchangeHealthOut, OrderBookOut, TickerOut, TradeOut, named_as
from markets.api.queries import SymbolDepthQuery, SymbolQuery
from markets.multi import selectors
from project.common.schemas import errors

router = Router(tags=["For assistants"])


class RawOut(AggregatedOut):
    ticker: TickerOut
    orderbook: OrderBookOut | None = Field(description="Nothing while its books are being opened.")
    trades: list[TradeOut]
    exchanges: dict[str, ExchangeHealthOut]


@router.get(
    "/gpt/raw",
    response={200: RawOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="All market data of a symbol",
)
def raw(request: HttpRequest, query: Query[SymbolQuery]) -> dict[str, Any]:
    """Get price, order book, last trades and the state of the exchanges in one answer."""
    instrument = selectors.find_pair(query.symbol)
    named = named_as(query.symbol, instrument.symbol)
    known = selectors.everything(instrument)
    return {
        **named,
        "ticker": {**named, **known["ticker"]},
        "orderbook": known["orderbook"] and {**named, **known["orderbook"]},
        "trades": known["trades"],
        "exchanges": selectors.health(),
        "timestamp": known["ticker"]["timestamp"],
    }


@router.get(
    "/gpt/orderbook",
    response={200: OrderBookOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="The order book of a symbol",
)
def orderbook(request: HttpRequest, query: Query[SymbolDepthQuery]) -> dict[str, Any]:
    """Get the same order book as at /multi/orderbook."""
    instrument = selectors.find_pair(query.symbol)
    return {**named_as(query.symbol, instrument.symbol), **selectors.order_book(instrument, query.depth)}
