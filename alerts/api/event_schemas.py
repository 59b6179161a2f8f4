"""What the API gives about events."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from accounts.api.schemas import Page, RowId
from alerts.api.schemas import EventStatusName, KindName
from alerts.events.selectors import EventDetail, EventFilters, NamedDay, text_of
from alerts.models import Event, EventChange, Evidence, Item

Ticker = Annotated[str, StringConstraints(max_length=17)]


class EventsPage(Page):
    """Filters of the list; ``from_date`` and ``to_date`` keep events whose day or window touches that time."""

    kind: KindName | None = None
    status: EventStatusName | None = None
    company_id: RowId | None = None
    token: Ticker = Field("", description="The ticker, with or without $.")
    from_date: date | None = None
    to_date: date | None = None

    @property
    def filters(self) -> EventFilters:
        return EventFilters(
            kind=(self.kind,) if self.kind else (),
            status=(self.status,) if self.status else (),
            company_id=self.company_id,
            token=self.token,
            from_date=self.from_date,
            to_date=self.to_date,
        )


class EventOut(Schema):
    id: int
    title: str
    kind: str
    status: str = Field(description="rumour, announced, dated, live, done, delayed or false.")
    confidence: float = Field(description="0 to 1, raised by each independent source.")
    company_id: int | None
    company: str | None
    subject: str = Field(description="Whose event it is, as the text calls them.")
    token: str = Field(description="The ticker without $, empty while it has none.")
    starts_on: date | None
    ends_on: date | None
    starts_at: datetime | None = Field(description="When an hour was named.")
    date_words: str = Field(examples=["late November"])
    venue: str
    amount: str
    chain: str
    contract: str
    items: int
    sources: int = Field(description="How many of them are independent.")
    first_seen: datetime
    last_seen: datetime


class EvidenceOut(Schema):
    item_id: int
    title: str
    url: str
    source: str
    published_at: datetime | None
    received_at: datetime
    kind: str
    status: str
    confidence: float
    starts_on: date | None
    ends_on: date | None
    date_words: str
    likeness: float


class ChangeOut(Schema):
    at: datetime
    field: str = Field(description="status, date, venue, sources or correction.")
    before: str
    after: str
    text: str = Field(description="The same as a sentence.", examples=["Dated 28 November 2026."])
    item_id: int | None = Field(description="What said so; empty when only time went by.")
    is_told: bool = Field(description="Whether open pages were told.")


class DayOut(Schema):
    starts_on: date
    ends_on: date
    words: str
    sources: list[str] = Field(description="The domains and accounts that name it.")
    is_shown: bool = Field(description="Whether it is the one best supported.")


class EventDetailOut(EventOut):
    alert_id: int | None
    evidence: list[EvidenceOut]
    history: list[ChangeOut]
    dates: list[DayOut] = Field(description="What each source says of the day last, the one best supported first.")


def event_out(event: Event) -> EventOut:
    same = ("id", "title", "kind", "status", "subject", "token", "starts_on", "ends_on", "starts_at", "date_words")
    details = ("venue", "amount", "chain", "contract", "company_id")
    return EventOut(
        **{name: getattr(event, name) for name in (*same, *details)},
        confidence=float(event.confidence),
        company=event.company.name if event.company else None,
        items=event.items_count,
        sources=event.sources_count,
        first_seen=event.first_seen_at,
        last_seen=event.last_seen_at,
    )


def detail_out(detail: EventDetail) -> EventDetailOut:
    return EventDetailOut(
        **event_out(detail.event).dict(),
        alert_id=detail.alert.pk if detail.alert else None,
        evidence=[evidence_out(each, each.item) for each in detail.evidence],
        history=[change_out(each) for each in detail.changes],
        dates=[day_out(each) for each in detail.days],
    )


def evidence_out(evidence: Evidence, item: Item) -> EvidenceOut:
    same = ("item_id", "kind", "status", "starts_on", "ends_on", "date_words", "likeness")
    return EvidenceOut(
        **{name: getattr(evidence, name) for name in same},
        confidence=float(evidence.confidence),
        title=item.title,
        url=item.url,
        source=item.source.name,
        published_at=item.published_at,
        received_at=item.received_at,
    )


def change_out(change: EventChange) -> ChangeOut:
    return ChangeOut(
        at=change.at,
        field=change.field,
        before=change.before,
        after=change.after,
        text=text_of(change),
        item_id=change.item_id,
        is_told=change.seq is not None,
    )


def day_out(day: NamedDay) -> DayOut:
    return DayOut(
        starts_on=day.starts_on, ends_on=day.ends_on, words=day.words, sources=list(day.voices), is_shown=day.is_shown
    )
