"""Rounds over the sources: asked for, watched, cancelled, taken up again; and those of the schedule."""

import threading
import time
from datetime import datetime, timedelta
from threading import Event
from types import SimpleNamespace

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from alerts import monitoring
from alerts.models import Item, MonitoringSession, Source, SourceKind
from alerts.monitoring import cancel_session, request_session, run_sessions
from alerts.polling import poll_source
from project.common import clock, jobs
from project.common.errors import Conflict, Denied, Missing, OverLimit
from project.common.jobs import JobState
from tests.accounts.programs import at_once
from tests.factories import SourceFactory, UserFactory
from tests.fakes.feeds import Answer, FeedServer, item

pytestmark = pytest.mark.django_db


def again(session: MonitoringSession) -> MonitoringSession:
    return MonitoringSession.objects.get(pk=session.pk)


def feed(feeds: FeedServer, name: str, *items: str) -> Source:
    return SourceFactory(name=name, url=feeds.serve_feed(f"/{name}", *items))


def test_a_round_reads_every_active_source_whether_due_or_not(feeds: FeedServer, user: User) -> None:
    feed(feeds, "Wire", item("Orbitra token launch is live"), item("Rain", guid="2"))
    Source.objects.update(next_poll_at=clock.now() + timedelta(hours=3))
    SourceFactory(name="Gone", url=feeds.url("/gone"))
    SourceFactory(is_active=False)
    SourceFactory(kind=SourceKind.WEBHOOK, url="webhook:1")
    session = request_session(user)
    assert (session.state, session.feeds_total) == (JobState.QUEUED, 2)
    assert run_sessions() == "1 rounds finished."
    done = again(session)
    assert (done.state, done.percent, done.feeds_processed, done.feeds_total) == (JobState.READY, 100, 2, 2)
    assert (done.articles, done.tweets, done.alerts_generated) == (2, 0, 1)
    assert len(done.errors) == 1
    assert done.errors[0].startswith("Gone: The server answered 404")
    assert set(done.performance) == {"waiting_ms", "reading_ms", "total_ms"}
    assert done.started_at <= done.finished_at
    assert run_sessions() == "0 rounds finished."


def test_whoever_asks_while_a_round_runs_is_shown_that_one(user: User) -> None:
    first = request_session(user)
    assert request_session(UserFactory()).pk == first.pk
    jobs.cancel(first)
    assert request_session(user).pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_start_one_round(user: User) -> None:
    found = at_once([lambda: request_session(user).pk] * 4)
    assert len(set(found)) == 1


def test_what_was_read_just_now_is_not_asked_again(feeds: FeedServer, user: User) -> None:
    feed(feeds, "Wire")
    for _ in range(2):
        request_session(user)
        run_sessions()
    assert feeds.paths() == ["/Wire"]
    assert [each.feeds_processed for each in monitoring.sessions()] == [1, 1]


def test_a_feed_that_asked_for_a_rest_is_not_read_and_the_round_says_until_when(feeds: FeedServer, user: User) -> None:
    busy = Answer(b"busy", status=429, headers={"Retry-After": "7200"})
    SourceFactory(name="Busy", url=feeds.serve("/busy", busy))
    feed(feeds, "Wire", item("Orbitra token launch is live"))
    rests_until = rest(Source.objects.get(name="Busy"))
    read_since(user)
    assert feeds.paths() == ["/busy", "/Wire"]
    done = monitoring.sessions()[0]
    assert (done.feeds_processed, done.articles, done.errors) == (2, 1, [])
    assert (done.feeds_resting, done.rests_until) == (1, rests_until)
    assert rests_until > clock.now() + timedelta(minutes=110)


def rest(source: Source) -> datetime:
    """Let a source be read once, some minutes ago; return until when it rests."""
    poll_source(source)
    Source.objects.filter(pk=source.pk).update(last_poll_at=clock.now() - timedelta(minutes=5))
    until: datetime = Source.objects.get(pk=source.pk).next_poll_at
    return until


def read_since(user: User) -> None:
    request_session(user)
    run_sessions()


def test_a_back_off_of_ours_is_kept_too_and_the_last_one_is_named(feeds: FeedServer, user: User) -> None:
    rests = [rest(SourceFactory(url=feeds.url(f"/gone{number}"), interval_s=900 * number)) for number in (2, 1)]
    read_since(user)
    assert len(feeds.paths()) == 2
    done = monitoring.sessions()[0]
    assert (done.feeds_resting, done.rests_until) == (2, max(rests))


def test_a_feed_that_has_rested_is_read_again(feeds: FeedServer, user: User) -> None:
    source = SourceFactory(url=feeds.url("/gone"))
    rest(source)
    Source.objects.update(next_poll_at=clock.now() - timedelta(seconds=1))
    read_since(user)
    assert len(feeds.paths()) == 2
    done = monitoring.sessions()[0]
    assert (done.feeds_resting, done.rests_until, len(done.errors)) == (0, None, 1)


def test_a_cancelled_round_reads_nothing(feeds: FeedServer, user: User) -> None:
    feed(feeds, "Wire")
    session = request_session(user)
    cancel_session(session, by=user)
    assert run_sessions() == "0 rounds finished."
    assert feeds.paths() == []
    with pytest.raises(Conflict):
        cancel_session(again(session), by=user)


@pytest.mark.django_db(transaction=True)
def test_a_round_that_is_cancelled_under_way_stops_after_those_it_is_reading(feeds: FeedServer, user: User) -> None:
    session: list[MonitoringSession] = []
    stop = Answer(b"{}", before=lambda: cancel_quietly(session[0]))
    for number in range(monitoring.READERS + 3):
        SourceFactory(url=feeds.serve(f"/{number}", stop))
    session.append(request_session(user))
    run_sessions()
    assert again(session[0]).state == JobState.CANCELLED
    assert len(feeds.paths()) == monitoring.READERS


def cancel_quietly(session: MonitoringSession) -> None:
    from django.db import connection

    MonitoringSession.objects.filter(pk=session.pk).update(state=JobState.CANCELLED)
    connection.close()


def test_only_who_started_a_round_or_staff_cancels_it(user: User, admin_user: User) -> None:
    session = request_session(user)
    with pytest.raises(Denied):
        cancel_session(session, by=UserFactory())
    cancel_session(session, by=admin_user)
    assert again(session).state == JobState.CANCELLED


def test_a_round_longer_than_a_task_is_gone_on_with(feeds: FeedServer, user: User) -> None:
    number = monitoring.READERS * (jobs.MOST_ATTEMPTS + 1)
    for each in range(number):
        feed(feeds, f"feed{each}", item(f"Story {each}", guid=str(each)))
    session, tasks = request_session(user), 0
    while again(session).state in jobs.ACTIVE and tasks < 20:
        claimed = jobs.claim(MonitoringSession.objects.all(), gave_up=monitoring.GAVE_UP)
        assert claimed is not None
        run_batches(claimed, 1)
        tasks += 1
    done = again(session)
    assert (done.state, done.feeds_processed, done.articles) == (JobState.READY, number, number)
    assert tasks > jobs.MOST_ATTEMPTS
    assert sorted(set(feeds.paths())) == sorted(feeds.paths())
    assert Item.objects.count() == number


def run_batches(session: MonitoringSession, most: int) -> None:
    """Let a task have time for so many batches."""
    last = session.feeds_processed + most * monitoring.READERS
    watch = SimpleNamespace(
        monotonic=lambda: 2.0 if session.feeds_processed >= last else 0.0, perf_counter=time.perf_counter
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(monitoring, "time", watch)
        monitoring.run_session(session, 1.0)


def test_a_worker_that_died_leaves_a_round_that_the_next_finishes(feeds: FeedServer, user: User) -> None:
    feed(feeds, "Wire")
    session = request_session(user)
    claimed = jobs.claim(MonitoringSession.objects.all(), gave_up=monitoring.GAVE_UP)
    assert claimed is not None
    assert run_sessions() == "0 rounds finished."
    MonitoringSession.objects.update(leased_until=clock.now() - timedelta(seconds=1))
    assert run_sessions() == "1 rounds finished."
    assert again(session).attempts == 2


def test_the_schedule_keeps_a_round_when_it_read_anything(feeds: FeedServer) -> None:
    assert monitoring.run_schedule() == []
    assert not MonitoringSession.objects.exists()
    feed(feeds, "Wire", item("Orbitra token launch is live"))
    monitoring.run_schedule()
    session = MonitoringSession.objects.get()
    assert (session.state, session.requested_by, session.feeds_processed) == (JobState.READY, None, 1)
    assert (session.articles, session.alerts_generated, session.errors) == (1, 1, [])


def test_the_schedule_rests_when_monitoring_is_off(feeds: FeedServer, settings: Settings, user: User) -> None:
    feed(feeds, "Wire")
    settings.MONITORING_ENABLED = False
    assert monitoring.run_schedule() == []
    request_session(user)
    run_sessions()
    assert feeds.paths() == ["/Wire"]


def test_reading_without_end_stops_when_it_is_told(feeds: FeedServer) -> None:
    feed(feeds, "Wire")
    feed(feeds, "Post")
    stop, told = Event(), list[str]()

    def tell(result: monitoring.PollResult) -> None:
        told.append(result.name)
        if len(told) == 2:
            threading.Timer(0.01, stop.set).start()

    monitoring.run_until(stop, tell)
    assert sorted(told) == ["Post", "Wire"]
    assert MonitoringSession.objects.get().feeds_processed == 2


def test_rounds_are_kept_30_days(user: User) -> None:
    old = clock.now() - timedelta(days=31)
    MonitoringSession.objects.create(state=JobState.READY, created_at=old)
    MonitoringSession.objects.create(state=JobState.QUEUED, created_at=old)
    MonitoringSession.objects.create(state=JobState.READY)
    assert monitoring.prune_sessions() == "1 rounds deleted."
    assert MonitoringSession.objects.count() == 2


def test_a_round_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        monitoring.find_session(MonitoringSession().pk)


def test_nobody_fills_the_list_by_starting_and_cancelling_rounds(user: User) -> None:
    for _ in range(monitoring.MOST_AN_HOUR):
        cancel_session(request_session(user), by=user)
    oldest = MonitoringSession.objects.order_by("created_at")[:1]
    MonitoringSession.objects.filter(pk=oldest.get().pk).update(created_at=clock.now() - timedelta(minutes=59))
    with pytest.raises(OverLimit) as caught:
        request_session(user)
    assert 0 < (caught.value.retry_after_s or 0) <= 60
    assert MonitoringSession.objects.count() == monitoring.MOST_AN_HOUR
    running = request_session(UserFactory())
    assert request_session(user) == running
    MonitoringSession.objects.update(state=JobState.READY, created_at=clock.now() - timedelta(hours=2))
    assert request_session(user).requested_by == user
