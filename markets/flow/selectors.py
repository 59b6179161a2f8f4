"""Reads of whales, liquidations and market events; simulated rows are only shown while the market is simulated."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import orjson
from django.conf import settings
from django.db.models import Model, Q, QuerySet, Sum
from django.db.models.functions import TruncHour

from markets.flow.groups import group_of
from markets.models import LiquidationOrder, MarketEvent, WhaleTrade
from markets.stream import bus
from markets.stream.reads import ask, data_mode
from markets.types import EventKind, FlowEvent, Liquidation, LiquidationHour, Whale, WhaleThreshold
from project.common.clock import now

Row = TypeVar("Row", bound=Model)
HOUR = timedelta(hours=1)


def whales(symbol: str | None, *, minimum_usd: float | None, side: str | None, limit: int) -> list[Whale]:
    """Return the newest whales, of one symbol or of all; ``side`` is the aggressor's, buy or sell."""
    rows = _newest(WhaleTrade.objects.all(), symbol, minimum_usd, side, limit)
    return [
        Whale(
            exchange=row.exchange,
            symbol=row.instrument.symbol,
            trade_id=row.trade_id,
            price=row.price,
            size=row.size,
            side=row.side,
            usd_value=row.usd_value,
            percentile=row.percentile,
            event_ms=to_ms(row.traded_at),
        )
        for row in rows
    ]


def liquidations(symbol: str | None, *, minimum_usd: float | None, side: str | None, limit: int) -> list[Liquidation]:
    """Return the newest liquidations, of one symbol or of all; ``side`` is the position's, long or short."""
    rows = _newest(LiquidationOrder.objects.all(), symbol, minimum_usd, side, limit)
    return [
        Liquidation(
            exchange=row.exchange,
            symbol=row.instrument.symbol,
            trade_id=row.trade_id,
            price=row.price,
            size=row.size,
            side=row.side,
            event_ms=to_ms(row.traded_at),
        )
        for row in rows
    ]


def market_events(
    symbol: str | None, kinds: Iterable[EventKind] | None, since: datetime | None, limit: int
) -> list[FlowEvent]:
    """Return the newest events by when they began, of one symbol or of all, of some kinds or of all."""
    rows = MarketEvent.objects.filter(**_of_the_market()).select_related("instrument")
    rows = rows.filter(instrument__symbol=symbol) if symbol else rows
    rows = rows.filter(kind__in=list(kinds)) if kinds is not None else rows
    rows = rows.filter(began_at__gte=since) if since else rows
    return [event_of(row) for row in rows.order_by("-began_at", "-pk")[:limit]]


def liquidations_by_hour(hours: int = 24) -> list[LiquidationHour]:
    """Return what was liquidated in each of the last hours, oldest first; the last one is not over."""
    last = now().replace(minute=0, second=0, microsecond=0)
    first = last - HOUR * (hours - 1)
    rows = LiquidationOrder.objects.filter(**_of_the_market(), traded_at__gte=first)
    sums = rows.annotate(hour=TruncHour("traded_at", tzinfo=UTC)).values("hour").order_by("hour")
    found = {
        row["hour"]: (row["longs"] or 0.0, row["shorts"] or 0.0)
        for row in sums.annotate(
            longs=Sum("usd_value", filter=Q(side="long")), shorts=Sum("usd_value", filter=Q(side="short"))
        )
    }
    moments = [first + HOUR * number for number in range(hours)]
    return [LiquidationHour(to_ms(moment), *found.get(moment, (0.0, 0.0))) for moment in moments]


def whale_threshold(symbol: str) -> WhaleThreshold:
    """Return from which worth on a print counts as a whale; the floor of its group when no stream tells."""
    raw: bytes | None = ask(lambda: bus.client().hget(bus.WHALE_THRESHOLDS, symbol), None)
    return WhaleThreshold(**orjson.loads(raw)) if raw else WhaleThreshold(symbol, group_of(symbol).whale_usd, None)


def shows_simulated() -> bool:
    """Say whether simulated rows are the ones to show; without a stream the operator's setting decides."""
    mode = data_mode()
    return mode == "simulated" or (mode == "off" and settings.MARKET_DATA == "simulated")


def event_of(row: MarketEvent) -> FlowEvent:
    return FlowEvent(
        kind=EventKind(row.kind),
        symbol=row.instrument.symbol,
        began_ms=to_ms(row.began_at),
        ended_ms=to_ms(row.ended_at) if row.ended_at else None,
        title=row.title,
        side=row.side,
        usd_value=row.usd_value,
        count=row.count,
        one_sidedness=row.one_sidedness,
        change_pct=row.change_pct,
        details=row.details,
    )


def to_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _newest(
    rows: "QuerySet[Row, Row]", symbol: str | None, minimum_usd: float | None, side: str | None, limit: int
) -> "QuerySet[Row, Row]":
    wanted: dict[str, Any] = _of_the_market()
    if symbol:
        wanted["instrument__symbol"] = symbol
    if minimum_usd:
        wanted["usd_value__gte"] = minimum_usd
    if side:
        wanted["side"] = side
    return rows.filter(**wanted).select_related("instrument").order_by("-traded_at", "-pk")[:limit]


def _of_the_market() -> dict[str, Any]:
    # Django writes a bare column for a boolean that is compared, and SQLite then uses no index that begins with it.
    return {"is_simulated__in": [shows_simulated()]}
