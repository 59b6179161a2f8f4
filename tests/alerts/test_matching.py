"""Filters against marks, and the short ways of finding alerts against the plain one."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations, product
from random import Random
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from alerts import matching, search, triage
from alerts.facets import filter_counts
from alerts.filters import AlertFilters, FeedStatus
from alerts.matching import newest, seen_by
from alerts.models import Alert, AlertMark
from alerts.selectors import alert_page
from project.common import clock
from tests.factories import AlertFactory, CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db
STATUSES = ("active", "archived", "false_positive")


def seqs(user: User, **filters: Any) -> list[int]:
    return [alert.seq for alert in alert_page(user, AlertFilters(**filters)).alerts]


def test_every_mix_of_statuses_marks_and_naps_is_found_under_what_it_is_seen_as(user: User) -> None:
    now = clock.now()
    naps = (None, now - timedelta(hours=1), now + timedelta(hours=1))
    for own, marked, until in product(STATUSES, (None, "", *STATUSES), naps):
        alert = AlertFactory(status=own)
        if marked is not None:
            AlertMark.objects.create(user=user, alert=alert, status=marked, snoozed_until=until)
        AlertMark.objects.create(user=UserFactory(), alert=alert, status="false_positive", snoozed_until=naps[2])
    seen = dict(seen_by(user).values_list("pk", "seen_status"))
    assert set(seen.values()) == set(FeedStatus.values)
    for chosen in chain.from_iterable(combinations(FeedStatus.values, size) for size in (1, 2, 3, 4)):
        expected = {key for key, status in seen.items() if status in chosen}
        assert set(newest(user, AlertFilters(status=chosen), limit=500)) == expected, chosen


def test_an_urgency_of_ones_own_replaces_the_alerts(user: User) -> None:
    plain, raised, lowered = (AlertFactory(seq=number, urgency="high") for number in (1, 2, 3))
    triage.change(user, [raised], urgency="critical")
    triage.change(user, [lowered], urgency="low")
    assert seqs(user, urgency=("high",)) == [1]
    assert seqs(user, urgency=("critical", "high")) == [2, 1]
    assert [alert.urgency for alert in alert_page(user, AlertFilters()).alerts] == ["low", "critical", "high"]
    assert seqs(UserFactory(), urgency=("high",)) == [3, 2, 1]
    assert plain.urgency == "high"


def test_what_sleeps_leaves_the_active_ones_until_it_wakes(user: User) -> None:
    alert = AlertFactory(seq=1)
    until = clock.now() + timedelta(hours=1)
    triage.snooze(user, [alert], until)
    assert (seqs(user), seqs(user, status=("snoozed",)), seqs(UserFactory())) == ([], [1], [1])
    assert alert_page(user, AlertFilters(status=("snoozed",))).alerts[0].status == "active"
    triage.snooze(user, [alert], None)
    assert seqs(user) == [1]


def test_what_is_mine_mentions_an_asset_or_a_company_of_its_token(user: User) -> None:
    AlertFactory(seq=1, tokens_mentioned=["SOL"])
    AlertFactory(seq=2, company=CompanyFactory(tokens=["ORBT", "SOL"]))
    AlertFactory(seq=3, tokens_mentioned=["SOLX"])
    assert seqs(user, mine=("BTC", "SOL")) == [2, 1]
    assert seqs(user, mine=()) == []
    assert seqs(user, mine=None) == [3, 2, 1]


def test_the_newer_filters_narrow_the_list(user: User) -> None:
    AlertFactory(seq=1, source_type="twitter", language="de", event_status="dated")
    judged = AlertFactory(seq=2, language="en", event_status="false")
    triage.change(user, [judged], verdict="useful")
    assert seqs(user, source_type=("twitter",)) == [1]
    assert seqs(user, language=("de", "pl")) == [1]
    assert seqs(user, event_status=("false", "done")) == [2]
    assert seqs(user, verdict=("useful",)) == [2]
    assert seqs(UserFactory(), verdict=("useful",)) == []


def make_many(user: User, number: int) -> None:
    """Make alerts of all sorts, in an order of time that is not quite that of their numbers."""
    chance = Random(7)
    companies = [CompanyFactory(name=f"Orbitra {word}", tokens=[f"ORB{word}"]) for word in ("one", "two", "three")]
    alerts = [
        Alert(
            seq=seq,
            user=chance.choice([None, None, None, user]),
            company=chance.choice([*companies, None]),
            title=f"Story {seq} of {chance.choice(['launch', 'harbour', 'tide'])}",
            content=chance.choice(["Airdrop today", "A listing", ""]),
            source_name=chance.choice(["Wire", "Post", "It's \\ odd"]),
            source_type=chance.choice(["twitter", "news"]),
            language=chance.choice(["en", "de", ""]),
            kind=chance.choice(["launch", "scam", "delay"]),
            confidence=chance.choice(["0.500", "0.700", "0.950"]),
            urgency=chance.choice(["low", "high", "critical"]),
            status=chance.choice(["active"] * 3 + ["archived"]),
            event_status=chance.choice(["dated", "false", ""]),
            tokens_mentioned=chance.choice([[], ["NEBX"], ["NEBX", "ORBone"]]),
            created_at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=seq + chance.randrange(5)),
        )
        for seq in range(1, number + 1)
    ]
    rows = Alert.objects.bulk_create(alerts)
    until = clock.now() + timedelta(days=1)
    for alert in chance.sample(rows, number // 3):
        AlertMark.objects.create(
            user=user,
            alert=alert,
            status=chance.choice(["", "archived", "active"]),
            urgency=chance.choice(["", "critical"]),
            verdict=chance.choice(["", "useful"]),
            snoozed_until=chance.choice([None, until]),
        )


CHOICES: dict[str, list[Any]] = {
    "q": ["launch", '"airdrop today"', "orbitra, tide", "nothing here"],
    "urgency": [("critical",), ("low", "high")],
    "status": [("archived",), ("snoozed",), ("active", "snoozed"), ("archived", "snoozed")],
    "source": [("It's \\ odd",), ("Wire", "Post")],
    "kind": [("scam",)],
    "source_type": [("twitter",)],
    "language": [("de",)],
    "event_status": [("false",)],
    "verdict": [("useful",)],
    "symbol": ["NEBX-USDT", "ORBone"],
    "mine": [("ORBtwo", "NEBX"), ()],
    "confidence_min": [90],
    "from_date": [date(2026, 11, 4)],
    "to_date": [date(2026, 11, 6)],
}


@pytest.fixture
def shares() -> Iterator[Callable[[], None]]:
    """Have the database count what is common, and forget it afterwards."""

    def count() -> None:
        search._shares.cache_clear()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE alerts_alert")

    yield count
    search._shares.cache_clear()


@pytest.mark.parametrize("costs", [(0, 0), (10, 1), (1000, 0)], ids=["by index", "either way", "in order"])
def test_each_way_of_finding_finds_the_same(
    user: User, monkeypatch: pytest.MonkeyPatch, shares: Callable[[], None], costs: tuple[int, int]
) -> None:
    """Whether all lies within the newest, or nearly all beyond, or the days asked for lie far back."""
    make_many(user, 240)
    shares()
    single = [{name: value} for name, values in CHOICES.items() for value in values]
    pairs = [
        {one: first, other: second}
        for one, other in combinations(CHOICES, 2)
        for first, second in product(CHOICES[one], CHOICES[other])
    ]
    cases = [AlertFilters(**each) for each in [{}, *single, *Random(3).sample(pairs, 60)]]
    plain = [newest(user, filters, limit=300) for filters in cases]
    assert sum(map(bool, plain)) > len(cases) / 3
    seq_of = dict(Alert.objects.values_list("pk", "seq"))
    monkeypatch.setattr(matching, "FIRST", 10)
    monkeypatch.setattr(matching, "FIXED", costs[0])
    monkeypatch.setattr(matching, "EACH", costs[1])
    monkeypatch.setattr(matching, "FAR_BACK", 20)
    monkeypatch.setattr(search, "FEW", 0.5)
    for filters, expected in zip(cases, plain, strict=True):
        assert newest(user, filters, limit=300) == expected, filters
        assert newest(user, filters, limit=5, skip=3) == expected[3:8], filters
        assert newest(user, filters, limit=300, before=100) == [key for key in expected if seq_of[key] < 100]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no column of words and labels")
def test_an_index_is_not_asked_for_what_most_alerts_have(user: User, shares: Callable[[], None]) -> None:
    make_many(user, 240)
    shares()
    common, rarer, rare, unknown = "'story'", "'~status:archived'", "'77'", "'nowhere'"
    assert search.rarest([common, unknown]) == [unknown]
    assert search.rarest([common, rarer, rare]) == [rare]
    assert search.rarest([common]) == [common]
    assert search.rarest([common, rarer]) == [rarer, common]
    assert search.rarest([f"({common} | {unknown})", "'it''s'", rare]) == ["'it''s'", rare]
    assert search.rarest([search.labels("source", ["It's \\ odd"]), rare]) == [rare]


def test_walking_from_page_to_page_meets_each_alert_once(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_many(user, 60)
    monkeypatch.setattr(matching, "FIRST", 9)
    filters, met, before = AlertFilters(urgency=("critical", "high")), [], None
    while True:
        page = alert_page(user, filters, before, limit=7)
        met += [alert.pk for alert in page.alerts]
        if (before := page.next_before) is None:
            break
    assert met == newest(user, filters, limit=300)
    assert len(met) > 14


def test_totals_are_exact_up_to_a_thousand(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_many(user, 30)
    counts = filter_counts(user, AlertFilters(status=tuple(FeedStatus.values)))
    assert (counts.total, counts.total_text, counts.is_exact) == (30, "30", True)
    monkeypatch.setattr("alerts.facets.MOST", 12)
    monkeypatch.setattr("alerts.facets.COUNTED", 10)
    counts = filter_counts(user, AlertFilters(status=tuple(FeedStatus.values)))
    assert (counts.total, counts.total_text, counts.is_exact) == (13, "12+", False)
    assert sum(facet.count for facet in counts.kind) == 10


def test_counts_are_those_of_what_each_choice_would_show(user: User) -> None:
    make_many(user, 60)
    filters = AlertFilters(language=("en", "de"), urgency=("critical",))
    counts = filter_counts(user, filters)
    groups = ("urgency", "status", "source", "company", "kind", "source_type", "language", "event_status")
    for name in groups:
        for facet in getattr(counts, name):
            value: Any = int(facet.value) if name == "company" else facet.value
            expected = len(seqs(user, **{"language": ("en", "de"), "urgency": ("critical",), name: (value,)}))
            assert facet.count == expected, (name, facet)
    assert counts.total == sum(counts.confidence) == len(seqs(user, language=("en", "de"), urgency=("critical",)))


def test_a_page_takes_few_queries_whichever_way_it_goes(
    user: User, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_many(user, 40)
    monkeypatch.setattr(matching, "FIRST", 5)
    monkeypatch.setattr(matching, "FIXED", 0)
    filters = AlertFilters(q="launch", mine=("NEBX",), symbol="ORBone", status=("archived",))
    with django_assert_max_num_queries(8):
        alert_page(user, filters)


def test_the_labels_follow_an_alert_that_changes(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = AlertFactory(seq=50, event_status="dated", title="Before")
    monkeypatch.setattr(matching, "FIRST", 5)
    monkeypatch.setattr(matching, "FIXED", 0)
    AlertFactory(seq=100)
    Alert.objects.filter(pk=alert.pk).update(event_status="live", title="Afterwards")
    assert seqs(user, event_status=("live",), q="afterwards") == [50]
    assert seqs(user, event_status=("dated",)) == []
