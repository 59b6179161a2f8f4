"""What is read once for many readers is for each of them what that reader would have read alone."""

from datetime import timedelta

import pytest

from alerts.live.news import Reader, read_sheet
from alerts.models import AlertMark
from alerts.selectors import alerts_of, as_seen, head_seq
from alerts.sequence import lock_counter, next_number
from alerts.shown import as_client_sees
from project.common.clock import now
from tests.factories import AlertFactory, EventChangeFactory, EventFactory, UserFactory

pytestmark = pytest.mark.django_db

MARKS = [
    {},
    {"read_at": now(), "note": "Seen"},
    {"status": "archived", "acknowledged_at": now(), "urgency": "critical"},
    {"status": "false_positive", "verdict": "false_positive"},
    {"snoozed_until": now() + timedelta(days=1)},
    {"snoozed_until": now() + timedelta(days=1), "status": "archived"},
    {"snoozed_until": now() - timedelta(days=1), "verdict": "useful"},
]


def add(**fields):
    return AlertFactory(seq=next_number(lock_counter()), **fields)


def shown(alert):
    return as_client_sees(alert) | {"seen_status": alert.seen_status}


def test_a_mark_shows_on_the_alert_of_its_user_and_of_nobody_else(django_assert_num_queries):
    users = UserFactory.create_batch(len(MARKS))
    alert, other = add(), add()
    for user, mark in zip(users, MARKS, strict=True):
        AlertMark.objects.create(user=user, alert=alert, **mark)
    with django_assert_num_queries(4):
        sheet = read_sheet(0, [Reader(user.pk) for user in users])
    for user in users:
        alone = [shown(each) for each in as_seen(alerts_of(user).order_by("seq"))]
        assert [shown(news.alert) for news in sheet.of(Reader(user.pk))] == alone
    first, second = (sheet.of(Reader(user.pk)) for user in users[:2])
    assert first[1] is second[1]
    assert second[1].alert.pk == other.pk


def test_each_reader_sees_what_is_for_everybody_and_what_is_their_own():
    owner, stranger = UserFactory(), UserFactory()
    event = EventFactory()
    theirs, everybodys = add(user=owner, event=event), add(event=event)
    alone = add(user=stranger, event=EventFactory())
    absent = add(user=UserFactory())
    EventChangeFactory(event=event, seq=next_number(lock_counter()), field="date", after="2026-11-28", at=now())
    EventChangeFactory(event=alone.event, seq=next_number(lock_counter()), field="date", after="2026-11-28", at=now())
    sheet = read_sheet(0, [Reader(owner.pk), Reader(stranger.pk)])
    seen = {who: [(each.seq, each.alert.pk) for each in sheet.of(Reader(who.pk))] for who in (owner, stranger)}
    head = head_seq()
    assert seen[owner] == [(1, theirs.pk), (2, everybodys.pk), (head - 1, theirs.pk)]
    assert seen[stranger] == [(2, everybodys.pk), (3, alone.pk), (head - 1, everybodys.pk), (head, alone.pk)]
    assert absent.pk not in {pk for rows in seen.values() for _, pk in rows}


def test_nothing_new_costs_one_query_and_a_number_to_come_is_a_gap(django_assert_num_queries):
    reader = Reader(UserFactory().pk)
    add()
    with django_assert_num_queries(1):
        assert read_sheet(1, [reader]).of(reader) == []
    assert read_sheet(2, [reader]) is None
