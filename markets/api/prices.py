"""What is traded, and what it costs now."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accounts.auth import needs
from markets.models import Instrument
from markets.selectors import active_instruments, get_instrument, latest_prices
from markets.stocks.selectors import is_market_closed
from markets.types import Price
from project.common.clock import now_ms
from project.common.errors import Unavailable
from project.common.schemas import errors

router = Router(tags=["Markets"])


class SymbolOut(Schema):
    symbol: str = Field(examples=["BTC-USDT"])
    base: str = Field(examples=["BTC"])
    quote: str = Field(examples=["USDT"])
    name: str = Field(examples=["Bitcoin"])
    kind: str = Field(description="crypto or stock", examples=["crypto"])


class PriceOut(Schema):
    symbol: str = Field(examples=["BTC-USDT"])
    price: float = Field(examples=[64010.5])
    currency: str = Field(description="What the price is in.", examples=["USDT"])
    age_s: float = Field(description="Seconds since the newest quote in it was received.", examples=[0.4])
    sources: list[str] = Field(description="The exchanges it is made of.", examples=[["binance", "kraken"]])
    market: Literal["open", "closed"] = Field(description="Whether it is traded now.", examples=["open"])


@router.get(
    "/symbols",
    response={200: list[SymbolOut], **errors(401, 403, 429, 503)},
    auth=needs("read", metered=True),
    summary="Every instrument",
)
def symbols(request: HttpRequest) -> list[SymbolOut]:
    """List every instrument that has prices here."""
    return [symbol_out(instrument) for instrument in active_instruments()]


@router.get(
    "/market/price/{path:symbol}",
    response={200: PriceOut, **errors(401, 403, 404, 429, 503)},
    auth=needs("read", metered=True),
    summary="The price of an instrument",
)
def price(request: HttpRequest, symbol: str) -> PriceOut:
    """Get the newest price of one instrument. The symbol may be written as any exchange writes it."""
    instrument = get_instrument(symbol)
    newest = latest_prices([instrument.symbol]).get(instrument.symbol)
    if newest is None:
        raise Unavailable(f"There is no price of {instrument.symbol} yet. Try again in a few seconds.")
    return price_out(instrument, newest)


def symbol_out(instrument: Instrument) -> SymbolOut:
    return SymbolOut(
        symbol=instrument.symbol,
        base=instrument.base,
        quote=instrument.quote,
        name=instrument.name,
        kind=instrument.asset_class,
    )


def price_out(instrument: Instrument, newest: Price) -> PriceOut:
    age_ms = max(0, now_ms() - newest.at_ms)
    return PriceOut(
        symbol=instrument.symbol,
        price=newest.last,
        currency=instrument.quote,
        age_s=round(age_ms / 1000, 1),
        sources=list(newest.exchanges),
        market="closed" if is_market_closed(instrument) else "open",
    )
