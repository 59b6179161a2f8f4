"""Market data for GraphQL: price, whales, liquidations and order book of a symbol, and prices as they change."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime

import strawberry
from channels.db import database_sync_to_async

from markets.graphql.lookup import Info, Lookup
from markets.graphql.reads import liquidations_of, newest_of, orderbook_of, price_out, whales_of
from markets.graphql.types import (
    LiquidationFilter,
    LiquidationOut,
    Orderbook,
    OrderbookFilter,
    PriceOut,
    PriceUpdate,
    WhaleFilter,
    WhaleTransaction,
)
from markets.models import Instrument
from markets.selectors import latest_prices
from markets.stream.ticks import Tick, ticks
from markets.types import Price
from project.common.clock import from_ms, now
from project.common.errors import Invalid

MOST_SYMBOLS = 50


@strawberry.type(description="Everything about one symbol.")
class MarketData:
    asked: strawberry.Private[str]
    found: strawberry.Private[Instrument]
    newest: strawberry.Private[Price | None]
    symbol: str
    timestamp: datetime = strawberry.field(description="When the newest quote in the price was received.")

    @strawberry.field
    def price(self) -> PriceOut | None:
        return price_out(self.asked, self.found, self.newest)

    @strawberry.field
    def whale_transactions(self, filter: WhaleFilter | None = None) -> list[WhaleTransaction] | None:  # noqa: A002
        return whales_of(self.asked, self.found, filter or WhaleFilter())

    @strawberry.field
    def liquidations(self, filter: LiquidationFilter | None = None) -> list[LiquidationOut] | None:  # noqa: A002
        return liquidations_of(self.asked, self.found, filter or LiquidationFilter())

    @strawberry.field
    def orderbook(self, filter: OrderbookFilter | None = None) -> Orderbook | None:  # noqa: A002
        return orderbook_of(self.found, filter or OrderbookFilter())


def find_price(info: Info, symbol: str) -> PriceOut | None:
    found = info.context.any_of(symbol)
    return price_out(symbol, found, newest_of(found))


def find_whales(info: Info, symbol: str, filter: WhaleFilter | None = None) -> list[WhaleTransaction] | None:  # noqa: A002
    return whales_of(symbol, info.context.pair(symbol), filter or WhaleFilter())


def find_liquidations(
    info: Info,
    symbol: str,
    filter: LiquidationFilter | None = None,  # noqa: A002
) -> list[LiquidationOut] | None:
    return liquidations_of(symbol, info.context.pair(symbol), filter or LiquidationFilter())


def find_orderbook(info: Info, symbol: str, filter: OrderbookFilter | None = None) -> Orderbook | None:  # noqa: A002
    return orderbook_of(info.context.pair(symbol), filter or OrderbookFilter())


def find_market_data(info: Info, symbol: str) -> MarketData | None:
    found = info.context.pair(symbol)
    newest = newest_of(found)
    at = from_ms(newest.at_ms) if newest else now()
    return MarketData(asked=symbol, found=found, newest=newest, symbol=symbol.strip().upper(), timestamp=at)


async def follow_prices(info: Info, symbols: list[str]) -> AsyncGenerator[PriceUpdate, None]:
    asked = await database_sync_to_async(symbols_asked)(info.context, symbols)
    known = await database_sync_to_async(latest_prices)([*asked])
    with info.context.room.take(sum(map(len, asked.values()))):
        async with aclosing(ticks([*asked], known)) as found:
            async for tick in found:
                for name in asked[tick.symbol]:
                    yield update_of(name, tick)


@strawberry.type
class MarketQuery:
    price = strawberry.field(find_price, description="The price of a coin, a pair or a stock.")
    whale_transactions = strawberry.field(find_whales, description="Prints that are big for their coin, newest first.")
    liquidations = strawberry.field(
        find_liquidations, description="Positions that exchanges closed by force, newest first."
    )
    orderbook = strawberry.field(find_orderbook, description="The order book over all exchanges.")
    market_data = strawberry.field(find_market_data, description="Everything about one coin.")


@strawberry.type
class MarketSubscription:
    price_updates = strawberry.subscription(
        follow_prices,
        description=f"The newest price of each of up to {MOST_SYMBOLS} symbols when it changes, once a second at most.",
    )


def symbols_asked(lookup: Lookup, names: Sequence[str]) -> dict[str, list[str]]:
    """Return what each instrument was asked for as. Raises Invalid for none or too many, Missing."""
    if not 0 < len(names) <= MOST_SYMBOLS:
        raise Invalid(
            f"Name up to {MOST_SYMBOLS} symbols, such as BTC.", details={"symbols": f"This names {len(names)}."}
        )
    asked: dict[str, list[str]] = {}
    for name in dict.fromkeys(name.strip().upper() for name in names):
        asked.setdefault(lookup.any_of(name).symbol, []).append(name)
    return asked


def update_of(name: str, tick: Tick) -> PriceUpdate:
    return PriceUpdate(
        symbol=name,
        price=tick.price,
        change_24h=tick.change_24h,
        standing=tick.standing,
        timestamp=from_ms(tick.at_ms),
    )
