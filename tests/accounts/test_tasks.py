"""What is over for 30 days is deleted, and nothing else."""

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import tasks
from accounts.models import ApiCall, RefreshToken, TokenFamily, User
from project.common.clock import now
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=30, minutes=1)
LATELY = timedelta(days=29, hours=23)


def a_call(at: datetime) -> ApiCall:
    return ApiCall.objects.create(at=at, method="GET", endpoint="/", status=200, duration_ms=1)


def a_family(user: User, *, expires_at: datetime, ended_at: datetime | None = None) -> TokenFamily:
    return TokenFamily.objects.create(user=user, expires_at=expires_at, ended_at=ended_at)


def test_calls_are_kept_for_thirty_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 2)
    for _ in range(5):
        a_call(now() - LONG_AGO)
    kept = a_call(now() - LATELY)
    assert tasks.prune() == "5 calls, 0 tokens and 0 sign-ins deleted."
    assert ApiCall.objects.get() == kept
    assert tasks.prune() == "0 calls, 0 tokens and 0 sign-ins deleted."


def test_sign_ins_are_kept_for_thirty_days_after_their_end(user: User) -> None:
    ahead = now() + timedelta(days=30)
    kept = {
        a_family(user, expires_at=ahead),
        a_family(user, expires_at=ahead, ended_at=now() - LATELY),
        a_family(user, expires_at=now() - LATELY),
    }
    for family in (
        a_family(user, expires_at=ahead, ended_at=now() - LONG_AGO),
        a_family(user, expires_at=now() - LONG_AGO),
    ):
        RefreshToken.objects.create(family=family, digest=str(family.pk)[:32], expires_at=ahead)
    assert tasks.prune() == "0 calls, 0 tokens and 2 sign-ins deleted."
    assert set(TokenFamily.objects.all()) == kept
    assert not RefreshToken.objects.exists()


def test_spent_tokens_of_a_sign_in_that_goes_on_are_deleted_when_they_are_long_over(user: User) -> None:
    family = a_family(user, expires_at=now() + timedelta(days=30))
    RefreshToken.objects.create(family=family, digest="1", expires_at=now() - LONG_AGO, used_at=now() - LONG_AGO)
    kept = RefreshToken.objects.create(family=family, digest="2", expires_at=now() - LATELY)
    tasks.prune()
    assert RefreshToken.objects.get() == kept


def test_of_a_browser_that_was_signed_in_nothing_stays_when_its_session_has_expired(user: User) -> None:
    with time_machine.travel(now() - timedelta(days=15)):
        sign_in(UserFactory())  # who never came back: the next sign-in would tidy up
    kept, ended = sign_in(user), sign_in(user)
    Session.objects.get(session_key=ended).delete()
    with time_machine.travel(now() + timedelta(hours=2)):
        assert tasks.prune() == "0 calls, 0 tokens and 2 sign-ins deleted."
    assert [session.session_key for session in Session.objects.all()] == [kept]
    assert [row.session_key for row in UserSession.objects.all()] == [kept]


def sign_in(user: User) -> str:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return str(client.session.session_key)
