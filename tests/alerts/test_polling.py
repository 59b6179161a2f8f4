"""Feeds polled over loopback: what ends on the source's row, and that nothing is lost or doubled."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from alerts import polling
from alerts.models import Alert, Item, Source, SourceKind, SourceSlot
from alerts.polling import claim, poll_due, poll_source
from alerts.sources import feed
from alerts.sources.recording import FEWEST_FAILURES, GIVE_UP_AFTER, backoff_s
from alerts.sources.registry import read_source
from alerts.sources.rss import EMPTY_FEED
from project.common import clock
from tests.factories import SourceFactory
from tests.fakes.feeds import Answer, FeedServer, item, rss, unused_port

NEWS = item("Nebula Labs confirms NEBX token generation event", "The $NEBX token goes live tomorrow.", guid="n1")
pytestmark = pytest.mark.django_db


def source_for(feeds: FeedServer, path: str = "/feed", **values: object) -> Source:
    return SourceFactory(url=feeds.url(path), **values)


def test_a_poll_keeps_items_raises_alerts_and_saves_the_cursor(feeds: FeedServer) -> None:
    feeds.serve(
        "/feed", Answer(rss(NEWS, item("Quiet day", guid="n2")), headers={"ETag": '"7"', "Last-Modified": "yesterday"})
    )
    source = source_for(feeds, interval_s=600)
    result = poll_source(source)
    source.refresh_from_db()
    assert (result.is_ok, result.items, result.alerts, result.message) == (True, 2, 1, "")
    assert (source.etag, source.last_modified, source.last_error, source.success_count) == ('"7"', "yesterday", "", 1)
    assert (source.lease_token, source.lease_until) == (None, None)
    assert source.next_poll_at - source.last_success_at == timedelta(seconds=600)
    assert Alert.objects.get().item.external_id == "n1"


def test_a_second_poll_asks_with_the_cursor_and_doubles_nothing(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(rss(NEWS), headers={"ETag": '"7"'}), Answer(status=304), Answer(rss(NEWS)))
    source = source_for(feeds)
    for expected in (1, 0, 0):
        source.refresh_from_db()
        assert poll_source(source).items == expected
    assert [each.headers.get("if-none-match") for each in feeds.requests] == [None, '"7"', '"7"']
    assert (Item.objects.count(), Alert.objects.count()) == (1, 1)


def test_only_active_feeds_that_are_due_are_polled_the_longest_waiting_first(feeds: FeedServer) -> None:
    now = clock.now()
    for path, values in {
        "/late": {"next_poll_at": now - timedelta(hours=2)},
        "/later": {"next_poll_at": now - timedelta(hours=1)},
        "/never": {"next_poll_at": None},
        "/ahead": {"next_poll_at": now + timedelta(hours=1)},
        "/off": {"is_active": False},
        "/held": {"lease_until": now + timedelta(minutes=1), "lease_token": uuid4()},
        "/sample": {"kind": SourceKind.SAMPLE},
    }.items():
        feeds.serve_feed(path, NEWS)
        source_for(feeds, path, **values)
    assert all(each.is_ok for each in poll_due())
    assert sorted(feeds.paths()) == ["/late", "/later", "/never"]
    assert poll_due() == []


def test_the_limit_and_the_budget_end_a_round(feeds: FeedServer) -> None:
    for number in range(3):
        feeds.serve_feed(f"/{number}")
        source_for(feeds, f"/{number}")
    assert len(poll_due(limit=2)) == 2
    assert poll_due(budget_s=0) == []
    assert len(poll_due()) == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(b"<html><body>no</body></html>"), "This address answered with a web page, not a feed."),
        (Answer(b"gone", 404), "The server answered 404 Not Found. Check the address."),
        (Answer(b"", 500), "The server answered 500 Internal Server Error."),
        (Answer(b"", 799), "The server answered 799."),
        (Answer(b"x" * 6_000_000), "The answer is larger than 5120 KiB."),
        (Answer(status=302, headers={"Location": "/feed"}), "The address redirected more than 3 times."),
    ],
)
def test_a_failure_ends_as_one_sentence_on_the_row(answer: Answer, sentence: str, feeds: FeedServer) -> None:
    feeds.serve("/feed", answer)
    source = source_for(feeds)
    result = poll_source(source)
    source.refresh_from_db()
    assert (result.is_ok, result.message, source.last_error) == (False, sentence, sentence)
    assert (source.failure_count, source.failures_in_a_row, source.lease_token) == (1, 1, None)
    assert source.last_failure_at is not None


def test_a_closed_port_and_a_refused_address_end_on_the_row_too(settings: Settings) -> None:
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    down = SourceFactory(url=f"http://127.0.0.1:{unused_port()}/")
    inside = SourceFactory(url="http://10.0.0.1/feed")
    assert "The connection failed" in poll_source(down).message
    assert "not a public address" in poll_source(inside).message


def test_a_feed_without_items_is_a_success_with_a_note(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(rss(), headers={"ETag": '"1"'}), Answer(status=304))
    source = source_for(feeds)
    for _ in range(2):
        assert poll_source(source).is_ok
        source.refresh_from_db()
        assert (source.last_error, source.failures_in_a_row) == (EMPTY_FEED, 0)


def test_failures_double_the_wait_up_to_six_hours_and_a_success_ends_that(feeds: FeedServer) -> None:
    feeds.serve("/feed", *[Answer(b"", 500)] * 8, Answer(rss(NEWS)))
    source = source_for(feeds, interval_s=600)
    waits = []
    for _ in range(8):
        poll_source(source)
        source.refresh_from_db()
        waits.append(round((source.next_poll_at - source.last_failure_at).total_seconds()))
    assert waits == [600, 1200, 2400, 4800, 9600, 19200, 21600, 21600]
    poll_source(source)
    source.refresh_from_db()
    assert (source.failures_in_a_row, source.last_error) == (0, "")


def test_a_source_polled_once_a_day_never_waits_less_than_that() -> None:
    assert backoff_s(Source(interval_s=86_400, failures_in_a_row=50)) == 86_400


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed(status: int, feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(b"", status, headers={"Retry-After": "7200"}))
    source = source_for(feeds, interval_s=600)
    poll_source(source)
    source.refresh_from_db()
    assert (source.next_poll_at - source.last_failure_at).total_seconds() == 7200


def test_a_feed_that_is_gone_is_paused_at_once_and_says_why(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(b"", 410))
    source = source_for(feeds)
    poll_source(source)
    source.refresh_from_db()
    sentence = "The address is gone for good (410). Find its new address or delete it."
    assert (source.is_active, source.last_error, source.paused_because) == (False, sentence, sentence)


FAILED_LONG = {"failures_in_a_row": FEWEST_FAILURES}


@pytest.mark.parametrize(("status", "days", "is_active"), [(404, 8, False), (500, 8, False), (500, 6, True)])
def test_a_source_that_fails_for_a_week_is_paused(status: int, days: int, is_active: bool, feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(b"", status))
    source = source_for(feeds, failing_since=clock.now() - timedelta(days=days), **FAILED_LONG)
    message = poll_source(source).message
    source.refresh_from_db()
    assert source.is_active is is_active
    assert source.paused_because == ("" if is_active else f"It failed for 7 days. {message}")


def test_a_success_begins_the_week_anew(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(b"", 500), Answer(rss(NEWS)), Answer(b"", 500))
    source = source_for(feeds)
    since = []
    for _ in range(3):
        poll_source(source)
        source.refresh_from_db()
        since.append(source.failing_since)
    assert since[1] is None
    assert since[0] < since[2]


def test_a_machine_that_slept_for_a_week_pauses_nothing(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(b"", 500))
    source = source_for(feeds, failing_since=clock.now() - GIVE_UP_AFTER * 2, failures_in_a_row=1)
    poll_source(source)
    source.refresh_from_db()
    assert source.is_active


@pytest.mark.parametrize("others_do_well", [True, False])
def test_while_nothing_answers_anywhere_no_source_is_paused(others_do_well: bool, settings: Settings) -> None:
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    since = clock.now() - timedelta(days=8)
    down = SourceFactory(url=f"http://127.0.0.1:{unused_port()}/", failing_since=since, **FAILED_LONG)
    SourceFactory(last_success_at=clock.now() if others_do_well else since)
    poll_source(down)
    down.refresh_from_db()
    assert down.is_active is not others_do_well


def test_a_source_switched_on_by_hand_has_a_week_again(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(b"", 500))
    source = source_for(
        feeds, failing_since=clock.now() - timedelta(days=9), paused_because="It failed for 7 days.", **FAILED_LONG
    )
    poll_source(source)
    source.refresh_from_db()
    assert (source.is_active, source.paused_because) == (True, "")
    assert source.failing_since > clock.now() - timedelta(minutes=1)


def test_each_poll_is_counted_in_its_half_hour(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(rss(NEWS)), Answer(b"", 500))
    source = source_for(feeds)
    poll_source(source)
    poll_source(source)
    slots = SourceSlot.objects.filter(source=source).values_list("polls", "failures", "items")
    assert [sum(column) for column in zip(*slots, strict=True)] == [2, 1, 1]


@pytest.mark.parametrize(("first", "second", "moves"), [(301, 308, True), (302, 301, False), (301, 302, False)])
def test_only_a_permanent_move_changes_the_address(first: int, second: int, moves: bool, feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(status=first, headers={"Location": "/middle"}))
    feeds.serve("/middle", Answer(status=second, headers={"Location": "/new"}))
    feeds.serve("/new", Answer(rss(NEWS)))
    source = source_for(feeds)
    assert poll_source(source).items == 1
    source.refresh_from_db()
    assert source.url == feeds.url("/new" if moves else "/feed")
    assert ("It has moved for good to" in source.last_error) is moves


def test_a_feed_does_not_move_where_another_source_reads_or_where_no_feed_is(feeds: FeedServer) -> None:
    for path, target in (("/a", "/taken"), ("/b", "/page")):
        feeds.serve(path, Answer(status=301, headers={"Location": target}))
    feeds.serve_feed("/taken", NEWS)
    feeds.serve("/page", Answer(b"<html><body>parked</body></html>"))
    source_for(feeds, "/taken")
    for path in ("/a", "/b"):
        source = source_for(feeds, path)
        poll_source(source)
        source.refresh_from_db()
        assert source.url == feeds.url(path)


def test_an_address_changed_during_a_poll_is_read_instead_and_the_old_answer_forgotten(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(rss(NEWS), headers={"ETag": '"old"'}))
    source = source_for(feeds)
    claimed = claim(Source.objects.filter(pk=source.pk))
    assert claimed is not None
    Source.objects.filter(pk=source.pk).update(url=feeds.url("/other"))
    assert polling._finish(claimed, read_source(claimed)).items == 0
    source.refresh_from_db()
    assert (source.etag, source.lease_token, source.next_poll_at) == ("", None, None)


def test_the_same_article_under_another_id_is_kept_once(feeds: FeedServer) -> None:
    link = "https://news.example/nebula-names-the-day"
    feeds.serve(
        "/feed",
        Answer(rss(item("Nebula names the day", guid="1", link=link))),
        Answer(rss(item("Nebula names the day", guid="2", link=f"{link}/?utm_source=rss&utm_medium=feed"))),
    )
    source = source_for(feeds)
    assert [poll_source(source).items for _ in range(2)] == [1, 0]


def test_one_slow_feed_does_not_hold_up_the_others(feeds: FeedServer, settings: Settings) -> None:
    settings.NEWS_TIMEOUT = 3
    feeds.serve("/slow", Answer(rss(NEWS), drip_s=0.5))
    source_for(feeds, "/slow")
    for number in range(4):
        feeds.serve_feed(f"/{number}", item(f"Story {number}", guid=str(number)))
        source_for(feeds, f"/{number}")
    begun = clock.now()
    results = poll_due()
    assert [each.is_ok for each in results] == [True] * 4 + [False]
    done = Source.objects.filter(last_success_at__isnull=False).order_by("last_success_at").last()
    assert (done.last_success_at - begun).total_seconds() < 2


def test_switching_a_source_off_during_a_poll_is_not_undone(feeds: FeedServer) -> None:
    source = source_for(feeds)
    feeds.serve_feed("/feed", NEWS)
    claimed = claim(Source.objects.filter(pk=source.pk))
    Source.objects.filter(pk=source.pk).update(is_active=False)
    assert claimed is not None
    assert polling._finish(claimed, read_source(claimed)).is_ok
    source.refresh_from_db()
    assert source.is_active is False


def test_a_poller_whose_lease_was_taken_over_writes_nothing(feeds: FeedServer) -> None:
    feeds.serve_feed("/feed", NEWS)
    source = source_for(feeds)
    late = claim(Source.objects.filter(pk=source.pk))
    assert late is not None
    Source.objects.filter(pk=source.pk).update(lease_token=uuid4())
    result = polling._finish(late, read_source(late))
    source.refresh_from_db()
    assert (result.is_ok, result.message) == (False, "The lease ran out; another poller took over.")
    assert (Item.objects.count(), source.success_count) == (0, 0)


def test_a_source_that_is_being_polled_is_not_polled_twice(feeds: FeedServer) -> None:
    source = source_for(feeds)
    assert claim(Source.objects.filter(pk=source.pk)) is not None
    assert poll_source(source).message == "Another poller is reading this source."
    assert feeds.requests == []


def test_a_poll_that_died_is_tried_again_at_once_but_not_for_ever(feeds: FeedServer) -> None:
    feeds.serve_feed("/feed", NEWS)
    source = source_for(feeds)
    ran_out = {"lease_until": clock.now() - timedelta(seconds=1), "lease_token": uuid4()}
    Source.objects.filter(pk=source.pk).update(**ran_out)
    assert claim(polling._due(clock.now())) is not None
    Source.objects.filter(pk=source.pk).update(**ran_out)
    assert poll_due() == []
    source.refresh_from_db()
    assert source.last_error == "The last polls of this source did not finish."
    assert (source.lease_token, source.failures_in_a_row) == (None, 2)
    assert source.next_poll_at > clock.now()


@pytest.mark.parametrize("broken", ["store_scored", "record"])
def test_a_poll_killed_between_fetch_and_commit_loses_nothing(
    broken: str, feeds: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds.serve("/feed", Answer(rss(NEWS), headers={"ETag": '"7"'}))
    source = source_for(feeds)

    def die(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(polling, broken, die)
        with pytest.raises(KeyboardInterrupt):
            poll_source(source)
    source.refresh_from_db()
    assert (Item.objects.count(), Alert.objects.count(), source.etag) == (0, 0, "")
    Source.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert [(each.items, each.alerts) for each in poll_due()] == [(1, 1)]
    assert "if-none-match" not in feeds.requests[-1].headers


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_feed_is_read(feeds: FeedServer) -> None:
    states: list[bool] = []
    source = source_for(feeds)
    real = feed.fetch

    def watched(*arguments: object, **options: object) -> object:
        states.append(connection.in_atomic_block)
        return real(*arguments, **options)  # type: ignore[arg-type]

    feeds.serve_feed("/feed", NEWS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed, "fetch", watched)
        poll_source(source)
    assert states == [False]


@pytest.mark.django_db(transaction=True)
def test_two_pollers_at_once_read_each_feed_once(feeds: FeedServer) -> None:
    for number in range(6):
        feeds.serve_feed(f"/{number}", item(f"Story {number}", guid=str(number)))
        source_for(feeds, f"/{number}")
    start = threading.Barrier(2)
    counts: list[int] = []

    def run() -> None:
        try:
            start.wait()
            counts.append(sum(each.items for each in poll_due()))
        finally:
            connection.close()

    pollers = [threading.Thread(target=run) for _ in range(2)]
    for poller in pollers:
        poller.start()
    for poller in pollers:
        poller.join()
    assert sorted(feeds.paths()) == [f"/{number}" for number in range(6)]
    assert (sum(counts), Item.objects.count()) == (6, 6)


def test_a_cursor_that_no_header_can_carry_is_left_out(feeds: FeedServer) -> None:
    feeds.serve("/feed", Answer(rss(NEWS)))
    source = source_for(feeds, etag='"\xe9"', last_modified="gestern um zw\xf6lf")
    assert poll_source(source).is_ok
    assert "if-none-match" not in feeds.requests[0].headers
