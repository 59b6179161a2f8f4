"""Too many failures lock a sign-in; a counter that is out of reach closes it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts import hashers, limits
from accounts.models import User
from accounts.usage.services import reset_limits
from project.common.clock import now
from project.common.errors import OverLimit
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


def let_pass(bus: redis.Redis, seconds: float) -> None:
    """Make all failures that many seconds older, because the bus goes by its own clock."""
    for key in bus.scan_iter("tw:limit:sliding_window:*sign-in"):
        times = [int(each) - round(seconds * 1_000_000) for each in bus.lrange(key, 0, -1)]
        bus.delete(key)
        bus.rpush(key, *times)


def test_the_lock_ends_after_five_minutes_and_says_how_many_are_left(bus: redis.Redis, user: User) -> None:
    fail_five_times(user.username)
    let_pass(bus, 245)
    assert "Try again in 1 minute," in attempt(user.username, PASSWORD).content.decode()
    let_pass(bus, 56)
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


def test_the_twenty_failures_are_those_of_the_last_minute(bus: redis.Redis, user: User) -> None:
    for number in range(20):
        attempt(f"nobody{number}")
    let_pass(bus, 61)
    assert is_signed_in(attempt(user.username, PASSWORD))


def test_thirty_posts_a_minute_of_any_kind_get_the_limit_page() -> None:
    with time_machine.travel(now(), tick=False):  # django-ratelimit counts by the minute of the clock
        answers = [Client().post(LOGIN, {}) for _ in range(31)]
        assert Client().get(LOGIN).status_code == 200
        assert Client().post(LOGIN, {}, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert answers[29].status_code == 200
    assert answers[30].status_code == 429
    assert "<h1" in answers[30].content.decode()
    assert "Tidewatch" in answers[30].content.decode()


def test_forged_addresses_are_no_other_addresses(settings: Settings) -> None:
    with time_machine.travel(now(), tick=False):
        posts = [Client().post(LOGIN, {}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}") for number in range(31)]
        assert posts[30].status_code == 429
    settings.TRUSTED_PROXY_COUNT = 1
    with time_machine.travel(now(), tick=False):
        headers = [f"10.0.0.{number}, 198.51.100.9" for number in range(31)]
        posts = [Client().post(LOGIN, {}, HTTP_X_FORWARDED_FOR=header) for header in headers]
        assert posts[30].status_code == 429
        assert Client().post(LOGIN, {}, HTTP_X_FORWARDED_FOR="198.51.100.10").status_code == 200


def test_parallel_guesses_are_all_counted_before_one_is_checked(transactional_db: None, user: User) -> None:
    start = threading.Barrier(16)

    def guess(_: int) -> bool:
        start.wait()
        try:
            limits.begin_attempt(RequestFactory().post(LOGIN), user.username)
        except OverLimit:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(guess, range(16))) == 5


def test_resetting_the_password_lifts_the_lock(user: User) -> None:
    fail_five_times(user.username)
    limits.lift_lock(user.email)
    assert is_signed_in(attempt(user.username, PASSWORD))


def test_an_administrator_lifts_the_lock_with_the_limits_of_the_user(user: User) -> None:
    fail_five_times(user.username)
    reset_limits(user)
    assert is_signed_in(attempt(user.username, PASSWORD))


def test_a_password_that_nobody_had_time_to_check_is_no_failure(
    user: User, monkeypatch: pytest.MonkeyPatch, bus: redis.Redis
) -> None:
    monkeypatch.setattr(hashers, "WAIT_S", 0)
    monkeypatch.setattr(hashers, "SLOTS", threading.BoundedSemaphore(1))
    with hashers.slot():
        assert attempt(user.username, PASSWORD).status_code == 503
    assert list(bus.scan_iter("tw:limit:sliding_window:*sign-in")) == []


def test_no_name_and_no_address_stands_in_the_bus(bus: redis.Redis, user: User) -> None:
    attempt("somebody@example.org")
    attempt(user.email)
    keys = " ".join(bus.scan_iter("tw:limit:*"))
    assert "login:" in keys
    assert f"u{user.pk}:" in keys
    assert "example" not in keys


@pytest.fixture
def no_bus(settings: Settings) -> None:
    """Point the cache and the counters at a closed port, as when Redis is down."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.REDIS_URL}}
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


def test_when_the_counter_goes_between_the_page_and_the_password_nobody_signs_in(
    settings: Settings, user: User
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = attempt(user.username, PASSWORD)
    assert answer.status_code == 503
    assert "nobody can sign in just now" in answer.content.decode()
    assert not is_signed_in(answer)


def test_without_the_counter_the_forms_still_open(no_bus: None) -> None:
    assert Client().get(LOGIN).status_code == 200
