"""How the sources do: half hours, delay, and one word for each."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from alerts.health import (
    SLOTS,
    bars_of,
    lag_p95,
    percentile,
    prune_slots,
    record_slot,
    slot_start,
    source_health,
    state_of,
)
from alerts.models import SourceKind, SourceSlot
from project.common import clock
from tests.factories import AlertFactory, ItemFactory, SourceFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)


def test_polls_of_one_half_hour_are_counted_together() -> None:
    source = SourceFactory()
    record_slot(source, ok=True, items=3, at=NOON)
    record_slot(source, ok=False, items=0, at=NOON + timedelta(minutes=19))
    record_slot(source, ok=True, items=2, at=NOON + timedelta(minutes=20))
    rows = source.slots.order_by("starts_at").values_list("starts_at", "polls", "failures", "items")
    first, second = NOON.replace(minute=0), NOON.replace(minute=30)
    assert list(rows) == [(first, 2, 1, 3), (second, 1, 0, 2)]


def test_a_half_hour_begins_on_the_hour_or_half_past_it() -> None:
    assert slot_start(NOON.replace(minute=59, second=59)) == NOON.replace(minute=30)
    assert slot_start(NOON.replace(minute=30)) == NOON.replace(minute=30)


def test_the_bar_has_48_half_hours_and_ends_with_the_present_one() -> None:
    source, other = SourceFactory(), SourceFactory()
    record_slot(source, ok=True, items=1, at=NOON)
    record_slot(source, ok=True, items=9, at=NOON - timedelta(hours=24))
    bars = bars_of([source.pk, other.pk], NOON)
    assert [len(bar) for bar in bars.values()] == [SLOTS, SLOTS]
    assert bars[source.pk][-1].items == 1
    assert sum(slot.items for slot in bars[source.pk]) == 1
    assert sum(slot.polls for slot in bars[other.pk]) == 0


def test_the_percentile_is_a_value_that_occurred() -> None:
    assert percentile(range(1, 101), 95) == 95
    assert percentile([7.0], 95) == 7.0
    assert percentile([3, 1, 2], 50) == 2


def received(source: object, published: datetime, after_s: float) -> None:
    ItemFactory(source=source, published_at=published, received_at=published + timedelta(seconds=after_s))


def test_the_delay_is_what_95_of_100_items_stay_under() -> None:
    source, now = SourceFactory(), clock.now()
    received(source, now - timedelta(hours=20), 1)
    for number in range(100):
        received(source, now - timedelta(hours=10, seconds=number), 100 - number)
    assert lag_p95([source.pk], now - timedelta(hours=24)) == {source.pk: 95.0}


def test_what_was_published_before_the_first_reading_is_no_delay() -> None:
    source, now = SourceFactory(), clock.now()
    ItemFactory(source=source, published_at=now - timedelta(days=20), received_at=now - timedelta(hours=2))
    ItemFactory(source=source, published_at=None, received_at=now - timedelta(hours=2))
    assert lag_p95([source.pk], now - timedelta(hours=24)) == {}
    received(source, now - timedelta(hours=1), 40)
    assert lag_p95([source.pk], now - timedelta(hours=24)) == {source.pk: 40.0}


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "waiting"),
        ({"last_success_at": NOON}, "ok"),
        ({"last_success_at": NOON, "failures_in_a_row": 1}, "failing"),
        ({"is_active": False}, "off"),
        ({"is_active": False, "paused_because": "Paused by hand."}, "paused"),
        ({"kind": SourceKind.X, "last_success_at": NOON}, "token"),
        ({"kind": SourceKind.WEBHOOK}, "waiting"),
        ({"kind": SourceKind.WEBHOOK, "last_item_at": NOON}, "ok"),
        ({"kind": SourceKind.SAMPLE}, "ok"),
    ],
)
def test_one_word_says_how_a_source_does(values: dict[str, object], state: str) -> None:
    assert state_of(SourceFactory(**values)) == state


def test_a_token_makes_x_a_source_like_others(settings: Settings) -> None:
    settings.TWITTER_BEARER_TOKEN = "x"
    assert state_of(SourceFactory(kind=SourceKind.X, last_success_at=NOON)) == "ok"


def test_a_row_counts_the_last_day_and_everything() -> None:
    source, now = SourceFactory(), clock.now()
    AlertFactory(item__source=source)
    ItemFactory(source=source)
    record_slot(source, ok=True, items=36, at=now)
    record_slot(source, ok=False, items=0, at=now - timedelta(hours=3))
    (row,) = source_health()
    assert (row.item_count, row.alert_count, row.polls, row.failures, row.items) == (2, 1, 2, 1, 36)
    assert row.items_per_hour == 1.5


def test_sources_that_nobody_set_up_show_once_they_hold_something() -> None:
    source = SourceFactory(kind=SourceKind.MANUAL)
    assert source_health() == []
    ItemFactory(source=source)
    assert [row.source for row in source_health()] == [source]


def test_many_sources_need_no_more_queries_than_few(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ItemFactory()
    with CaptureQueriesContext(connection) as few:
        source_health()
    ItemFactory.create_batch(20)
    with django_assert_num_queries(len(few)):
        source_health()


def test_half_hours_are_kept_a_week() -> None:
    source, now = SourceFactory(), clock.now()
    record_slot(source, ok=True, items=1, at=now - timedelta(days=8))
    record_slot(source, ok=True, items=1, at=now - timedelta(days=6))
    assert prune_slots() == "1 half hours deleted."
    assert SourceSlot.objects.count() == 1
