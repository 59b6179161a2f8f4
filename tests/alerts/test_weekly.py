"""The summary of the week on Monday morning."""

import socket
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from accounts.models import User
from alerts.weekly import send_weekly_summaries
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
Now = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Now:
    return lambda moment: monkeypatch.setattr("project.common.clock.now", lambda: moment)


def reader(zone: str = "UTC", *, confirmed: bool = True, **fields: object) -> User:
    user: User = UserFactory(time_zone=zone, **{"weekly_summary": True, **fields})
    EmailAddress.objects.create(user=user, email=user.email, verified=confirmed, primary=True)
    return user


def told() -> list[str]:
    return [address for sent in mail.outbox for address in sent.to]


def test_it_is_sent_once_a_week_from_half_past_eight_on(at: Now) -> None:
    user = reader()
    for hour, minute, number in ((8, 29, 0), (8, 30, 1), (8, 40, 1), (23, 59, 1)):
        at(datetime(2026, 3, 9, hour, minute, tzinfo=UTC))
        send_weekly_summaries()
        assert len(mail.outbox) == number
    user.refresh_from_db()
    assert user.weekly_summary_on == MONDAY
    at(datetime(2026, 3, 16, 8, 30, tzinfo=UTC))
    assert send_weekly_summaries() == "1 weekly summaries mailed."
    assert told() == [user.email, user.email]


def test_it_says_what_the_week_brought_and_how_it_is_turned_off(at: Now, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://tide.example.com"
    reader()
    AlertFactory(title="Orbitra names the date", created_at=datetime(2026, 3, 4, tzinfo=UTC))
    at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    send_weekly_summaries()
    (sent,) = mail.outbox
    assert sent.subject == "1 alert in the last 7 days"
    assert "Orbitra names the date" in sent.body
    assert "Turn it off at https://tide.example.com/account/notifications/" in sent.body


def test_the_morning_is_where_the_reader_is(at: Now) -> None:
    east, west = reader("Asia/Tokyo"), reader("America/New_York")
    at(datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    send_weekly_summaries()
    assert told() == [east.email]
    at(datetime(2026, 3, 9, 12, 30, tzinfo=UTC))
    send_weekly_summaries()
    assert told() == [east.email, west.email]


def test_who_has_not_asked_or_not_confirmed_or_is_switched_off_gets_none(at: Now) -> None:
    for user in (reader(weekly_summary=False), reader(confirmed=False), reader(is_active=False)):
        assert user.pk
    at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert send_weekly_summaries() == "0 weekly summaries mailed."
    assert told() == []


def test_a_summary_of_another_day_is_not_made_up_for(at: Now) -> None:
    reader()
    at(datetime(2026, 3, 10, 8, 31, tzinfo=UTC))
    send_weekly_summaries()
    assert told() == []


def test_what_the_mail_server_refused_is_tried_again(at: Now, settings: Settings) -> None:
    user = reader()
    at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    assert send_weekly_summaries() == "0 weekly summaries mailed."
    user.refresh_from_db()
    assert user.weekly_summary_on is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_weekly_summaries() == "1 weekly summaries mailed."


@pytest.mark.parametrize("zone", ["Atlantis/Poseidonis", "America", "../etc"])
def test_a_zone_that_this_machine_does_not_know_is_utc_and_keeps_nobody_else_waiting(at: Now, zone: str) -> None:
    lost, further = reader(zone), reader()
    at(datetime(2026, 3, 9, 8, 30, tzinfo=UTC))
    assert send_weekly_summaries() == "2 weekly summaries mailed."
    assert told() == [lost.email, further.email]


def test_a_mail_server_that_hangs_leaves_the_others_for_the_next_call(
    at: Now, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker's task would be killed in the middle of a mail, whose reader then counts as served."""
    readers = [reader() for _ in range(3)]
    at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    monkeypatch.setattr("alerts.weekly.BUDGET_S", 0.1)
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent, capture_logs() as logs:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        assert send_weekly_summaries() == "0 weekly summaries mailed."
    assert [log["user"] for log in logs if log["event"] == "weekly_summary_not_mailed"] == [readers[0].pk]
    assert not User.objects.exclude(weekly_summary_on=None).exists()
