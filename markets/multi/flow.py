"""Whales and liquidations of a pair, as the API tells them: newest first, shared for some seconds."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from markets.flow import selectors as flow
from markets.models import Instrument
from markets.multi.cache import shared
from markets.multi.kinds import Kind
from markets.types import Liquidation, Whale
from project.common.clock import from_ms

MOST_ORDERS = 100


def whales(instrument: Instrument, minimum_usd: float | None, side: str | None) -> dict[str, Any]:
    """Return the newest whales, and from which worth on a print is one now."""
    symbol = instrument.symbol

    def make() -> dict[str, Any]:
        threshold = flow.whale_threshold(symbol)
        found = flow.whales(symbol, minimum_usd=minimum_usd, side=side, limit=MOST_ORDERS)
        return {
            "threshold": threshold.usd_value,
            "threshold_percentile": threshold.percentile,
            "transactions": [{**order_out(each), "percentile": each.percentile} for each in found],
        }

    return _asked(Kind.WHALES, symbol, (minimum_usd, side), make)


def liquidations(instrument: Instrument, minimum_usd: float | None, side: str | None) -> dict[str, Any]:
    """Return the newest liquidations."""
    symbol = instrument.symbol

    def make() -> dict[str, Any]:
        found = flow.liquidations(symbol, minimum_usd=minimum_usd, side=side, limit=MOST_ORDERS)
        return {"liquidations": [order_out(each) for each in found]}

    return _asked(Kind.LIQUIDATIONS, symbol, (minimum_usd, side), make)


def order_out(order: Whale | Liquidation) -> dict[str, Any]:
    return {
        "id": f"{order.exchange}:{order.trade_id}",
        "exchange": order.exchange,
        "side": order.side,
        "amount": order.size,
        "price": order.price,
        "usd_value": round(order.usd_value, 2),
        "timestamp": from_ms(order.event_ms),
    }


def _asked(kind: Kind, symbol: str, filters: Iterable[object], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return a shared answer; what was asked for is part of its name, how many is not: there are all of them in it."""
    name = ":".join((symbol, *(str(each) for each in filters if each is not None)))
    answer: dict[str, Any] = shared(kind, name, make)
    return answer


def liquidations_by_hour() -> list[dict[str, Any]]:
    """Return what was liquidated in each of the last 24 hours, oldest first."""
    answer: list[dict[str, Any]] = shared(
        Kind.LIQUIDATIONS, "by hour", lambda: [asdict(each) for each in flow.liquidations_by_hour()]
    )
    return answer
