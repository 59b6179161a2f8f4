"""Writes of whales, liquidations and market events; what is stored already stays as it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Case, F, Max, When

from markets.exchanges.registry import SIMULATED
from markets.flow.cooldown import LONGEST_MS
from markets.models import LiquidationOrder, MarketEvent, WhaleTrade
from markets.types import EventKind, FlowEvent, Liquidation, Whale
from project.common.clock import from_ms

ID_LENGTH = 80
Print = TypeVar("Print", Whale, Liquidation)


class Batch(NamedTuple):
    """What is to be stored in one transaction; events with whether the market they belong to is simulated."""

    whales: Sequence[Whale]
    liquidations: Sequence[Liquidation]
    events: Sequence[tuple[FlowEvent, bool]]


def is_storable(made: Whale | Liquidation) -> bool:
    """Say whether both databases take its id; one row that they refuse would hold up all the others."""
    return len(made.trade_id) <= ID_LENGTH and made.trade_id.isprintable()


@transaction.atomic
def store_flow(batch: Batch, instrument_ids: Mapping[str, int]) -> Batch:
    """Store what is new and return it."""
    whales = _new(WhaleTrade, batch.whales, instrument_ids)
    liquidations = _new(LiquidationOrder, batch.liquidations, instrument_ids)
    WhaleTrade.objects.bulk_create(
        WhaleTrade(**_common(whale, instrument_ids), percentile=whale.percentile) for whale in whales
    )
    LiquidationOrder.objects.bulk_create(LiquidationOrder(**_common(order, instrument_ids)) for order in liquidations)
    events = [(event, simulated) for event, simulated in batch.events if event.symbol in instrument_ids]
    for event, simulated in events:
        _store_event(event, simulated, instrument_ids[event.symbol])
    return Batch(whales, liquidations, events)


def end_lasting(moment: datetime) -> int:
    """End the events that a stream which is gone left open; return how many there were."""
    return MarketEvent.objects.filter(ended_at=None).update(ended_at=moment)


def told_lately(moment: datetime, *, simulated: bool) -> list[tuple[EventKind, str, datetime]]:
    """Return when each kind of event of each symbol was last told, as far back as a pause can reach."""
    # A move is told when it has been made, and its pause begins then.
    told_at = Case(When(kind=EventKind.MOVE.value, then=F("ended_at")), default=F("began_at"))
    since = moment - timedelta(milliseconds=LONGEST_MS)
    rows = MarketEvent.objects.filter(is_simulated__in=[simulated], began_at__gte=since - timedelta(hours=1))
    rows = rows.annotate(told_at=told_at).filter(told_at__gte=since)
    newest = rows.values_list("kind", "instrument__symbol").annotate(Max("told_at")).order_by()
    return [(EventKind(kind), symbol, told_at) for kind, symbol, told_at in newest]


def _new(
    model: type[WhaleTrade] | type[LiquidationOrder], made: Iterable[Print], instrument_ids: Mapping[str, int]
) -> list[Print]:
    """Leave out what nobody follows, what is there already, and what comes twice."""
    by_key = {
        (each.exchange, instrument_ids[each.symbol], each.trade_id): each
        for each in made
        if each.symbol in instrument_ids
    }
    if not by_key:
        return []
    named = model.objects.filter(trade_id__in={key[2] for key in by_key}, exchange__in={key[0] for key in by_key})
    stored = set(named.values_list("exchange", "instrument_id", "trade_id"))
    return [each for key, each in by_key.items() if key not in stored]


def _common(made: Whale | Liquidation, instrument_ids: Mapping[str, int]) -> dict[str, object]:
    return {
        "instrument_id": instrument_ids[made.symbol],
        "exchange": made.exchange,
        "trade_id": made.trade_id,
        "traded_at": from_ms(made.event_ms),
        "side": made.side,
        "price": made.price,
        "size": made.size,
        "usd_value": made.usd_value,
        "is_simulated": made.exchange == SIMULATED,
    }


def _store_event(event: FlowEvent, simulated: bool, instrument_id: int) -> None:
    MarketEvent.objects.update_or_create(
        kind=event.kind.value,
        instrument_id=instrument_id,
        began_at=from_ms(event.began_ms),
        is_simulated=simulated,
        defaults={
            "ended_at": from_ms(event.ended_ms) if event.ended_ms is not None else None,
            "title": event.title,
            "side": event.side,
            "usd_value": event.usd_value,
            "count": event.count,
            "one_sidedness": event.one_sidedness,
            "change_pct": event.change_pct,
            "details": event.details,
        },
    )
