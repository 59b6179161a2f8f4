"""What several operations take in their query; a wrong value is answered with what it is and what may be sent."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, WrapValidator
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from markets.multi.flow import MOST_ORDERS
from markets.multi.selectors import MOST_LEVELS
from markets.stocks.types import Period
from markets.stream.bus import TAPE_LENGTH
from project.common.schemas import Storable


def only(allowed: str) -> WrapValidator:
    """Refuse a value with a sentence that names it and what is allowed."""

    def check(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
        try:
            return read(value)
        except ValidationError:
            raise ValueError(f"“{str(value)[:40]}” is not {allowed}.") from None

    return WrapValidator(check)


def numbers(low: int, high: int) -> Any:
    """Return the type of a whole number between two others, both included."""
    return Annotated[int, Field(ge=low, le=high), only(f"a whole number from {low} to {high}")]


Dollars = Annotated[
    float, Field(ge=0, le=1e12, allow_inf_nan=False), only("a number of dollars from 0 on, without a sign or commas")
]


class DepthQuery(Storable):
    depth: numbers(1, MOST_LEVELS) = Field(  # type: ignore[valid-type]
        20, description=f"How many levels of each side, up to {MOST_LEVELS}.", examples=[20]
    )


class ExchangeQuery(Storable):
    exchange: str | None = Field(None, description="Of one exchange only.", examples=["binance"])


class TradesQuery(ExchangeQuery):
    limit: numbers(1, TAPE_LENGTH) = Field(  # type: ignore[valid-type]
        50, description=f"How many, newest first, up to {TAPE_LENGTH}.", examples=[50]
    )


class SymbolQuery(Storable):
    symbol: str = Field(description="A coin or a pair, in any exchange's way to write it.", examples=["BTC"])


class SymbolDepthQuery(DepthQuery, SymbolQuery):
    pass


class OrdersQuery(SymbolQuery):
    limit: numbers(1, MOST_ORDERS) = Field(  # type: ignore[valid-type]
        10, description=f"How many, newest first, up to {MOST_ORDERS}.", examples=[10]
    )


class WhaleQuery(OrdersQuery):
    threshold: Dollars | None = Field(
        None, description="Worth at least this; otherwise what was big for the coin.", examples=[500000]
    )
    side: Annotated[Literal["buy", "sell"], only("buy or sell")] | None = Field(None, examples=["buy"])


class LiquidationQuery(OrdersQuery):
    threshold: Dollars | None = Field(None, description="Worth at least this.", examples=[50000])
    side: Annotated[Literal["long", "short"], only("long or short")] | None = Field(None, examples=["long"])


class PeriodQuery(Storable):
    period: Annotated[Period, only(f"one of {', '.join(Period)}")] = Field(
        Period.MO1, description="How far back.", examples=["1y"]
    )
