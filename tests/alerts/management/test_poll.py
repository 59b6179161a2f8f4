"""`manage.py poll`, as an operator types it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import SourceFactory
from tests.fakes.feeds import FeedServer, item

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
    assert run("--once") == [
        "ok      Good: 2 new items, 1 alert.",
        "failed  Bad: The server answered 404 Not Found.",
        "ok      Empty: 0 new items, 0 alerts. The feed is in order but has no readable items.",
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
