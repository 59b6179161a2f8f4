"""Items kept once, and alerts raised for those that deserve one."""

import threading
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from alerts import hints
from alerts.models import Alert, Counter, Item
from alerts.storing import store_items
from alerts.types import FeedItem
from project.common import clock
from tests.factories import CompanyFactory, SourceFactory

pytestmark = pytest.mark.django_db
EVENT = "Nebula Labs confirms NEBX token generation event for tomorrow"


def entry(name: str, title: str = EVENT, text: str = "", published_at: datetime | None = None) -> FeedItem:
    return FeedItem(name, f"https://a.example/{name}", title, text, "Ana", published_at or clock.now())


def test_an_event_becomes_an_alert_with_its_reasons() -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    source = SourceFactory(name="Wire", priority=1)
    now = clock.now()
    stored = store_items(source, [entry("1", text="Holders of $NEBX can claim.")], now=now)
    alert = Alert.objects.get()
    assert (stored.items, stored.alerts) == (1, 1)
    assert (alert.title, alert.source_name, alert.company, alert.kind) == (EVENT, "Wire", company, "launch")
    assert (alert.created_at, alert.source_url, alert.user) == (now, "https://a.example/1", None)
    assert alert.tokens_mentioned == ["NEBX"]
    assert alert.event_date == (now + timedelta(days=1)).date()
    assert alert.analysis["version"] == 2
    assert sum(each["points"] for each in alert.analysis["contributions"]) == alert.confidence * 100
    assert alert.analysis["text"].startswith(EVENT)


def test_the_same_item_is_kept_once_per_source() -> None:
    first, second = SourceFactory(), SourceFactory()
    now = clock.now()
    assert [store_items(source, [entry("1"), entry("1")], now=now).items for source in (first, first, second)] == [
        1,
        0,
        1,
    ]
    assert Item.objects.count() == 2


def test_the_same_story_from_another_source_is_kept_but_not_told_twice() -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    store_items(SourceFactory(), [entry("1")], now=clock.now())
    again = "NEBX token generation event confirmed for tomorrow by Nebula Labs"
    assert store_items(SourceFactory(), [entry("2", again)], now=clock.now()).alerts == 0
    assert (
        store_items(
            SourceFactory(), [entry("3", "Nebula Labs announces NEBX airdrop for users")], now=clock.now()
        ).alerts
        == 1
    )
    assert (Item.objects.count(), company.alerts.count()) == (3, 2)


def test_old_news_is_kept_but_nobody_is_told() -> None:
    stored = store_items(SourceFactory(), [entry("1", published_at=clock.now() - timedelta(days=8))], now=clock.now())
    assert (stored.items, stored.alerts) == (1, 0)


def test_the_threshold_is_a_setting(settings: Settings) -> None:
    settings.ALERT_THRESHOLD = 100
    assert store_items(SourceFactory(), [entry("1")], now=clock.now()).alerts == 0


@pytest.mark.parametrize("title", ["Nebula Labs postpones its token launch", "Fake Nebula Labs airdrop drains wallets"])
def test_a_delay_or_scam_is_told_only_about_a_watched_company(title: str) -> None:
    assert store_items(SourceFactory(), [entry("1", title)], now=clock.now()).alerts == 0
    CompanyFactory(name="Nebula Labs")
    assert store_items(SourceFactory(), [entry("2", title)], now=clock.now()).alerts == 1
    assert Alert.objects.get().confidence < Decimal("0.5")


def test_numbers_follow_the_time_of_publication_without_a_hole() -> None:
    now = clock.now()
    titles = ("Orbitra token launch is live", "Kestrel airdrop is live for users", "Tessera presale has begun")
    items = [
        entry(str(hours), title, published_at=now - timedelta(hours=hours)) for hours, title in enumerate(titles, 1)
    ]
    store_items(SourceFactory(), items, now=now)
    assert list(Alert.objects.order_by("seq").values_list("seq", "item__external_id")) == [(1, "3"), (2, "2"), (3, "1")]
    assert Counter.objects.get(stream="alerts").value == 3


def test_a_rolled_back_transaction_gives_its_numbers_back() -> None:
    with transaction.atomic():
        store_items(SourceFactory(), [entry("1")], now=clock.now())
        transaction.set_rollback(True)
    store_items(SourceFactory(), [entry("2")], now=clock.now())
    assert list(Alert.objects.values_list("seq", flat=True)) == [1]


def test_pages_get_one_hint_after_the_commit_and_none_without_an_alert(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(hints, "send_hint", lambda: rung.append(Alert.objects.count()))
    with django_capture_on_commit_callbacks(execute=True):
        store_items(SourceFactory(), [entry("1"), entry("2", "Orbitra airdrop is live for users")], now=clock.now())
        store_items(SourceFactory(), [entry("3", "A quiet day")], now=clock.now())
        assert rung == []
    assert rung == [2]


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_give_out_every_number_once() -> None:
    sources = [SourceFactory() for _ in range(2)]
    start = threading.Barrier(2)

    def run(number: int) -> None:
        try:
            start.wait()
            for index in range(5):
                title = f"Project{number}{index} token launch is live on chain{index}{number}"
                store_items(sources[number], [entry(f"{number}-{index}", title)], now=clock.now())
        finally:
            connection.close()

    writers = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(Alert.objects.values_list("seq", flat=True)) == list(range(1, 11))


def test_the_same_words_about_two_unknown_projects_are_two_stories() -> None:
    words = "confirms airdrop for early users, claim opens tomorrow"
    source = SourceFactory(priority=1)
    told = [
        store_items(source, [entry(name, f"{name} {words}")], now=clock.now()).alerts for name in ("Kappa", "Omega")
    ]
    again = store_items(SourceFactory(priority=1), [entry("copy", f"Omega {words}!")], now=clock.now()).alerts
    assert (told, again) == ([1, 1], 0)
