"""Where somebody is signed in, and how that ends."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import sessions
from accounts.models import AuditEntry, User
from accounts.sign_ins import password_changed_at
from accounts.tokens import start_family
from project.common.clock import now
from project.common.errors import Missing
from tests.accounts.second_steps import is_signed_in, password_step
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PAGE = reverse("preferences")


def browser(user: User, **extra: str) -> Client:
    client = Client(**extra)
    password_step(client, user)
    return client


def request_of(client: Client):
    """Return a request from that browser, as a service gets it."""
    request = RequestFactory().post("/", HTTP_USER_AGENT=FIREFOX)
    request.session = client.session
    return request


def row_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def program(user: User, agent: str = "python-requests/2.32"):
    return start_family(user, RequestFactory().post("/", HTTP_USER_AGENT=agent)).family


def test_this_browser_comes_first_with_its_name_and_address(user: User) -> None:
    here = browser(user, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.9")
    browser(user)
    first, second = sessions.browser_sessions(user, here.session.session_key)
    assert (first.name, first.address, first.is_current) == ("Firefox on Linux", "203.0.113.9", True)
    assert not second.is_current


def test_reading_takes_two_queries_for_any_number(user: User, django_assert_num_queries) -> None:
    for _ in range(3):
        browser(user)
    with django_assert_num_queries(2):
        assert len(sessions.browser_sessions(user, None)) == 3


def test_sessions_that_open_nothing_are_left_out(user: User) -> None:
    expired, gone, good = (browser(user) for _ in range(3))
    Session.objects.filter(session_key=expired.session.session_key).update(expire_date=now() - timedelta(seconds=1))
    Session.objects.filter(session_key=gone.session.session_key).delete()
    assert [each.pk for each in sessions.browser_sessions(user, None)] == [row_of(good).pk]
    user.set_password("another table for sailors")
    user.save()
    assert sessions.browser_sessions(user, None) == []


def test_an_ended_browser_is_out_at_once(user: User) -> None:
    here, there = browser(user), browser(user)
    key = there.session.session_key
    sessions.end_browser_session(request_of(here), user, row_of(there).pk)
    assert not Session.objects.filter(session_key=key).exists()
    assert there.get(PAGE).status_code == 302
    assert here.get(PAGE).status_code == 200
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.details) == ("session.ended", {"browsers": 1, "programs": 0})


def test_an_ended_program_is_out_at_once(user: User) -> None:
    family = program(user)
    sessions.end_program_session(request_of(browser(user)), user, family.pk)
    family.refresh_from_db()
    assert family.ended_at
    assert sessions.program_sessions(user) == []
    assert AuditEntry.objects.first().details == {"browsers": 0, "programs": 1}


def test_what_belongs_to_somebody_else_is_missing(user: User) -> None:
    stranger = UserFactory()
    theirs, family, mine = browser(stranger), program(stranger), browser(user)
    with pytest.raises(Missing):
        sessions.end_browser_session(request_of(mine), user, row_of(theirs).pk)
    with pytest.raises(Missing):
        sessions.end_program_session(request_of(mine), user, family.pk)
    with pytest.raises(Missing):
        sessions.end_program_session(request_of(mine), user, uuid.uuid4())
    assert theirs.get(PAGE).status_code == 200
    assert len(sessions.program_sessions(stranger)) == 1


def test_all_others_end_together_and_only_ones_own(user: User) -> None:
    stranger = UserFactory()
    here, there, theirs = browser(user), browser(user), browser(stranger)
    program(user)
    assert sessions.end_other_sessions(request_of(here), user) == 2
    assert (here.get(PAGE).status_code, there.get(PAGE).status_code) == (200, 302)
    assert theirs.get(PAGE).status_code == 200
    assert AuditEntry.objects.first().details == {"browsers": 1, "programs": 1}
    assert sessions.end_other_sessions(request_of(here), user) == 0


def test_last_seen_moves_at_most_once_a_minute(user: User, django_assert_num_queries) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = browser(user)
        start = row_of(client).last_seen_at
        clock.shift(61)
        client.get(PAGE, REMOTE_ADDR="203.0.113.20")
        seen = row_of(client)
        assert (seen.last_seen_at - start).total_seconds() == 61
        assert seen.ip == "203.0.113.20"
        clock.shift(30)
        client.get(PAGE)
        assert row_of(client).last_seen_at == seen.last_seen_at


def test_a_session_without_a_sign_in_costs_no_query_more(client: Client, user: User, django_assert_num_queries) -> None:
    client.force_login(user)
    client.get("/live")
    with django_assert_num_queries(2):  # the session and the user
        client.get("/live")


def test_when_the_password_was_changed_is_known_from_the_log(user: User) -> None:
    client = browser(user)
    assert password_changed_at(user) is None
    data = {
        "oldpassword": "a tide table for sailors",
        "password1": "x" * 5 + " tides 42!",
        "password2": "x" * 5 + " tides 42!",
    }
    client.post(reverse("account_change_password"), data)
    assert password_changed_at(user)
    assert is_signed_in(client)
