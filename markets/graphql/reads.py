"""Reads of one instrument as GraphQL gives them, and what a filter may say."""

from datetime import datetime

from markets.flow import selectors as flow
from markets.graphql.types import (
    DEPTH,
    ORDERS,
    LiquidationFilter,
    LiquidationOut,
    Orderbook,
    OrderbookFilter,
    OrderbookLevel,
    PriceOut,
    WhaleFilter,
    WhaleTransaction,
)
from markets.models import Instrument
from markets.multi import selectors as multi
from markets.multi.flow import MOST_ORDERS, order_out
from markets.selectors import latest_prices
from markets.types import Price
from project.common.clock import from_ms
from project.common.errors import Invalid, Unavailable


def newest_of(instrument: Instrument) -> Price | None:
    return latest_prices([instrument.symbol]).get(instrument.symbol)


def price_out(asked: str, instrument: Instrument, newest: Price | None) -> PriceOut:
    """Return the price as it is told. Raises Unavailable while there is none."""
    if newest is None:
        raise Unavailable(f"There is no price of {instrument.symbol} yet. Try again in a few seconds.")
    return PriceOut(
        symbol=asked.strip().upper(),
        instrument=newest.symbol,
        price=newest.last,
        change_24h=newest.change_24h,
        volume_24h=newest.turnover_24h,
        high_24h=newest.high_24h,
        low_24h=newest.low_24h,
        standing=newest.standing,
        exchanges=list(newest.exchanges),
        timestamp=from_ms(newest.at_ms),
    )


def whales_of(asked: str, instrument: Instrument, wanted: WhaleFilter) -> list[WhaleTransaction]:
    floor, side, limit = read_orders(wanted, ("buy", "sell"))
    found = flow.whales(instrument.symbol, minimum_usd=floor, side=side, limit=limit)
    return [WhaleTransaction(symbol=asked.strip().upper(), **order_out(each)) for each in found]


def liquidations_of(asked: str, instrument: Instrument, wanted: LiquidationFilter) -> list[LiquidationOut]:
    floor, side, limit = read_orders(wanted, ("long", "short"))
    found = flow.liquidations(instrument.symbol, minimum_usd=floor, side=side, limit=limit)
    return [LiquidationOut(symbol=asked.strip().upper(), **order_out(each)) for each in found]


def orderbook_of(instrument: Instrument, wanted: OrderbookFilter) -> Orderbook | None:
    """Return the merged book, None while its spread is less than asked for. Raises Invalid, Unavailable."""
    depth = within("depth", DEPTH if wanted.depth is None else wanted.depth, multi.MOST_LEVELS)
    book = multi.order_book(instrument, depth)
    if wanted.min_spread is not None and book["spread"] < wanted.min_spread:
        return None
    bids, asks = ([OrderbookLevel(**level) for level in book[side]] for side in ("bids", "asks"))
    return Orderbook(
        bids=bids, asks=asks, spread=book["spread"], exchanges=book["exchanges"], timestamp=moment(book["timestamp"])
    )


def read_orders(
    wanted: WhaleFilter | LiquidationFilter, sides: tuple[str, str]
) -> tuple[float | None, str | None, int]:
    """Return what a filter says. Raises Invalid."""
    side = wanted.side.strip().lower() if wanted.side else None
    if side not in (None, *sides):
        raise invalid("side", f"Write {sides[0]} or {sides[1]}.")
    if wanted.min_usd_value is not None and wanted.min_usd_value < 0:
        raise invalid("minUsdValue", "Write a number from 0 on.")
    return wanted.min_usd_value, side, within("limit", ORDERS if wanted.limit is None else wanted.limit, MOST_ORDERS)


def within(name: str, number: int, most: int) -> int:
    """Return the number. Raises Invalid for one that is not from 1 to ``most``."""
    if not 1 <= number <= most:
        raise invalid(name, f"Write a whole number from 1 to {most}.")
    return number


def invalid(name: str, sentence: str) -> Invalid:
    return Invalid("Some of the filter is not valid.", details={f"filter.{name}": sentence})


def moment(value: datetime | str) -> datetime:
    """Return a time that went through a cache, where it is a text, or did not."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
