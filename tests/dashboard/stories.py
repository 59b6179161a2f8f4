"""Events with evidence and a history, for the tests of the detail."""

from datetime import date, timedelta
from decimal import Decimal

from alerts.models import Alert, Event, EventChange, Evidence, Outcome
from project.common.clock import now
from tests.factories import AlertFactory, CompanyFactory, ItemFactory, SourceFactory

DAY = date(2026, 11, 28)
LATER = date(2026, 12, 2)
ANALYSIS = {
    "version": 1,
    "text": "Nebula <b>confirms</b> its token generation event.",
    "contributions": [
        {"name": "Token generation event", "points": 60, "start": 30, "end": 50},
        {"name": "Confirmed", "points": 30, "start": 10, "end": 18},
        {"name": "Rumour", "points": -8, "start": None, "end": None},
    ],
}


def build_event(**values: object) -> Event:
    moment = now()
    usual = {"kind": "launch", "title": "Nebula Labs confirms NEBX", "confidence": Decimal("0.900")}
    times = {"first_seen_at": moment - timedelta(hours=3), "last_seen_at": moment}
    return Event.objects.create(**(usual | times | values))


def tell(event: Event, source: str, **values: object) -> Evidence:
    """Add an item of a source of that name that tells of ``event``."""
    item = ItemFactory(source=SourceFactory(name=source), title=f"{source} on NEBX")
    usual = {"kind": event.kind, "status": "announced", "confidence": Decimal("0.9"), "added_at": item.received_at}
    return Evidence.objects.create(event=event, item=item, **(usual | values))


def move(event: Event, before: str, after: str, hours_ago: float = 1, field: str = "status") -> EventChange:
    at = now() - timedelta(hours=hours_ago)
    return EventChange.objects.create(event=event, field=field, before=before, after=after, at=at)


def dated_alert(**values: object) -> Alert:
    """Return an alert of an event that was a rumour first, is dated now, and whose sources disagree."""
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    facts = {"venue": "Orbitra", "amount": "4% of supply", "chain": "Base", "contract": "0xabc123"}
    event = build_event(company=company, token="NEBX", status="dated", starts_on=DAY, ends_on=DAY, **facts)
    first = tell(event, "Nebula blog", starts_on=DAY, ends_on=DAY, status="dated")
    tell(event, "Tide Daily", starts_on=LATER, ends_on=LATER, status="dated", likeness=0.61)
    move(event, "rumour", "announced", 2)
    move(event, "announced", "dated", 1)
    return AlertFactory(event=event, item=first.item, company=company, tokens_mentioned=["NEBX"], **values)


def measure(alert: Alert, prices: dict[int, float | None], symbol: str = "SOL-USDT") -> None:
    """Store outcomes: a price by seconds after the alert, None where it is still to come."""
    for horizon, price in prices.items():
        Outcome.objects.create(
            alert=alert,
            symbol=symbol,
            horizon_s=horizon,
            due_at=alert.created_at + timedelta(seconds=horizon),
            state="pending" if price is None else "measured",
            price=price,
        )
