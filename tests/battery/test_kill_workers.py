"""Workers killed with signal 9 in the middle of a poll: no item is lost, none is doubled, and no event is."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from alerts.models import Alert, Event, EventChange, Evidence, Item, Source
from alerts.polling import poll_due
from project.common import clock
from tests.factories import SourceFactory
from tests.fakes.feeds import Answer, FeedServer, item, rss

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = int(os.environ.get("TIDEWATCH_KILLS", "5"))
FEEDS = 6
STORIES = ("Kappa", "Omega", "Sigma", "Delta", "Gamma", "Theta", "Lambda", "Rho")
NOISE = 12
LONGEST_START_S = 60


class Nest:
    """A poller that can be started and killed many times a second."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.battery.nest", str(connection.settings_dict["NAME"])],
            cwd=settings.BASE_DIR,
            env={**os.environ, "OUTGOING_ALLOW": "127.0.0.0/8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.line() == "ready"

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def start(self) -> int:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.line())

    def kill(self, child: int) -> None:
        os.kill(child, signal.SIGKILL)
        assert self.line() == "gone"


@contextmanager
def nest() -> Iterator[Nest]:
    hatchery = Nest()
    try:
        yield hatchery
    finally:
        hatchery.process.communicate()
        assert hatchery.process.returncode == 0


def told_by(feed: int) -> list[str]:
    """Return the items of one feed: every story in its words, and what is no story at all."""
    stories = [
        item(
            f"{name} Labs confirms {name.upper()}X token generation event, outlet {feed}",
            f"The new ${name.upper()}X token launches tomorrow.",
            link=f"https://outlet{feed}.example/{name}",
        )
        for name in STORIES
    ]
    noise = [
        item(f"A quiet day, note {number}", link=f"https://outlet{feed}.example/n{number}") for number in range(NOISE)
    ]
    return [*stories, *noise]


def serve(feeds: FeedServer, turn: int, turns: int) -> None:
    """Let each feed show a little more than at the turn before, all of it at the last."""
    for feed in range(FEEDS):
        items = told_by(feed)
        shown = items[: max(1, len(items) * turn // turns)]
        feeds.serve(f"/{feed}", Answer(rss(*shown), headers={"Content-Type": "application/rss+xml"}))


def wait_for_a_call(feeds: FeedServer, asked: int) -> None:
    deadline = time.monotonic() + LONGEST_START_S
    while len(feeds.requests) <= asked:
        assert time.monotonic() < deadline, "The worker does not poll."
        time.sleep(0.002)


def as_if_time_went_by() -> int:
    """Let the leases of the dead run out and return how many there were."""
    dead = Source.objects.filter(lease_token__isnull=False)
    count = dead.count()
    dead.update(lease_until=clock.now() - timedelta(seconds=1), failures_in_a_row=0)
    Source.objects.update(next_poll_at=None)
    return count


def test_a_worker_that_is_killed_again_and_again_loses_and_doubles_nothing(feeds: FeedServer) -> None:
    for feed in range(FEEDS):
        SourceFactory(name=f"Outlet {feed}", url=feeds.url(f"/{feed}"))
    connection.close()
    seed, in_the_middle = random.Random(7), 0
    with nest() as hatchery:
        for turn in range(KILLS):
            serve(feeds, turn + 1, KILLS)
            asked = len(feeds.requests)
            child = hatchery.start()
            wait_for_a_call(feeds, asked + seed.randrange(FEEDS))
            time.sleep(seed.uniform(0, 0.15))
            hatchery.kill(child)
            in_the_middle += as_if_time_went_by() > 0
    serve(feeds, 1, 1)
    assert all(each.is_ok for each in poll_due())
    assert in_the_middle >= KILLS // 3
    check()


def check() -> None:
    expected = {(f"Outlet {feed}", number) for feed in range(FEEDS) for number in range(len(STORIES) + NOISE)}
    kept = Counter(Item.objects.values_list("source__name", "external_id"))
    assert (len(kept), set(kept.values())) == (len(expected), {1})
    stories = FEEDS * len(STORIES)
    assert Evidence.objects.count() == stories
    assert set(Event.objects.values_list("items_count", "sources_count")) == {(FEEDS, FEEDS)}
    assert (Event.objects.count(), Alert.objects.count()) == (len(STORIES), len(STORIES))
    numbers = [
        *Alert.objects.values_list("seq", flat=True),
        *EventChange.objects.exclude(seq=None).values_list("seq", flat=True),
    ]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
