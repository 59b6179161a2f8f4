"""What one socket of a program wants: subscriptions to alerts, values of the market and the state of the system."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from alerts.live.requests import ALERT_TOPICS, FLOW_TOPICS, NO_FILTERS, SubscribeIn
from alerts.models import Alert, Company, Source, SourceType
from markets.flow.views import views_for
from markets.selectors import check_symbols
from markets.stream.hub import BOOK_TOPIC, EXCHANGES_TOPIC, FLOW_TOPIC, PRICE_TOPIC, TAPE_TOPIC, VENUES_TOPIC
from project.common.errors import Invalid, Missing

ANY = Decimal(0)
SURE = Decimal("0.7")
"""From here on an alert is of high confidence, as in the statistics."""

MOST = 50
MOST_SYMBOLS = 200
MOST_FLOWS = 100
"""Symbols of whales and liquidations, anew for each least worth: every print is held against every one of them."""

PREFIXES = {"price": PRICE_TOPIC, "trade": TAPE_TOPIC, "venues": VENUES_TOPIC}


@dataclass(slots=True)
class Subscription:
    """``after`` is the number after which alerts are wanted; what an empty field names is left open."""

    id: str
    type: str
    least: Decimal = ANY
    urgencies: frozenset[str] = frozenset()
    companies: frozenset[int] = frozenset()
    sources: frozenset[str] = frozenset()
    symbols: tuple[str, ...] = ()
    books: tuple[str, ...] = ()
    minimum_usd: float = 0.0
    after: int = 0

    @property
    def is_of_alerts(self) -> bool:
        return self.type in ALERT_TOPICS

    def suits(self, alert: Alert) -> bool:
        return (
            self.is_of_alerts
            and alert.confidence >= self.least
            and (not self.urgencies or alert.urgency in self.urgencies)
            and (not self.companies or alert.company_id in self.companies)
            and (not self.sources or not self.sources.isdisjoint((alert.source_type, alert.source_name)))
        )

    @property
    def topics(self) -> list[str]:
        """What it asks the hub for."""
        if self.type == "system_status":
            return [EXCHANGES_TOPIC]
        if self.type == "orderbook":
            return [BOOK_TOPIC + book for book in self.books]
        if self.type in FLOW_TOPICS:
            return [FLOW_TOPIC + key for key in views_for(self.type, self.symbols, self.minimum_usd)]
        return [PREFIXES[self.type] + symbol for symbol in self.symbols]

    def shown(self) -> dict[str, Any]:
        filters = {
            "confidence_threshold": float(self.least),
            "urgency_levels": sorted(self.urgencies),
            "companies": sorted(self.companies),
            "sources": sorted(self.sources),
        }
        symbols: dict[str, Any] = {"symbols": list(self.symbols)}
        if self.type in FLOW_TOPICS:
            own: dict[str, Any] = {"filters": {**symbols, "minimum_usd": self.minimum_usd}}
        else:
            own = {"filters": filters} if self.is_of_alerts else symbols if self.symbols else {}
        return {"subscription_id": self.id, "type": self.type, **own}


class Subscriptions:
    """Those of one socket, by their ids."""

    def __init__(self) -> None:
        self._made = 0
        self._all: dict[str, Subscription] = {}

    def __iter__(self) -> Iterator[Subscription]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def make(self, wanted: SubscribeIn) -> Subscription:
        """Return what is wanted under a new id; it counts only once it is added. Raises Invalid for too much."""
        filters = wanted.filters or NO_FILTERS
        symbols = tuple(dict.fromkeys(symbol.strip().upper() for symbol in wanted.symbols or filters.symbols))
        if len(self._all) >= MOST:
            raise Invalid(f"At most {MOST} subscriptions fit one socket.", code="TOO_MANY_TOPICS")
        if len({*symbols, *(symbol for each in self for symbol in each.symbols)}) > MOST_SYMBOLS:
            raise Invalid(f"At most {MOST_SYMBOLS} symbols fit one socket.", code="TOO_MANY_TOPICS")
        self._made += 1
        new = Subscription(
            id=f"s{self._made}",
            type=wanted.type,
            least=max(filters.confidence_threshold or ANY, SURE if wanted.type == "high_confidence" else ANY),
            urgencies=frozenset(filters.urgency_levels),
            companies=frozenset(filters.companies),
            sources=frozenset(filters.sources),
            symbols=symbols,
            minimum_usd=filters.minimum_usd,
        )
        if len({topic for each in (*self, new) if each.type in FLOW_TOPICS for topic in each.topics}) > MOST_FLOWS:
            message = f"At most {MOST_FLOWS} symbols of whales and liquidations fit one socket, each minimum_usd anew."
            raise Invalid(message, code="TOO_MANY_TOPICS")
        return new

    def add(self, subscription: Subscription) -> None:
        self._all[subscription.id] = subscription

    def drop(self, *, by_id: str, by_type: str) -> list[Subscription]:
        """Take out the one with that id, or all of a type. Raises Missing when there is none."""
        gone = [each for each in self if each.id == by_id or each.type == by_type]
        if not gone:
            raise Missing("There is no such subscription.", details={"subscriptions": [each.shown() for each in self]})
        for each in gone:
            del self._all[each.id]
        return gone

    def topics(self) -> set[str]:
        return {topic for each in self if not each.is_of_alerts for topic in each.topics}


def check_names(subscription: Subscription) -> None:
    """Raise Missing or Invalid for a symbol, company or source that there is not: nothing would ever come."""
    check_symbols(subscription.symbols)
    known = set(Company.objects.filter(pk__in=subscription.companies).values_list("pk", flat=True))
    refuse("companies", sorted(subscription.companies - known))
    named = subscription.sources - set(SourceType.values)
    refuse("sources", sorted(named - set(Source.objects.filter(name__in=named).values_list("name", flat=True))))


def refuse(field: str, unknown: Iterable[object]) -> None:
    for each in unknown:
        details = {f"data.filters.{field}": f"There is no {each!r} here."}
        raise Invalid("Some of the input is not valid.", details=details)
