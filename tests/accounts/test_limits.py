"""Too many failures lock a sign-in; a counter that is out of reach closes it."""

import pytest
import redis
import time_machine
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from project.common.clock import now
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
LOCKED = "Too many failed sign-ins."


def attempt(login: str, password: str = "not the password", **extra: str):
    return Client().post(LOGIN, {"login": login, "password": password}, **extra)


def is_signed_in(answer) -> bool:
    return "_auth_user_id" in answer.client.session


def fail_five_times(login: str) -> None:
    for _ in range(5):
        assert "is wrong." in attempt(login).content.decode()


def test_a_username_or_an_address_opens_the_account(user: User) -> None:
    assert is_signed_in(attempt(user.username, PASSWORD))
    assert is_signed_in(attempt(user.email.upper(), PASSWORD))


def test_the_sixth_try_is_refused_even_with_the_right_password(user: User) -> None:
    fail_five_times(user.username)
    answer = attempt(user.username, PASSWORD)
    assert not is_signed_in(answer)
    assert f"{LOCKED} Try again in 5 minutes, or reset the password." in answer.content.decode()


def test_the_lock_ends_after_five_minutes_and_says_how_many_are_left(user: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        fail_five_times(user.username)
        clock.shift(290)
        assert "Try again in 1 minute," in attempt(user.username, PASSWORD).content.decode()
        clock.shift(11)
        assert is_signed_in(attempt(user.username, PASSWORD))


def test_name_and_address_share_one_count(user: User) -> None:
    fail_five_times(user.email)
    assert LOCKED in attempt(user.username, PASSWORD).content.decode()


def test_another_host_name_is_no_second_count(user: User) -> None:
    fail_five_times(user.username)
    assert LOCKED in attempt(user.username, PASSWORD, HTTP_HOST="127.0.0.1").content.decode()


def test_one_locked_account_leaves_the_others_open(user: User) -> None:
    fail_five_times(user.username)
    assert is_signed_in(attempt(UserFactory().username, PASSWORD))


def test_an_unknown_name_is_locked_like_a_known_one() -> None:
    fail_five_times("nobody")
    assert LOCKED in attempt("nobody").content.decode()


def test_a_good_sign_in_between_failures_does_not_reset_the_count(user: User) -> None:
    for _ in range(4):
        attempt(user.username)
    assert is_signed_in(attempt(user.username, PASSWORD))
    attempt(user.username)
    assert LOCKED in attempt(user.username, PASSWORD).content.decode()


def test_twenty_failures_a_minute_from_one_address_lock_it(user: User) -> None:
    for number in range(20):
        attempt(f"nobody{number}")
    assert LOCKED in attempt(user.username, PASSWORD).content.decode()


def test_too_many_requests_get_the_limit_page() -> None:
    answers = [Client().post(LOGIN, {}) for _ in range(31)]
    assert answers[29].status_code == 200
    assert answers[30].status_code == 429
    assert "<h1" in answers[30].content.decode()
    assert "Tidewatch" in answers[30].content.decode()


@pytest.fixture
def no_bus(settings: Settings) -> None:
    """Point the cache at a closed port, as when Redis is down."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with pytest.raises(redis.exceptions.ConnectionError):
        caches["default"].get("anything")


@pytest.mark.parametrize("path", ["account_login", "account_signup", "account_reset_password"])
def test_without_the_counter_nobody_signs_in_and_the_page_says_why(no_bus: None, user: User, path: str) -> None:
    data = {"login": user.username, "password": PASSWORD, "email": "new@example.com", "username": "new"}
    client = Client()
    answer = client.post(reverse(path), {**data, "password1": PASSWORD})
    assert answer.status_code == 503
    assert "nobody can sign in just now" in answer.content.decode()
    assert answer["Retry-After"] == "30"
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1


def test_without_the_counter_the_forms_still_open(no_bus: None) -> None:
    assert Client().get(LOGIN).status_code == 200
