"""A thousand posts under a script of faults, read by two workers at once, and judged by the ledger of X alone."""

import random
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from alerts.models import Item, Source, SourceKind
from alerts.polling import poll_due
from alerts.sources import x_client
from project.common import clock
from tests.factories import SourceFactory
from tests.fakes.x import TOKEN, Fault, XServer

POSTS = 1_000
BUDGET = 2_500
ENOUGH_S = 90.0


def fault(dice: random.Random) -> Fault:
    roll = dice.random()
    if roll < 0.10:
        return Fault(503)
    if roll < 0.16:
        return Fault(429, reset_in_s=1)
    return Fault(hang_s=1.4) if roll < 0.19 else Fault()


def publish(api: XServer, numbers: range) -> None:
    start = clock.now() - timedelta(minutes=30)
    for number in numbers:
        author, word = ("orbitra", "Hello") if number % 2 else ("nebula_labs", "NEBX")
        api.post(author, f"{word} number {number}", at=start + timedelta(seconds=number))


def work(end: float) -> None:
    """Poll as a worker does, with every source due at once again, until all posts are there."""
    try:
        while Item.objects.count() < POSTS and time.monotonic() < end:
            Source.objects.filter(failures_in_a_row__gt=0).update(next_poll_at=None)
            Source.objects.update(interval_s=0)
            if not poll_due(budget_s=1.0):
                time.sleep(0.05)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_post_is_missing_or_doubled_and_no_limit_passed(
    seed: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    settings.OUTGOING_ALLOW = ["127.0.0.0/8"]
    settings.TWITTER_BEARER_TOKEN, settings.TWITTER_TIMEOUT = TOKEN, 1
    settings.TWITTER_MONTHLY_READS, settings.TWITTER_MAX_RESULTS = BUDGET, 40
    monkeypatch.setattr(x_client, "PAUSE_S", 0.01)
    with XServer(limit=40, window_s=2) as api:
        settings.TWITTER_BASE_URL = api.origin
        publish(api, range(POSTS // 2))
        for name in ("https://x.com/orbitra", "https://x.com/search?q=NEBX"):
            query = "NEBX" if "search" in name else ""
            SourceFactory(kind=SourceKind.X, url=name, query=query, interval_s=0)
        api.faults = [fault(dice) for _ in range(50)]
        end = time.monotonic() + ENOUGH_S
        workers = [threading.Thread(target=work, args=(end,)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for batch in range(5):
            time.sleep(0.3)
            publish(api, range(POSTS // 2 + batch * POSTS // 10, POSTS // 2 + (batch + 1) * POSTS // 10))
        for worker in workers:
            worker.join()
        assert sorted(Item.objects.values_list("external_id", flat=True)) == sorted(each["id"] for each in api.posts)
        assert api.served() <= BUDGET
        assert api.early_calls() == []
        assert {429, 503} <= {call.status for call in api.ledger}
