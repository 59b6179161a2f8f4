"""Sample news: loaded once, dripped until it is used up, scored like any other."""

from datetime import timedelta

import pytest

from alerts.models import Alert, Company, Event, EventChange, Item, Source, SourceKind
from alerts.sample_stories import STORIES
from alerts.sample_texts import DRIP, SAMPLES
from alerts.samples import drip_sample, load_samples
from project.common import clock

pytestmark = pytest.mark.django_db


def test_the_samples_are_spread_over_the_last_day_and_loaded_once() -> None:
    now = clock.now()
    assert load_samples(now) == len(SAMPLES) + len(STORIES) >= 40
    assert load_samples(now + timedelta(hours=1)) == 0
    moments = list(Item.objects.order_by("id").values_list("received_at", flat=True))
    assert moments == sorted(moments)
    assert timedelta(hours=20) < now - moments[0] < timedelta(hours=24)
    assert set(Source.objects.values_list("kind", flat=True)) == {SourceKind.SAMPLE}


def test_the_sample_stories_are_told_by_several_and_go_on() -> None:
    load_samples(clock.now())
    nebula = Event.objects.filter(token="NEBX", kind="launch").get()
    assert nebula.sources_count >= 3
    assert nebula.alerts.count() == 1
    assert Event.objects.get(token="THRN").status == "live"
    assert Event.objects.get(token="HLYD").status == "delayed"
    told = EventChange.objects.exclude(seq=None)
    assert set(told.values_list("field", flat=True)) == {"status", "date"}
    assert told.get(event__token="MRRW").field == "date"


def test_the_samples_raise_alerts_of_every_kind_and_leave_ordinary_news_alone() -> None:
    load_samples(clock.now())
    kinds = set(Alert.objects.values_list("kind", flat=True))
    assert kinds >= {"launch", "airdrop", "listing", "sale", "delay", "scam"}
    assert {"critical", "high", "medium"} <= set(Alert.objects.values_list("urgency", flat=True))
    assert 10 <= Alert.objects.count() <= (len(SAMPLES) + len(STORIES)) // 2
    assert not Alert.objects.filter(title__startswith="Bitcoin slips").exists()
    assert not Alert.objects.filter(title__startswith="What is a token").exists()


def test_the_newest_sample_has_the_highest_number() -> None:
    load_samples(clock.now())
    assert Alert.objects.order_by("-seq").first() == Alert.objects.order_by("-created_at").first()


def test_dates_in_the_samples_lie_ahead() -> None:
    load_samples(clock.now())
    assert not Item.objects.filter(text__contains="{").exists()
    assert Alert.objects.filter(event_date__gt=clock.now().date()).count() >= 4


def test_the_drip_adds_one_item_a_time_until_it_is_used_up() -> None:
    counts = []
    while drip_sample(clock.now()):
        counts.append(Item.objects.count())
    assert counts == list(range(1, len(DRIP) + 1))
    assert drip_sample(clock.now()) is False
    assert len(DRIP) // 3 <= Alert.objects.count() < len(DRIP)


def test_loading_adds_the_invented_projects_beside_what_is_there() -> None:
    Company.objects.create(name="Nebula Labs", tokens=["MINE"])
    load_samples(clock.now())
    assert Company.objects.get(name="Nebula Labs").tokens == ["MINE"]
    assert Company.objects.filter(name="Orbitra").exists()
