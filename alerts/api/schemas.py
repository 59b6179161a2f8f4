"""What the API takes and gives about alerts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, Field

from accounts.api.schemas import RowId
from alerts.filters import MAX_QUERY
from alerts.sources.fields import web_address
from alerts.triage import MOST
from project.common.schemas import Input

SourceName = Literal["twitter", "news", "manual"]
UrgencyName = Literal["low", "medium", "high", "critical"]
StatusName = Literal["active", "archived", "false_positive"]
KindName = Literal["launch", "airdrop", "listing", "sale", "delay", "unlock", "scam", "other"]
EventStatusName = Literal["rumour", "announced", "dated", "live", "done", "delayed", "false"]
VerdictName = Literal["useful", "false_positive"]
VerdictOrEmpty = Literal["useful", "false_positive", ""]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=6)]
Moment = Annotated[str, Field(max_length=40, description="ISO 8601: a day, which counts whole, or a time.")]
Ticker = Annotated[str, Field(min_length=1, max_length=16, pattern=r"^\$?[A-Za-z0-9]+$")]


class AlertsQuery(Schema):
    """What alerts to give; everything that is named has to fit."""

    company_id: RowId | None = None
    source: SourceName | None = None
    min_confidence: Share | None = None
    max_confidence: Share | None = None
    urgency_level: UrgencyName | None = None
    status: StatusName | None = Field(None, description="Every status when it is left out.")
    from_date: Moment | None = None
    to_date: Moment | None = None
    keywords: str = Field("", max_length=MAX_QUERY, description="Any of these, between commas; words whole.")
    kind: KindName | None = None
    event_status: EventStatusName | None = None
    language: str = Field("", max_length=8)
    verdict: VerdictName | None = None
    is_snoozed: bool | None = Field(None, description="Only those, or none of those, that you have put off.")


class PageQuery(AlertsQuery):
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=1000, description="Up to 1,000; for more, follow the Link header.")
    before_seq: int | None = Field(None, ge=1, le=2**63 - 1, description="Only alerts before this number.")


class ExportQuery(AlertsQuery):
    format: Literal["csv", "json"] = "csv"


class MentionedCompanyOut(Schema):
    id: int
    name: str = Field(examples=["Nebula Labs"])
    tokens: list[str] = Field(examples=[["NEBX"]])


class ContributionOut(Schema):
    name: str = Field(examples=["Names a date"])
    points: int = Field(description="For or against; all of them sum to the confidence in percent.", examples=[18])
    start: int | None = Field(None, description="Where its evidence begins in the text that was scored.")
    end: int | None = None


class AnalysisOut(Schema):
    sentiment: Literal["positive", "neutral", "negative"]
    key_phrases: list[str]
    urgency_indicators: list[str]
    contributions: list[ContributionOut]


class AlertOut(Schema):
    id: int
    seq: int = Field(description="Its place in the stream of alerts; newer ones have higher numbers.")
    title: str
    content: str
    source: SourceName
    source_name: str = Field(description="Which source it was.", examples=["Harbour wire"])
    source_url: str
    confidence: float = Field(description="0 to 1.", examples=[0.92])
    company_id: int | None
    company: MentionedCompanyOut | None
    kind: KindName
    keywords_matched: list[str]
    tokens_mentioned: list[str] = Field(examples=[["$NEBX"]])
    analysis_data: AnalysisOut
    sentiment_score: float = Field(description="-1 to 1.")
    urgency_level: UrgencyName
    status: StatusName
    event_id: int | None
    event_status: str | None
    event_date: date | None
    language: str
    is_read: bool
    acknowledged_at: datetime | None
    snoozed_until: datetime | None
    verdict: VerdictName | None
    note: str
    user_id: int | None = Field(description="Whose own alert it is; null: for everybody.")
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


def checked_address(address: str) -> str:
    """Return an address that a browser may open, or nothing where nothing was sent."""
    found = web_address(address.strip(), "")
    if address.strip() and not found:
        raise ValueError("Write an address with http or https.")
    return found


class AlertIn(Input):
    title: str = Field(min_length=1, max_length=500)
    content: str = ""
    source: Literal["manual"] = "manual"
    source_url: Annotated[str, AfterValidator(checked_address)] = ""
    confidence: Share = Decimal(1)
    company_id: RowId | None = None
    urgency_level: UrgencyName = "medium"
    kind: KindName = "other"
    tokens_mentioned: list[Ticker] = Field([], max_length=20)
    event_date: date | None = None


class AlertChanges(Input):
    """What is left out stays as it is."""

    status: StatusName | None = None
    urgency_level: UrgencyName | None = None
    verdict: VerdictOrEmpty | None = Field(None, description="An empty text takes it back.")
    note: str | None = Field(None, max_length=500)
    acknowledged: bool | None = None


class BulkIn(Input):
    alert_ids: list[RowId] = Field(min_length=1, max_length=MOST)
    status: StatusName


class BulkOut(Schema):
    updated: int
    status: StatusName
    undo: str = Field(description="POST it to /alerts/undo within ten minutes to take this back.")


class UndoIn(Input):
    undo: str = Field(min_length=1, max_length=10_000)


class UndoneOut(Schema):
    restored: int


class AlertStatisticsOut(Schema):
    total_alerts: int
    alerts_by_source: dict[str, int] = Field(examples=[{"twitter": 800, "news": 400, "manual": 50}])
    alerts_by_confidence: dict[str, int] = Field(description="high from 0.7, medium from 0.5, low below.")
    alerts_by_urgency: dict[str, int]
    alerts_by_company: dict[str, int] = Field(description="The ten with most alerts; Other are all the rest.")
    recent_trend: dict[str, int] = Field(description="Each day in UTC, the oldest first.")


class SystemStatisticsOut(Schema):
    total_companies: int
    total_feeds: int
    active_feeds: int
    total_alerts: int
    alerts_last_24h: int
    alerts_last_7d: int
    avg_confidence: float | None = Field(description="0 to 1; null without alerts.")
    system_uptime: float | None = Field(
        description="Percent of the half hours since the first known poll, at most 30 days back, in which a source "
        "was polled; null before the first."
    )
    last_monitoring_session: datetime | None = Field(description="When the newest one started.")
