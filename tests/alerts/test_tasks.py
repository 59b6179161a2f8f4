"""What the queue rings for."""

import pytest

from alerts import tasks
from alerts.models import Item
from alerts.sample_stories import STORIES
from alerts.sample_texts import SAMPLES
from tests.factories import SourceFactory
from tests.fakes.feeds import FeedServer, item

pytestmark = pytest.mark.django_db


def test_the_bell_polls_what_is_due_and_a_second_ring_does_nothing(feeds: FeedServer) -> None:
    feeds.serve_feed("/feed", item("Orbitra token launch is live"))
    SourceFactory(url=feeds.url("/feed"))
    SourceFactory(url=feeds.url("/missing"))
    assert tasks.poll_feeds() == "2 polled, 1 failed, 1 alerts."
    assert tasks.poll_feeds() == "0 polled, 0 failed, 0 alerts."


def test_samples_come_only_while_the_market_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "data_mode", lambda: "live")
    assert tasks.drip_samples() == "The market is not simulated."
    assert Item.objects.count() == 0
    monkeypatch.setattr(tasks, "data_mode", lambda: "simulated")
    assert tasks.drip_samples() == f"{len(SAMPLES) + len(STORIES)} sample items loaded."
    assert tasks.drip_samples() == "1 sample item added."


def test_the_bell_of_the_prices_tells_how_many_were_settled() -> None:
    assert tasks.measure_outcomes() == "0 prices settled."
    assert tasks.open_late_outcomes() == "0 alerts have a price now."
