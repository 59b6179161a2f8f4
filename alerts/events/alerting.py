"""Alerts raised for events, and brought up to date with them: one alert an event, one number for each thing told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from alerts import hints
from alerts.events.book import Record, Step
from alerts.events.raising import Bar, urgency_now
from alerts.events.telling import analysis_json
from alerts.events.types import State
from alerts.events.writing import Told, decimal, new_changes
from alerts.models import EVENT_KINDS, Alert, Event, EventChange, EventStatus
from alerts.outcomes import open_outcomes
from alerts.sequence import lock_counter, take_numbers

REFRESHED = ("kind", "confidence", "urgency", "event_date", "event_status", "analysis", "updated_at")
STANDING = frozenset({EventStatus.ANNOUNCED, EventStatus.DATED, EventStatus.LIVE})
CORROBORATION = "Told by {} sources"
TOLD_AGAIN = "Told again by its source"


def first_to_raise(steps: Iterable[Step], bar: Bar, now: datetime) -> dict[Record, Step]:
    """Return the step at which users hear of each event that they have not heard of."""
    found: dict[Record, Step] = {}
    for step in steps:
        record = step.record
        # What a later step of the same batch denies is no news.
        is_due = not record.is_raised and record not in found and not record.state.is_over
        if is_due and step.telling and bar.is_reached(step.telling, step.state, now):
            found[record] = step
    return found


def write_news(
    steps: Sequence[Step],
    raising: Mapping[Record, Step],
    rows: Mapping[Record, Event],
    told: Mapping[int, Told],
    now: datetime,
) -> list[Alert]:
    """Write the history, raise the alerts of ``raising`` and refresh those that stand; return the new ones.

    What changes in the batch that raises an alert is in the alert already, so only later changes are told.
    """
    _refresh(steps, rows, now)
    changes: list[EventChange] = []
    alerts: list[Alert] = []
    numbered: list[Alert | EventChange] = []
    for step in steps:
        event = rows[step.record]
        if raising.get(step.record) is step and step.telling:
            alerts.append(_alert(step.record, event, told[step.telling.item], now))
            numbered.append(alerts[-1])
        history = new_changes(step, event, now)
        changes += history
        if step.record.is_raised:
            numbered += [row for row, each in zip(history, step.changes, strict=True) if each.is_told]
    _number(numbered)
    Alert.objects.bulk_create(alerts)
    EventChange.objects.bulk_create(changes)
    for alert in alerts:
        open_outcomes(alert, now)
    return alerts


def _number(rows: Sequence[Alert | EventChange]) -> None:
    """Give out the numbers, the last lock of the transaction, and ring the bell when it is through."""
    if not rows:
        return
    for row, number in zip(rows, take_numbers(lock_counter(), len(rows)), strict=True):
        row.seq = number
    transaction.on_commit(hints.send_hint)


def _alert(record: Record, event: Event, told: Told, now: datetime) -> Alert:
    item, score, state = told.item, told.score, record.state
    is_alone = state.items == 1 or told.telling.kind not in EVENT_KINDS
    return Alert(
        event=event,
        item=item,
        company_id=record.entity.company or told.telling.mentioned,
        title=item.title,
        content=item.text,
        source_name=item.source.name,
        source_type=item.source.type,
        source_url=item.url,
        language=item.language,
        kind=score.kind,
        confidence=decimal(state.confidence),
        urgency=score.urgency if is_alone else urgency_now(state, now),
        keywords_matched=list(score.keywords),
        tokens_mentioned=list(score.tokens),
        analysis=corroborated(analysis_json(score, told.telling), state),
        sentiment_score=decimal(score.sentiment),
        event_date=state.when.starts_on,
        event_status=state.status,
        published_at=item.published_at,
        created_at=now,
        updated_at=now,
    )


def _refresh(steps: Iterable[Step], rows: Mapping[Record, Event], now: datetime) -> None:
    """Bring the alerts that stand in line with their events; their titles stay."""
    turned = {
        rows[step.record].pk: (step.record.state, any(each.is_told for each in step.changes))
        for step in steps
        if step.record.is_raised
    }
    if not turned:
        return
    alerts = list(Alert.objects.select_for_update(of=("self",)).filter(event__in=turned, user=None).order_by("pk"))
    for alert in alerts:
        state, has_turned = turned[alert.event_id]  # type: ignore[index]
        _follow(alert, state, now, has_turned=has_turned)
    Alert.objects.bulk_update(alerts, REFRESHED)


def _follow(alert: Alert, state: State, now: datetime, *, has_turned: bool) -> None:
    if state.kind in EVENT_KINDS and (alert.kind in EVENT_KINDS or state.status in STANDING):
        alert.kind = state.kind
    alert.confidence = decimal(state.confidence)
    alert.event_date = state.when.starts_on
    alert.event_status = state.status
    alert.analysis = corroborated(alert.analysis, state)
    alert.updated_at = now
    if has_turned or state.is_over:
        alert.urgency = urgency_now(state, now)


def corroborated(analysis: Mapping[str, Any], state: State) -> dict[str, Any]:
    """Return an analysis whose reasons sum to the confidence of the event: other sources are a reason of their own."""
    own = [each for each in analysis.get("contributions", ()) if not each.get("is_corroboration")]
    missing = round(state.confidence * 100) - sum(each["points"] for each in own)
    if state.items > 1 and missing:
        name = CORROBORATION.format(state.voices) if state.voices > 1 else TOLD_AGAIN
        own.append({"name": name, "points": missing, "start": None, "end": None, "is_corroboration": True})
    return {**analysis, "contributions": own}
