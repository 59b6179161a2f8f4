"""Events of all instruments page by page, newest first; a page begins after the last row of the one before."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from markets.flow.selectors import shows_simulated
from markets.models import MarketEvent

PAGE = 50


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What is empty is left open; ``side`` is one of those that ``FlowEvent`` names."""

    kind: str = ""
    symbol: str = ""
    side: str = ""
    minimum_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class EventPage:
    """``next_before`` is the ``before`` of the next page, None on the last one."""

    events: list[MarketEvent]
    next_before: int | None


def event_page(filters: EventFilters, before: int | None = None, limit: int = PAGE) -> EventPage:
    """Return one page; ``before`` is the number of the last event of the page before."""
    rows = MarketEvent.objects.filter(**_wanted(filters)).select_related("instrument")
    if before is not None:
        last = MarketEvent.objects.filter(pk=before).first()
        if last is None:
            return EventPage([], None)
        rows = rows.filter(Q(began_at__lt=last.began_at) | Q(began_at=last.began_at, pk__lt=last.pk))
    found = list(rows.order_by("-began_at", "-pk")[: limit + 1])
    return EventPage(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def _wanted(filters: EventFilters) -> dict[str, Any]:
    names = {"kind": filters.kind, "instrument__symbol": filters.symbol, "side": filters.side}
    floor = {"usd_value__gte": filters.minimum_usd} if filters.minimum_usd else {}
    # With a bare boolean SQLite would use no index.
    return {"is_simulated__in": [shows_simulated()], **{name: value for name, value in names.items() if value}, **floor}
