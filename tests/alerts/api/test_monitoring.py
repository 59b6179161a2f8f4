"""Rounds and the summary by the API."""

from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.billing.catalog import load_catalog
from accounts.models import User
from alerts.models import MonitoringSession
from alerts.monitoring import keep_round, run_sessions
from alerts.polling import PollResult
from project.common import clock
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import AlertFactory, SourceFactory, UserFactory
from tests.fakes.feeds import FeedServer, item

pytestmark = pytest.mark.django_db


def program_of(user: User) -> Program:
    load_catalog()
    return Program(tokens_for(user).access)


@pytest.fixture
def program(user: User) -> Program:
    return program_of(user)


def test_a_round_is_started_and_watched_to_its_end(program: Program, feeds: FeedServer) -> None:
    SourceFactory(url=feeds.serve_feed("/feed", item("Orbitra token launch is live")))
    started = program.post("/monitoring/trigger")
    assert started.status_code == 202
    session = started.json()["session_id"]
    assert (started.json()["status"], started.json()["feeds_total"]) == ("queued", 1)
    assert program.post("/monitoring/trigger").json()["session_id"] == session
    progress = {"session_id": session, "status": "queued", "percent": 0, "feeds_processed": 0, "feeds_total": 1}
    assert program.get(f"/monitoring/session/{session}/progress").json() == progress
    run_sessions()
    done = program.get(f"/monitoring/session/{session}").json()
    assert (done["id"], done["status"], done["percent"], done["trigger"]) == (session, "completed", 100, "manual")
    assert (done["feeds_processed"], done["articles"], done["alerts_generated"]) == (1, 1, 1)
    assert (done["feeds_resting"], done["rests_until"]) == (0, None)
    assert done["performance_metrics"]["total_ms"] >= done["performance_metrics"]["reading_ms"]
    assert [each["session_id"] for each in program.get("/monitoring/sessions/recent").json()] == [session]


def test_rounds_of_the_schedule_are_listed_too(program: Program) -> None:
    keep_round([PollResult("Wire", "https://a.example.com", is_ok=False, message="No answer.")], clock.now())
    (found,) = program.get("/monitoring/sessions/recent?limit=5").json()
    assert (found["trigger"], found["errors"]) == ("schedule", ["Wire: No answer."])
    assert program.get("/monitoring/sessions/recent?limit=0").status_code == 422


def test_a_round_is_cancelled_by_who_started_it(program: Program) -> None:
    session = program.post("/monitoring/trigger").json()["session_id"]
    stranger = program_of(UserFactory())
    assert error_of(stranger.delete(f"/monitoring/session/{session}")) == (403, "PERMISSION_DENIED")
    assert program.delete(f"/monitoring/session/{session}").status_code == 204
    assert error_of(program.delete(f"/monitoring/session/{session}")) == (409, "CONFLICT")
    assert MonitoringSession.objects.get().state == "cancelled"


def test_a_round_that_is_not_there_is_404(program: Program) -> None:
    for path in (f"/monitoring/session/{uuid4()}", f"/monitoring/session/{uuid4()}/progress"):
        assert error_of(program.get(path)) == (404, "SESSION_NOT_FOUND")


def test_the_summary_goes_to_a_confirmed_address_alone(program: Program, user: User) -> None:
    assert error_of(program.post("/monitoring/email-summary")) == (403, "EMAIL_NOT_CONFIRMED")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    AlertFactory(title="Orbitra <b>names</b> the date")
    AlertFactory(title="Somebody else's", user=UserFactory())
    SourceFactory(name="Tide news", failures_in_a_row=3, last_error="The server answered 503.")
    assert program.post("/monitoring/email-summary").json() == {"sent_to": user.email}
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([user.email], "1 alert in the last 24 hours")
    assert "Orbitra <b>names</b> the date" in sent.body
    assert "Somebody else's" not in sent.body
    assert "Tide news fails: The server answered 503." in sent.body
    html = sent.alternatives[0][0]
    assert "&lt;b&gt;names&lt;/b&gt;" in html
    assert "/alerts/" in html


def test_a_quiet_day_says_so(program: Program, user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    program.post("/monitoring/email-summary")
    assert mail.outbox[0].subject == "0 alerts in the last 24 hours"
    assert "Nothing was announced." in mail.outbox[0].body
