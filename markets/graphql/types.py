"""What GraphQL takes and gives of the market."""

from datetime import datetime

import strawberry

from markets.multi.flow import MOST_ORDERS
from markets.multi.selectors import MOST_LEVELS

ORDERS, DEPTH = 10, 20
# What a field brings unless its filter says otherwise, and which word of the filter says it.
LIST_SIZES = {
    "whaleTransactions": ("limit", ORDERS),
    "liquidations": ("limit", ORDERS),
    "orderbook": ("depth", DEPTH),
}


@strawberry.input(description="Which prints of whales.")
class WhaleFilter:
    min_usd_value: float | None = strawberry.field(default=None, description="Worth at least this, in dollars.")
    side: str | None = strawberry.field(default=None, description="Who took: buy or sell.")
    limit: int | None = strawberry.field(default=ORDERS, description=f"How many, up to {MOST_ORDERS}.")


@strawberry.input(description="Which liquidations.")
class LiquidationFilter:
    min_usd_value: float | None = strawberry.field(default=None, description="Worth at least this, in dollars.")
    side: str | None = strawberry.field(default=None, description="The position that was closed: long or short.")
    limit: int | None = strawberry.field(default=ORDERS, description=f"How many, up to {MOST_ORDERS}.")


@strawberry.input(description="How much of an order book, and whether at all.")
class OrderbookFilter:
    depth: int | None = strawberry.field(
        default=DEPTH, description=f"How many levels of each side, up to {MOST_LEVELS}."
    )
    min_spread: float | None = strawberry.field(
        default=None, description="Nothing while the spread, in the quote currency, is less."
    )


@strawberry.type(name="Price", description="The price that pages show and alerts use.")
class PriceOut:
    symbol: str = strawberry.field(description="As it was asked for.")
    instrument: str = strawberry.field(description="What it is here.")
    price: float
    change_24h: float | None = strawberry.field(name="change_24h", description="In percent.")
    volume_24h: float | None = strawberry.field(name="volume_24h", description="In the quote currency.")
    high_24h: float | None = strawberry.field(name="high_24h")
    low_24h: float | None = strawberry.field(name="low_24h")
    standing: str = strawberry.field(description="Whether it may be relied on: firm, disputed, lonely or stale.")
    exchanges: list[str] = strawberry.field(description="Those in the price.")
    timestamp: datetime = strawberry.field(description="When the newest quote in it was received.")


@strawberry.type(description="One print of a whale.")
class WhaleTransaction:
    id: strawberry.ID
    symbol: str
    side: str = strawberry.field(description="Who took: buy or sell.")
    amount: float = strawberry.field(description="In the base asset.")
    price: float
    usd_value: float
    timestamp: datetime
    exchange: str


@strawberry.type(name="Liquidation", description="A position that an exchange closed by force.")
class LiquidationOut:
    id: strawberry.ID
    symbol: str
    side: str = strawberry.field(description="The position that was closed: long or short.")
    amount: float = strawberry.field(description="In the base asset.")
    price: float
    usd_value: float
    timestamp: datetime
    exchange: str


@strawberry.type
class OrderbookLevel:
    price: float
    amount: float = strawberry.field(description="In the base asset.")
    total: float = strawberry.field(description="Price times amount.")


@strawberry.type(description="The order books of all exchanges as one.")
class Orderbook:
    bids: list[OrderbookLevel] = strawberry.field(description="Best first.")
    asks: list[OrderbookLevel] = strawberry.field(description="Best first.")
    spread: float = strawberry.field(description="Negative when one exchange bids more than another asks.")
    exchanges: list[str]
    timestamp: datetime


@strawberry.type(description="The newest price of one symbol.")
class PriceUpdate:
    symbol: str = strawberry.field(description="As it was asked for.")
    price: float
    change_24h: float | None = strawberry.field(name="change_24h", description="In percent.")
    standing: str = strawberry.field(description="Whether it may be relied on: firm, disputed, lonely or stale.")
    timestamp: datetime = strawberry.field(description="When the newest quote in it was received.")
