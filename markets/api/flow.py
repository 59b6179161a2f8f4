"""Whales and liquidations, at the addresses that assistants were given."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.auth import needs
from markets.api.multi import AggregatedOut, named_as
from markets.api.queries import LiquidationQuery, WhaleQuery
from markets.multi import flow
from markets.multi.selectors import find_pair
from project.common.clock import now
from project.common.schemas import errors

router = Router(tags=["For assistants"])


class OrderOut(Schema):
    id: str = Field(examples=["binance:3412233"])
    exchange: str = Field(examples=["binance"])
    amount: float = Field(description="In the base asset.", examples=[12.5])
    price: float = Field(examples=[64010.5])
    usd_value: float = Field(description="A USDT counts as a dollar.", examples=[800131.25])
    timestamp: datetime = Field(description="When it was traded.")


class WhaleOut(OrderOut):
    side: Literal["buy", "sell"] = Field(description="Who took.", examples=["buy"])
    percentile: float | None = Field(
        description="How many in a hundred of the coin's prints are smaller.", examples=[99.7]
    )


class WhalesOut(AggregatedOut):
    threshold: float = Field(description="From here on a print of the coin is a whale now.", examples=[412000.0])
    threshold_percentile: float | None = Field(
        description="Of the coin's own prints; nothing while its floor alone counts.", examples=[99.5]
    )
    count: int = Field(examples=[10])
    transactions: list[WhaleOut] = Field(description="Newest first.")


class LiquidationOut(OrderOut):
    side: Literal["long", "short"] = Field(description="The position that was closed.", examples=["long"])


class LiquidationsOut(AggregatedOut):
    count: int = Field(examples=[10])
    liquidations: list[LiquidationOut] = Field(description="Newest first.")


@router.get(
    "/gpt/whale",
    response={200: WhalesOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="Whale trades of a symbol",
)
def whale(request: HttpRequest, query: Query[WhaleQuery]) -> dict[str, Any]:
    """Get the newest prints that were big for their coin; the answer is up to ten seconds old."""
    instrument = find_pair(query.symbol)
    found = flow.whales(instrument, query.threshold, query.side)
    return named_as(query.symbol, instrument.symbol) | found | listed(found, "transactions", query.limit)


@router.get(
    "/gpt/liq",
    response={200: LiquidationsOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="Liquidations of a symbol",
)
def liq(request: HttpRequest, query: Query[LiquidationQuery]) -> dict[str, Any]:
    """Get the newest positions that exchanges closed by force; the answer is up to ten seconds old."""
    instrument = find_pair(query.symbol)
    found = flow.liquidations(instrument, query.threshold, query.side)
    return named_as(query.symbol, instrument.symbol) | listed(found, "liquidations", query.limit)


def listed(found: dict[str, Any], name: str, limit: int) -> dict[str, Any]:
    rows = found[name][:limit]
    return {name: rows, "count": len(rows), "timestamp": rows[0]["timestamp"] if rows else now()}
