"""Several workers with one story at once: one event, one alert, and every number given out once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from alerts.companies.services import delete_company
from alerts.events.services import settle_events
from alerts.models import Alert, Event, EventChange, Evidence, Item, Source
from alerts.storing import store_scored
from project.common import clock
from tests.accounts.programs import at_once
from tests.alerts.events.test_services import TITLE, in_days, outlet, said, store
from tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4
ROUNDS = 6


def test_one_story_from_workers_at_once_is_one_event_with_one_alert() -> None:
    sources = [outlet(f"outlet{at}") for at in range(WORKERS)]
    for turn in range(ROUNDS):
        title = f"Project{turn} launches the TOK{turn} token"
        items = [said(f"{title}, part {at}", tokens=(f"TOK{turn}",), subject=f"Project{turn}") for at in range(WORKERS)]
        works = [partial(store, *pair) for pair in zip(sources, items, strict=True)]
        at_once(works)
    assert (Event.objects.count(), Alert.objects.count()) == (ROUNDS, ROUNDS)
    assert Evidence.objects.count() == Item.objects.count() == ROUNDS * WORKERS
    assert set(Event.objects.values_list("items_count", "sources_count")) == {(WORKERS, WORKERS)}
    assert sorted(Alert.objects.values_list("seq", flat=True)) == list(range(1, ROUNDS + 1))


def test_one_source_stored_by_two_workers_doubles_nothing() -> None:
    source, items = outlet("wire"), [said(f"{TITLE}, part {at}") for at in range(3)]
    at_once([lambda: store_scored(Source.objects.get(pk=source.pk), items, clock.now())] * 2)
    assert (Item.objects.count(), Evidence.objects.count(), Alert.objects.count()) == (3, 3, 1)


def test_updates_settling_and_news_at_once_neither_hang_nor_share_a_number() -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    past = clock.now() - timedelta(days=3)
    for at in range(WORKERS):
        named = {"tokens": (f"TOK{at}",), "subject": f"Project{at}"}
        store(outlet(f"first{at}"), said(f"Project{at} launches TOK{at}", on=in_days(-1), told_at=past, **named))
    works: list[Callable[[], object]] = [settle_events]
    for at in range(WORKERS):
        named = {"tokens": (f"TOK{at}",), "subject": f"Project{at}", "companies": (company.pk,) if not at else ()}
        source, update = outlet(f"second{at}"), said(f"Project{at} is live", status="live", **named)
        works.append(partial(store, source, update))
    at_once(works)
    numbers = [
        *Alert.objects.values_list("seq", flat=True),
        *EventChange.objects.exclude(seq=None).values_list("seq", flat=True),
    ]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert set(Event.objects.values_list("status", flat=True)) == {"live"}


def test_companies_may_be_deleted_while_news_of_them_comes_in() -> None:
    actor = UserFactory(is_staff=True)
    for turn in range(ROUNDS):
        tokens = [f"T{turn}X{at}" for at in range(WORKERS)]
        companies = [CompanyFactory(name=f"Project {token}", tokens=[token]) for token in tokens]
        named = [
            {"tokens": (token,), "subject": company.name, "companies": (company.pk,)}
            for token, company in zip(tokens, companies, strict=True)
        ]
        for at, each in enumerate(named):
            store(outlet(f"first{turn}-{at}"), said(f"{each['subject']} launches", **each))
        updates = [said(f"{each['subject']} is live", status="live", **each) for each in reversed(named)]
        works: list[Callable[[], object]] = [partial(delete_company, each, actor=actor) for each in companies]
        works += [partial(store, outlet(f"second{turn}-{at}"), *updates) for at in range(2)]
        at_once(works)
    assert not Event.objects.exclude(company=None).exists()
    assert (Event.objects.count(), Alert.objects.count()) == (ROUNDS * WORKERS, ROUNDS * WORKERS)
