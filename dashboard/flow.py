"""The flow of one instrument as its page shows it: whales, liquidations, what was noticed, and what counts as big."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from dashboard.formats import compact
from dashboard.tape import size_text
from dashboard.wording import exchange_names
from markets.flow.selectors import liquidations, market_events, whale_threshold, whales
from markets.models import AssetClass, Instrument
from markets.types import FlowEvent, Liquidation, Whale, WhaleThreshold
from project.common.clock import from_ms
from project.common.errors import Invalid

FLOORS = {50_000: "$50K", 250_000: "$250K", 1_000_000: "$1M", 5_000_000: "$5M"}
ROWS, EVENTS = 30, 2
UPWARD, DOWNWARD = ("buy", "short", "up", "above"), ("sell", "long", "down", "below")
TONES = dict.fromkeys(UPWARD, "up") | dict.fromkeys(DOWNWARD, "down")
"""Who is liquidated short has to buy, who is liquidated long has to sell."""


@dataclass(frozen=True, slots=True)
class Order:
    order: Whale | Liquidation
    at: datetime
    size: str
    exchange: str
    tone: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """An event of the market with the moments in which it began and ended."""

    event: FlowEvent
    began_at: datetime

    @property
    def goes_on(self) -> bool:
        return self.event.ended_ms is None


def read_floor(query: QueryDict) -> int:
    """Read ``?floor=``, 0 for whatever counts as big. Raises Invalid."""
    text = query.get("floor", "") or "0"
    if text not in {"0", *map(str, FLOORS)}:
        known = ", ".join(map(str, FLOORS))
        raise Invalid("There is no such floor.", details={"floor": f"{text[:40]!r} is not one of {known}."})
    return int(text)


def flow_context(found: Instrument, query: QueryDict) -> dict[str, Any]:
    """Return what the flow pane shows. Raises Invalid."""
    floor, threshold = read_floor(query), whale_threshold(found.symbol)
    wanted: dict[str, Any] = {"minimum_usd": floor or None, "side": None, "limit": ROWS}
    return {
        "flow": True,
        "has_orders": found.asset_class == AssetClass.CRYPTO,
        "floor": floor,
        "floors": [(each, f"From {label}") for each, label in FLOORS.items()],
        "flow_whales": orders(whales(found.symbol, **wanted)),
        "flow_liquidations": orders(liquidations(found.symbol, **wanted)),
        "flow_events": noticed(market_events(found.symbol, None, None, EVENTS)),
        "flow_sentence": threshold_sentence(found, threshold),
        "no_whales": f"No print over {FLOORS.get(floor, '$' + compact(threshold.usd_value))} in the last day.",
        "no_liquidations": f"No liquidation over {FLOORS[floor]} in the last day." if floor else NO_LIQUIDATIONS,
    }


NO_LIQUIDATIONS = "No liquidation in the last day."


def orders(found: Iterable[Whale | Liquidation]) -> list[Order]:
    return [
        Order(each, from_ms(each.event_ms), size_text(each.size), exchange_names([each.exchange]), TONES[each.side])
        for each in found
    ]


def noticed(events: Iterable[FlowEvent]) -> list[Noticed]:
    return [Noticed(each, from_ms(each.began_ms)) for each in events]


def threshold_sentence(found: Instrument, threshold: WhaleThreshold) -> str:
    """Say from which worth on a print counts as a whale now."""
    if found.asset_class == AssetClass.STOCK:
        return "Fast moves of stocks are noticed here. Whales and liquidations are of coins alone."
    start = f"A print counts as a whale from ${compact(threshold.usd_value)} on"
    if threshold.percentile is None:
        return f"{start}, the floor of coins of its size, until enough prints were seen."
    return f"{start}: bigger than {threshold.percentile:g} in 100 of {found.base}'s prints of the last hours."
