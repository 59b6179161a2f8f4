"""`manage.py poll`, as an operator types it."""

import os
import signal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from alerts.health import record_slot
from alerts.models import Item, MonitoringSession
from alerts.monitoring import request_session
from project.common import clock
from tests.factories import SourceFactory
from tests.fakes.feeds import Answer, FeedServer, item, rss

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("poll", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_every_due_source_gets_a_line(feeds: FeedServer) -> None:
    feeds.serve_feed("/good", item("Orbitra token launch is live"), item("Quiet", guid="2"))
    feeds.serve_feed("/empty")
    SourceFactory(name="Good", url=feeds.url("/good"), priority=1)
    SourceFactory(name="Bad", url=feeds.url("/bad"), priority=2)
    SourceFactory(name="Empty", url=feeds.url("/empty"), priority=3)
    assert sorted(run("--once")) == [
        "failed  Bad: The server answered 404 Not Found. Check the address.",
        "ok      Empty: 0 new items, 0 alerts. The feed is in order but has no readable items.",
        "ok      Good: 2 new items, 1 alert.",
    ]
    assert run("--once") == ["No source is due."]


def test_one_named_source_is_polled_at_once_even_when_it_is_not_due(feeds: FeedServer) -> None:
    address = feeds.serve_feed("/feed", item("Quiet"))
    SourceFactory(name="Wire", url=address)
    assert run("--once", "--source", address) == ["ok      Wire: 1 new item, 0 alerts."]
    assert run("--source", address) == ["ok      Wire: 0 new items, 0 alerts."]


def test_an_unknown_source_is_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"^There is no source with the address http://nowhere\.example/\.$"):
        run("--once", "--source", "http://nowhere.example/")


def test_without_a_choice_the_command_says_what_to_write() -> None:
    with pytest.raises(CommandError, match="Write --once"):
        run()
    with pytest.raises(CommandError, match="not allowed with"):
        run("--once", "--status")


def test_reading_once_keeps_the_round(feeds: FeedServer) -> None:
    SourceFactory(url=feeds.serve_feed("/feed", item("Quiet")))
    run("--once")
    assert MonitoringSession.objects.get().articles == 1


def test_a_trial_reads_every_source_and_stores_nothing(feeds: FeedServer) -> None:
    source = SourceFactory(name="Good", url=feeds.serve_feed("/good", item("Quiet")), etag='"1"')
    SourceFactory(name="Off", url=feeds.url("/off"), is_active=False)
    lines = run("--test")
    assert lines[0] == "MONITORING_ENABLED=True"
    assert lines[-2:] == ["Needs TWITTER_BEARER_TOKEN.", "ok      Good: 1 item."]
    assert not Item.objects.exists()
    source.refresh_from_db()
    assert source.last_poll_at is None
    assert "if-none-match" not in feeds.requests[0].headers


def test_a_trial_with_a_failure_ends_with_1(feeds: FeedServer) -> None:
    SourceFactory(name="Bad", url=feeds.url("/bad"))
    with pytest.raises(CommandError, match=r"^1 of 1 sources cannot be read\.$"):
        run("--test")


def test_the_status_reads_nothing(feeds: FeedServer, user: User) -> None:
    source = SourceFactory(name="Tide news", url=feeds.url("/x"), failures_in_a_row=2, last_error="No answer.")
    record_slot(source, ok=False, items=0, at=clock.now())
    request_session(user)
    assert run("--status") == [
        "A round is under way: 0 of 1.",
        "failing  Tide news: read 1 times, 1 failed, 0 items. Never read. No answer.",
    ]
    assert feeds.paths() == []


def test_reading_without_end_stops_at_ctrl_c(feeds: FeedServer) -> None:
    """The signal is real; it comes while the source is being read, which is finished first."""
    interrupt = Answer(rss(item("Quiet")), before=lambda: os.kill(os.getpid(), signal.SIGINT))
    SourceFactory(name="Wire", url=feeds.serve("/feed", interrupt))
    before = signal.getsignal(signal.SIGINT)
    assert run("--continuous") == [
        "Reading what is due. Ctrl-C ends it.",
        "ok      Wire: 1 new item, 0 alerts.",
        "Stopped.",
    ]
    assert signal.getsignal(signal.SIGINT) == before
