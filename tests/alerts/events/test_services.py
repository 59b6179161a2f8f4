"""What storing writes: evidence, events, history, one alert, and one number for each thing that users are told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from alerts.analysis.match import CompanyMatcher
from alerts.analysis.score import score_text
from alerts.events.selectors import changes_between
from alerts.events.services import settle_events
from alerts.models import Alert, Counter, Event, EventChange, Evidence, Item, Source
from alerts.selectors import head_seq
from alerts.storing import Stored, store_scored, tell_article
from alerts.types import Contribution, Facts, FeedItem, Score
from project.common import clock
from tests.factories import CompanyFactory, InstrumentFactory, SourceFactory

pytestmark = pytest.mark.django_db
TITLE = "Nebula Labs confirms the NEBX token generation event"
BLANK = score_text("", "", CompanyMatcher(()), now=datetime(2026, 11, 1, tzinfo=UTC))
Tell = Callable[..., Stored]


def said(title: str = TITLE, *, on: date | None = None, **fields: Any) -> tuple[FeedItem, Score]:
    """Return an item with the score that it is to have."""
    told_at = fields.pop("told_at", clock.now() - timedelta(minutes=1))
    values: dict[str, Any] = {
        "kind": "launch",
        "status": "dated" if on else "announced",
        "confidence": 0.8,
        "is_event": True,
        "tokens": ("NEBX",),
        "subject": "Nebula Labs",
        "urgency": "high",
        "facts": Facts(starts_on=on, ends_on=on),
        **fields,
    }
    return FeedItem(title, "", title, "", "", told_at), replace(BLANK, **values)


def outlet(name: str, **fields: Any) -> Source:
    return SourceFactory(name=name, **fields)


def store(source: Source, *scored: tuple[FeedItem, Score]) -> Stored:
    """Store items whose links lead to a domain of the source's own."""
    linked = [(replace(item, url=f"https://{source.name}.example/{item.external_id}"), score) for item, score in scored]
    return store_scored(source, linked, clock.now())


def in_days(count: int) -> date:
    return clock.now().date() + timedelta(days=count)


def told() -> list[tuple[str, str]]:
    return [(each.change.field, each.text) for each in changes_between([], 0, head_seq()) or []]


def test_ten_outlets_make_one_event_ten_rows_of_evidence_and_one_alert() -> None:
    stored = [store(outlet(f"outlet{at}"), said(f"{TITLE}, part {at}")) for at in range(10)]
    event = Event.objects.get()
    assert [each.alerts for each in stored] == [1] + [0] * 9
    assert (event.items_count, event.sources_count, Evidence.objects.count()) == (10, 10, 10)
    assert Alert.objects.get().event == event
    assert Counter.objects.get(stream="alerts").value == 1
    assert told() == []


def test_corroboration_raises_the_alert_that_one_source_could_not(settings: Settings) -> None:
    settings.ALERT_THRESHOLD = 75
    assert store(outlet("one"), said(confidence=0.6)).alerts == 0
    assert store(outlet("one"), said(f"{TITLE} again", confidence=0.6)).alerts == 0
    assert store(outlet("two"), said(f"{TITLE}, they say", confidence=0.6)).alerts == 0
    assert store(outlet("three"), said(f"{TITLE}, we hear", confidence=0.6)).alerts == 1
    alert = Alert.objects.get()
    assert (alert.title, float(alert.confidence)) == (f"{TITLE}, we hear", 0.769)
    assert alert.analysis["contributions"][-1]["name"] == "Told by 3 sources"
    assert sum(each["points"] for each in alert.analysis["contributions"]) == 77


def test_a_corroborated_alert_keeps_reasons_that_sum_to_its_confidence() -> None:
    for at in range(4):
        store(outlet(f"outlet{at}"), said(f"{TITLE}, part {at}", confidence=0.7))
        alert = Alert.objects.get()
        points = sum(each["points"] for each in alert.analysis["contributions"])
        assert at == 0 or points == round(float(alert.confidence) * 100)
    assert [each["name"] for each in alert.analysis["contributions"]].count("Told by 4 sources") == 1


def test_what_a_source_adds_to_its_own_story_is_a_reason_too() -> None:
    wire = outlet("wire")
    store(wire, said(confidence=0.6, contributions=(Contribution("Named", 60),)))
    store(wire, said(f"{TITLE}, with the date", confidence=0.8))
    alert = Alert.objects.get()
    assert sum(each["points"] for each in alert.analysis["contributions"]) == round(alert.confidence * 100) == 80
    assert [each["name"] for each in alert.analysis["contributions"]] == ["Named", "Told again by its source"]


def test_an_event_that_is_denied_before_anybody_heard_of_it_raises_nothing() -> None:
    trusted, hour = outlet("wire", priority=1), timedelta(hours=1)
    denial = said(f"No, {TITLE} is not true", kind="other", status="false", is_event=False, confidence=0.1)
    assert store(trusted, said(told_at=clock.now() - hour), denial).alerts == 0
    assert Event.objects.get().status == "false"


def test_a_company_that_was_deleted_while_its_item_was_scored_is_left_out() -> None:
    gone, stays = CompanyFactory(name="Harbour"), CompanyFactory(name="Orbitra")
    scored = said(companies=(gone.pk, stays.pk))
    gone.delete()
    assert store(outlet("wire"), scored).alerts == 1
    connection.check_constraints()


def test_a_story_that_goes_on_is_told_once_a_step() -> None:
    source, day = outlet("wire", priority=1), in_days(20)
    store(source, said(status="rumour", confidence=0.3, is_event=False))
    assert Alert.objects.count() == 0
    store(source, said("Nebula Labs confirms NEBX"))
    store(outlet("copy"), said("Nebula Labs confirms NEBX, says a copy"))
    store(source, said("NEBX on its day", on=day))
    store(source, said("NEBX is moved", on=day + timedelta(days=3)))
    store(source, said("NEBX is put off", kind="delay", status="delayed", confidence=0.1, is_event=False))
    store(source, said("NEBX is denied", kind="other", status="false", confidence=0.0, is_event=False))
    spoken = [f"{each.day} {each:%B %Y}" for each in (day, day + timedelta(days=3))]
    assert told() == [
        ("date", f"Dated {spoken[0]}."),
        ("date", f"Moved from {spoken[0]} to {spoken[1]}."),
        ("status", "Delayed."),
        ("status", "Denied."),
    ]
    alert, event = Alert.objects.get(), Event.objects.get()
    assert (alert.title, event.status, alert.urgency) == ("Nebula Labs confirms NEBX", "false", "low")
    assert sorted([alert.seq, *EventChange.objects.exclude(seq=None).values_list("seq", flat=True)]) == [1, 2, 3, 4, 5]


def test_the_alert_follows_its_event() -> None:
    source = outlet("wire")
    store(source, said(on=in_days(20)))
    assert (Alert.objects.get().event_date, Alert.objects.get().urgency) == (in_days(20), "high")
    before = Alert.objects.get().updated_at
    store(source, said("NEBX launches tomorrow", on=in_days(1)))
    alert = Alert.objects.get()
    assert (alert.event_date, alert.urgency, alert.kind) == (in_days(1), "critical", "launch")
    assert alert.updated_at > before


def test_what_a_batch_brings_with_its_alert_is_not_told_again() -> None:
    first = said(told_at=clock.now() - timedelta(hours=2))
    store(outlet("wire"), first, said("NEBX gets a day", on=in_days(9)))
    assert (Alert.objects.get().event_date, told()) == (in_days(9), [])
    assert set(EventChange.objects.values_list("field", flat=True)) == {"status", "date"}


def test_a_delay_of_an_open_event_is_an_update_and_not_a_second_alert() -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    delay = {"kind": "delay", "status": "delayed", "confidence": 0.1, "is_event": False}
    store(outlet("wire"), said(on=in_days(20), companies=(company.pk,)))
    store(outlet("post"), said("Nebula Labs postpones the launch", companies=(company.pk,), **delay))
    assert Event.objects.get().company == company
    assert (Alert.objects.get().urgency, Alert.objects.get().event_date) == ("high", None)
    assert told() == [("status", "Delayed.")]


def test_a_scam_warning_is_told_under_the_event_that_it_copies() -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    store(outlet("wire"), said("Nebula Labs opens its airdrop", kind="airdrop", companies=(company.pk,)))
    warning = {"kind": "scam", "status": "false", "confidence": 0.0, "is_event": False, "companies": (company.pk,)}
    store(outlet("post", priority=1), said("Fake Nebula Labs airdrop drains wallets", **warning))
    assert (Event.objects.get().status, told()) == ("announced", [("correction", "Scam warning.")])


def test_old_news_makes_an_event_but_no_alert_and_a_new_item_raises_it() -> None:
    old = clock.now() - timedelta(days=9)
    assert store(outlet("wire"), said(told_at=old, on=in_days(10))) == Stored(1, 0)
    assert store(outlet("post"), said("NEBX launches in ten days", on=in_days(10))) == Stored(1, 1)
    assert Event.objects.get().first_seen_at == old


def test_a_company_that_is_watched_later_takes_its_event_over() -> None:
    store(outlet("wire"), said(on=in_days(10)))
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    store(outlet("post"), said("NEBX has a day", companies=(company.pk,)))
    assert Event.objects.get().company == company


def test_storing_again_changes_nothing() -> None:
    source, items = outlet("wire"), [said(on=in_days(9)), said("Nebula Labs launches NEBX")]
    store(source, *items)
    rows = everything()
    assert store(source, *items) == Stored(0, 0)
    assert rows == everything()


def everything() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in (Item, Event, Evidence, EventChange, Alert)]


def test_an_alert_with_a_market_starts_its_outcomes() -> None:
    InstrumentFactory(symbol="NEBX-USDT", base="NEBX", quote="USDT")
    store(outlet("wire"), said())
    assert Alert.objects.get().outcomes.count() == 6


def test_time_alone_makes_an_event_live_and_then_done() -> None:
    store(outlet("wire"), said(on=in_days(1), told_at=clock.now() - timedelta(days=3)))
    assert settle_events() == "0 events moved on."
    move_back(days=1)
    assert settle_events() == "1 events moved on."
    assert (Event.objects.get().status, Alert.objects.get().urgency) == ("live", "critical")
    assert told() == [("status", "Live now.")]
    move_back(days=7)
    assert (settle_events(), settle_events()) == ("1 events moved on.", "0 events moved on.")
    assert (Event.objects.get().status, Alert.objects.get().urgency, len(told())) == ("done", "low", 1)


def move_back(days: int) -> None:
    """Let so many days pass for what is kept."""
    for model in (Event, Evidence):
        for row in model.objects.all():
            row.starts_on = row.ends_on = row.starts_on - timedelta(days=days)
            row.save()
    for item in Item.objects.all():
        item.published_at -= timedelta(days=days)
        item.save()
    for event in Event.objects.all():
        event.first_seen_at = event.last_seen_at = Item.objects.get().published_at
        event.save()


def test_the_whole_article_is_told_where_the_summary_said_nothing() -> None:
    source = outlet("wire")
    store(source, said("What to know", kind="other", confidence=0.0, is_event=False, tokens=(), subject=""))
    assert Evidence.objects.count() == 0
    text = "Nebula Labs confirms NEBX token generation event for tomorrow. Holders of $NEBX can claim."
    item = Item.objects.get()
    item.title = "Nebula Labs confirms NEBX token generation event for tomorrow"
    item.save()
    assert tell_article(item, text, clock.now())
    assert not tell_article(item, text, clock.now())
    assert (Evidence.objects.count(), Alert.objects.count()) == (1, 1)


def queries(django_assert_max_num_queries: DjangoAssertNumQueries, count: int, *scored: tuple[FeedItem, Score]) -> int:
    source = outlet(f"bench{count}")
    with django_assert_max_num_queries(80) as found:
        store(source, *scored)
    return len(found)


def test_evidence_costs_the_same_queries_for_one_item_as_for_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    store(outlet("first"), said())
    one = queries(django_assert_max_num_queries, 1, said("NEBX, again"))
    many = queries(django_assert_max_num_queries, 30, *(said(f"NEBX, part {at}") for at in range(30)))
    assert one == many <= 24


def test_events_that_raise_nothing_cost_no_query_of_their_own(
    django_assert_max_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    settings.ALERT_THRESHOLD = 100
    named = [said(f"Project{at} launches TOK{at}", tokens=(f"TOK{at}",), subject=f"Project{at}") for at in range(31)]
    store(outlet("first"), named[30])
    one = queries(django_assert_max_num_queries, 1, named[0])
    many = queries(django_assert_max_num_queries, 29, *named[1:30])
    assert (one, Event.objects.count()) == (many, 31)


def test_noise_costs_only_the_queries_of_its_items(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    noise = [said(f"Quiet day {at}", kind="other", confidence=0.0, is_event=False, tokens=()) for at in range(20)]
    assert queries(django_assert_max_num_queries, 1, *noise) <= 8
    assert not Counter.objects.exists()
