"""Events with a day, for tests of the calendar."""

from datetime import date, datetime
from typing import Any

from alerts.models import Alert, Event, EventChange, Evidence
from project.common.clock import now
from tests.factories import AlertFactory, ItemFactory, SourceFactory


def launch(starts_on: date | None = None, ends_on: date | None = None, *, user: Any = None, **values: Any) -> Event:
    """Make an event and the alert that tells of it."""
    moment = now()
    defaults = {
        "kind": "launch",
        "status": "dated" if starts_on else "announced",
        "title": "Nebula Labs names the day of its token",
        "subject": "Nebula Labs",
        "token": "NEBX",
        "confidence": "0.940",
        "sources_count": 1,
        "first_seen_at": moment,
        "last_seen_at": moment,
    }
    event = Event.objects.create(starts_on=starts_on, ends_on=ends_on, **(defaults | values))
    AlertFactory(event=event, user=user, title=event.title, kind=event.kind)
    return event


def alert_of(event: Event) -> Alert:
    return Alert.objects.filter(event=event).earliest("seq")


def said(event: Event, starts_on: date, ends_on: date | None = None, *, source: Any = None, **values: Any) -> Evidence:
    """Let a source name a day of ``event``."""
    source = source or SourceFactory(priority=values.pop("rank", 3))
    published: datetime = values.pop("published_at", now())
    item = ItemFactory(source=source, published_at=published)
    facts = {"kind": event.kind, "status": "dated", "confidence": "0.900", "added_at": now()} | values
    return Evidence.objects.create(event=event, item=item, starts_on=starts_on, ends_on=ends_on, **facts)


def moved(event: Event, before: str, after: str) -> EventChange:
    return EventChange.objects.create(event=event, field="date", before=before, after=after, at=now())
