"""Scored items written down as evidence, events, history and alerts, in the one transaction of whoever stores them.

Locks are taken in one order: the source, the gate, the rows of events by their keys, the counter of the stream.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from alerts.events.alerting import first_to_raise, write_news
from alerts.events.book import Book, Record, Step, lookup_keys
from alerts.events.changes import changes_between
from alerts.events.entity import Watched
from alerts.events.lifecycle import LIVE_FOR, state_of
from alerts.events.raising import Bar, may_join
from alerts.events.rows import events_under, locked_records
from alerts.events.telling import telling_of, watched_companies
from alerts.events.writing import Told, write_events, write_evidence, write_keys
from alerts.models import Event, EventStatus, Item, Source
from alerts.sequence import lock_counter
from alerts.types import Score
from project.common import clock

# Two workers with one new story wait at this row, so that the second finds the event of the first. So does whoever
# deletes a company, which its events and alerts then name no longer.
GATE = "events"
BATCH = 100


def record_items(scored: Iterable[tuple[Item, Score]], source: Source, now: datetime) -> int:
    """Cluster new items of ``source``, write what follows, and return how many alerts were raised.

    Call it inside the transaction that adds the items.
    """
    pairs = list(scored)
    named = {key for _, score in pairs for key in score.companies}
    companies = watched_companies(named)
    told = _told(pairs, source, companies)
    if not told:
        return 0
    lock_counter(GATE)
    if named and (left := watched_companies(named)) != companies:  # one was deleted while we waited
        told = _told(pairs, source, left)
    return _record(told, now)


def _told(pairs: Iterable[tuple[Item, Score]], source: Source, companies: Mapping[int, Watched]) -> list[Told]:
    told = [Told(item, score, telling_of(item, source, score, companies)) for item, score in pairs]
    return sorted((each for each in told if may_join(each.telling)), key=lambda each: each.telling.order)


def _record(told: Sequence[Told], now: datetime) -> int:
    keys = {key for each in told for key in lookup_keys(each.telling)}
    rows = locked_records(events_under(keys, min(each.telling.told_at for each in told)), keys)
    book = Book(rows)
    steps = [step for each in told if (step := book.tell(each.telling, now)) is not None]
    by_item = {each.item.pk: each for each in told}
    touched = list(dict.fromkeys(step.record for step in steps))
    write_events(touched, rows)
    write_keys(touched, rows)
    write_evidence(steps, by_item, rows, now)
    raising = first_to_raise(steps, Bar(settings.ALERT_THRESHOLD), now)
    return len(write_news(steps, raising, rows, by_item, now))


def settle_events() -> str:
    """Let time do its part: dated events go live on their day, live ones are done a week later."""
    now, last, turned = clock.now(), 0, 0
    while keys := list(_due(now).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        turned += _settle(keys, now)
        last = keys[-1]
    return f"{turned} events moved on."


def _due(now: datetime) -> "QuerySet[Event]":
    """Return the events that time may have moved on; whether it has, everything told of them decides."""
    today, past = now.date(), now - LIVE_FOR
    waiting = Q(status__in=(EventStatus.DATED, EventStatus.DELAYED), starts_on__lte=today)
    ending = Q(status=EventStatus.LIVE) & (Q(ends_on=None) | Q(ends_on__lte=past.date()))
    return Event.objects.filter(waiting | (ending & Q(first_seen_at__lte=past)))


@transaction.atomic
def _settle(keys: Sequence[int], now: datetime) -> int:
    lock_counter(GATE)
    rows = locked_records(Event.objects.filter(pk__in=keys))
    steps = [step for record in rows if record.tellings and (step := _turn(record, now)).changes]
    write_events((step.record for step in steps), rows)
    write_news(steps, {}, rows, {}, now)
    return len(steps)


def _turn(record: Record, now: datetime) -> Step:
    before, record.state = record.state, state_of(record.tellings, now)
    return Step(record, None, record.state, tuple(changes_between(before, record.state, None)))
