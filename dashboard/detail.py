"""One alert as its pane shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from alerts.filters import EVERY_STATUS, AlertFilters, FeedStatus
from alerts.models import Alert, AlertMark, Event, EventChange, Evidence
from alerts.outcomes import asset_tokens
from alerts.selectors import alert_page
from alerts.shown import mood_of
from dashboard.evidence import Bar, Mark, marked_text, waterfall, web_address
from dashboard.exposure import Holding, assets_of, holdings
from dashboard.formats import age, fixed
from dashboard.reaction import Reaction, describe_reaction, with_reactions
from dashboard.selectors import Priced, with_prices
from dashboard.story import (
    MOST_TELLINGS,
    DateClaim,
    Happening,
    Step,
    Telling,
    date_claims,
    day_words,
    history,
    steps,
    tellings,
)
from markets.selectors import active_instruments

MOST_SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Story:
    """How the event behind an alert stands; an alert without event has but its own item."""

    steps: Sequence[Step] = ()
    changes: Sequence[EventChange] = ()
    claims: Sequence[DateClaim] = ()
    tellings: Sequence[Telling] = ()
    telling_count: int = 0


@dataclass(frozen=True, slots=True)
class Detail:
    """``score`` is percent; ``delay`` is how long after publication it was delivered, empty when unknown.

    ``is_one_day`` says that publication and receipt fall on one day of the reader's, so that the date need not be
    written twice. ``is_open`` says that it is active and not asleep. ``model`` is the version that scored it.
    """

    alert: Alert
    mark: AlertMark | None
    is_open: bool
    score: int
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    model: int | None
    original: str
    received_at: datetime
    delay: str
    is_one_day: bool
    mood: str
    when: str
    story: Story
    assets: Sequence[str]
    holdings: Sequence[Holding]
    traded: Priced | None
    reaction: Reaction | None
    history: Sequence[Happening]
    similar: Sequence[Alert]

    @property
    def untold(self) -> int:
        """How many items are not listed."""
        return self.story.telling_count - len(self.story.tellings)


def describe_alert(user: User, alert: Alert) -> Detail:
    """Gather what the pane says of ``alert`` to ``user``; its item and source must be at hand."""
    score = round(alert.confidence * 100)
    received_at = alert.item.received_at if alert.item else alert.created_at
    mark = AlertMark.objects.filter(user=user, alert=alert).first()
    story, assets, traded = _story(alert), assets_of(alert), traded_for(alert)
    return Detail(
        alert=alert,
        mark=mark,
        is_open=getattr(alert, "seen_status", alert.status) == FeedStatus.ACTIVE,
        score=score,
        bars=waterfall(alert.analysis, score),
        marks=marked_text(alert.analysis),
        model=model_of(alert),
        original=web_address(alert.source_url),
        received_at=received_at,
        delay=delay(alert.published_at, alert.created_at),
        is_one_day=is_one_day(alert.published_at, received_at),
        mood=mood(alert.sentiment_score),
        when=when_words(alert),
        story=story,
        assets=assets,
        holdings=holdings(user, assets),
        traded=traded,
        reaction=reaction_to(alert, traded),
        history=history(alert, story.changes, mark),
        similar=similar_alerts(user, alert),
    )


def _story(alert: Alert) -> Story:
    event = alert.event
    if event is None:
        told = tellings(alert, ())
        return Story(tellings=told, telling_count=len(told))
    changes = list(EventChange.objects.filter(event=event).order_by("at", "pk"))
    evidence = list(_evidence(event))
    return Story(
        steps(event, changes),
        changes,
        date_claims(event, evidence),
        tellings(alert, evidence[:MOST_TELLINGS]),
        len(evidence),
    )


def _evidence(event: Event) -> Iterable[Evidence]:
    rows = Evidence.objects.filter(event=event).select_related("item__source").order_by("added_at", "pk")
    return rows.defer("analysis", "item__text")


def reaction_to(alert: Alert, traded: Priced | None) -> Reaction | None:
    """Return what the price did; that of the coin which buys a new token says nothing of the token."""
    instrument = traded.instrument if traded and traded.instrument.base in asset_tokens(alert) else None
    return describe_reaction(alert, instrument)


def similar_alerts(user: User, about: Alert) -> Sequence[Alert]:
    """Return the last alerts before this one about the same company, of the same kind when it names none."""
    same = (
        AlertFilters(company=(about.company_id,), status=EVERY_STATUS)
        if about.company_id
        else AlertFilters(kind=(about.kind,), status=EVERY_STATUS)
    )
    return with_reactions(alert_page(user, same, about.seq, limit=MOST_SIMILAR).alerts)


def model_of(alert: Alert) -> int | None:
    """Return the number of the model's version that scored ``alert``, None when that was not recorded."""
    number = alert.analysis.get("model")
    return number if isinstance(number, int) else None


def when_words(alert: Alert) -> str:
    """Return the day or the window that the event, or else the alert's own text, names."""
    event = alert.event
    if event and (event.starts_on or event.date_words):
        return day_words(event.starts_on, event.ends_on, event.date_words)
    return day_words(alert.event_date, None)


def delay(published_at: datetime | None, delivered_at: datetime) -> str:
    if published_at is None or published_at > delivered_at:
        return ""
    seconds = (delivered_at - published_at).total_seconds()
    return age(seconds) if seconds >= 1 else "0s"


def is_one_day(published_at: datetime | None, received_at: datetime) -> bool:
    return published_at is not None and timezone.localdate(published_at) == timezone.localdate(received_at)


def mood(sentiment: Decimal) -> str:
    return f"{mood_of(float(sentiment)).capitalize()}, {fixed(float(sentiment), 2, signed=True)}"


def traded_for(alert: Alert) -> Priced | None:
    """Return the instrument of the event's or company's token, else of the first token that the text mentions."""
    tokens = assets_of(alert)
    by_base = {each.base: each for each in reversed(active_instruments())} if tokens else {}
    instrument = next((by_base[token] for token in tokens if token in by_base), None)
    return with_prices([instrument])[0] if instrument else None
