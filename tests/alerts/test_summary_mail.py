"""The mail that sums up a day or a week."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from alerts import triage
from alerts.models import Urgency
from alerts.summary_mail import WEEK, send_summary
from project.common import clock
from tests.factories import AlertFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_what_its_reader_has_dealt_with_or_put_off_is_left_out(reader: User) -> None:
    AlertFactory(title="Orbitra names the date")
    for title, status in (("Harbour rumour", "false_positive"), ("Tide note", "archived")):
        triage.change(reader, [AlertFactory(title=title)], status=status)
    triage.snooze(reader, [AlertFactory(title="Put off")], clock.now() + timedelta(hours=1))
    send_summary(reader)
    (sent,) = mail.outbox
    assert sent.subject == "1 alert in the last 24 hours"
    assert "Orbitra names the date" in sent.body
    assert not [title for title in ("Harbour rumour", "Tide note", "Put off") if title in sent.body]


def test_an_alert_has_the_urgency_that_its_reader_gave_it(reader: User) -> None:
    triage.change(reader, [AlertFactory(urgency=Urgency.HIGH)], urgency=Urgency.CRITICAL)
    send_summary(reader)
    assert "Critical, " in mail.outbox[0].body


def test_a_week_is_summed_up_too(reader: User) -> None:
    AlertFactory(title="Six days ago", created_at=clock.now() - timedelta(days=6))
    AlertFactory(title="Eight days ago", created_at=clock.now() - timedelta(days=8))
    send_summary(reader, WEEK)
    (sent,) = mail.outbox
    assert sent.subject == "1 alert in the last 7 days"
    assert "Six days ago" in sent.body
    assert "Turn it off" not in sent.body
