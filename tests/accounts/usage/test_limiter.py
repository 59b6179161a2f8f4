"""Who is let in, who has to wait and how long, and what happens without the bus."""

import socket
from datetime import UTC, datetime

import pytest
import redis
import time_machine
from django.urls import resolve
from pytest_django.fixtures import Settings

from accounts.models import MonthlyUsage, User
from accounts.usage.admission import admission_of
from accounts.usage.bus import BREAKER
from accounts.usage.limiter import admit, admit_more, admit_visitor, endpoint_of
from project.common.errors import OverLimit, Unavailable
from tests.accounts.usage.callers import caller_for, key_of, request_from, tries, widen
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
STRATEGIES = ("fixed_window", "sliding_window")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_user_passes_sixty_times_a_minute(settings: Settings, user: User, strategy: str) -> None:
    settings.RATE_LIMIT_STRATEGY = strategy
    assert tries(70, caller_for(user)) == 60


def test_a_bucket_gives_a_user_their_burst_at_once(settings: Settings, user: User) -> None:
    settings.RATE_LIMIT_STRATEGY = "token_bucket"
    widen(settings, RATE_LIMIT_PER_MIN=1, RATE_LIMIT_BURST=120)
    assert tries(130, caller_for(user)) == 120


@pytest.mark.parametrize(
    ("setting", "value", "layer"),
    [
        ("RATE_LIMIT_PER_MIN", 5, "user"),
        ("RATE_LIMIT_API_GENERAL", (5, 3600), "user-general"),
        ("RATE_LIMIT_REQUESTS", 5, "key"),
        ("RATE_LIMIT_IP_PER_MIN", 5, "address"),
        ("RATE_LIMIT_NORMAL", (5, 60), "endpoint"),
        ("RATE_LIMIT_GLOBAL", (5, 60), "global"),
    ],
)
def test_each_layer_refuses_by_its_name(
    settings: Settings, user: User, setting: str, value: object, layer: str
) -> None:
    widen(settings, **{setting: value})
    caller = caller_for(user, key=key_of(user))
    assert tries(5, caller) == 5
    with pytest.raises(OverLimit) as refused:
        admit(request_from(), caller)
    assert refused.value.code == "RATE_LIMIT_EXCEEDED"
    assert refused.value.details["layer"] == layer
    assert refused.value.details["limit"] == refused.value.details["used"] == 5
    window_s = value[1] if isinstance(value, tuple) else 60
    assert window_s - 30 < refused.value.retry_after_s <= window_s


def test_one_user_out_of_calls_leaves_others_theirs(user: User) -> None:
    tries(60, caller_for(user))
    assert tries(1, caller_for(user)) == 0
    assert tries(1, caller_for(UserFactory())) == 1


def test_the_tightest_layer_stands_on_the_request(settings: Settings, user: User) -> None:
    widen(settings, RATE_LIMIT_PER_MIN=9, RATE_LIMIT_IP_PER_MIN=4)
    request = request_from()
    admit(request, caller_for(user))
    admission = admission_of(request)
    assert admission
    assert admission.tightest
    assert (admission.tightest.name, admission.tightest.remaining) == ("address", 3)


def test_without_limits_everything_passes_but_the_quota_of_the_plan(settings: Settings, user: User) -> None:
    settings.RATE_LIMIT_ENABLED = False
    assert tries(70, caller_for(user)) == 70
    admit(request_from(), caller_for(user, monthly_calls=1), metered=True)
    with pytest.raises(OverLimit):
        admit(request_from(), caller_for(user, monthly_calls=1), metered=True)


def test_a_route_is_one_endpoint_whatever_its_values_are() -> None:
    request = request_from()
    assert endpoint_of(request) == "GET ?"
    request.resolver_match = resolve("/markets/BTC-USDT/")
    assert "BTC-USDT" not in endpoint_of(request)


def test_two_endpoints_have_a_count_each(settings: Settings) -> None:
    widen(settings, RATE_LIMIT_STRICT=(1, 60))
    one, other = request_from(), request_from()
    one.resolver_match, other.resolver_match = resolve("/live"), resolve("/version")
    admit_visitor(one)
    admit_visitor(other)
    with pytest.raises(OverLimit):
        admit_visitor(one)


@pytest.mark.parametrize("strategy", [*STRATEGIES, "token_bucket"])
@pytest.mark.parametrize("proxies", [0, 1])
def test_a_thousand_forged_addresses_pass_no_more_often_than_one(
    settings: Settings, proxies: int, strategy: str
) -> None:
    widen(settings, RATE_LIMIT_IP_PER_MIN=30, RATE_LIMIT_IP_BURST=30)
    settings.RATE_LIMIT_STRATEGY, settings.TRUSTED_PROXY_COUNT = strategy, proxies
    real = ", 198.51.100.9" if proxies else ""
    forged = (f"10.{number // 256}.{number % 256}.1{real}" for number in range(1000))
    # A bucket goes on filling while the test runs.
    assert 30 <= sum(tries(1, HTTP_X_FORWARDED_FOR=header) for header in forged) <= (60 if "bucket" in strategy else 30)


class TestQuota:
    def test_the_month_ends_with_the_next_one_in_utc(self, user: User) -> None:
        with time_machine.travel(datetime(2026, 12, 31, 23, 59, 30, tzinfo=UTC), tick=False):
            caller = caller_for(user, monthly_calls=1)
            admit(request_from(), caller, metered=True)
            with pytest.raises(OverLimit) as refused:
                admit(request_from(), caller, metered=True)
        assert refused.value.code == "QUERY_LIMIT_EXCEEDED"
        assert refused.value.retry_after_s == 30
        assert refused.value.details == {
            "layer": "month",
            "limit": 1,
            "used": 1,
            "resets_at": "2027-01-01T00:00:00+00:00",
            "retry_after_s": 30,
        }
        with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False):
            admit(request_from(), caller, metered=True)

    def test_it_goes_on_from_what_the_database_says(self, user: User) -> None:
        month = datetime.now(UTC).date().replace(day=1)
        MonthlyUsage.objects.create(user=user, month=month, calls=7)
        caller = caller_for(user, monthly_calls=9)
        admit(request_from(), caller, metered=True)
        admit(request_from(), caller, metered=True)
        with pytest.raises(OverLimit):
            admit(request_from(), caller, metered=True)

    def test_a_plan_without_limit_never_ends_and_is_counted(self, user: User) -> None:
        request = request_from()
        admit(request, caller_for(user), metered=True)
        admission = admission_of(request)
        assert admission
        assert admission.metered
        assert "month" not in {layer.name for layer in admission.standings}

    def test_calls_that_are_not_metered_cost_nothing_of_it(self, bus: redis.Redis, user: User) -> None:
        admit(request_from(), caller_for(user, monthly_calls=0))
        assert list(bus.scan_iter("tw:quota:*")) == []

    def test_a_call_that_is_over_a_rate_costs_nothing_of_it(
        self, settings: Settings, bus: redis.Redis, user: User
    ) -> None:
        widen(settings, RATE_LIMIT_PER_MIN=1)
        caller = caller_for(user, monthly_calls=9)
        admit(request_from(), caller, metered=True)
        request = request_from()
        with pytest.raises(OverLimit) as refused:
            admit(request, caller, metered=True)
        assert refused.value.details["layer"] == "user"
        admission = admission_of(request)
        assert admission
        assert not admission.metered
        (key,) = bus.scan_iter("tw:quota:*")
        assert bus.get(key) == "1"


class TestWithoutTheBus:
    def test_reading_goes_on_without_headers(self, no_bus: None, user: User) -> None:
        request = request_from()
        admit(request, caller_for(user), metered=True)
        admission = admission_of(request)
        assert admission
        assert admission.tightest is None
        assert admission.metered

    def test_what_guards_secrets_closes(self, no_bus: None) -> None:
        with pytest.raises(Unavailable) as closed:
            admit_visitor(request_from())
        assert closed.value.code == "SERVICE_UNAVAILABLE"

    def test_the_quota_counts_what_is_written(self, no_bus: None, user: User) -> None:
        row = MonthlyUsage.objects.create(user=user, month=datetime.now(UTC).date().replace(day=1), calls=8)
        caller = caller_for(user, monthly_calls=9)
        admit(request_from(), caller, metered=True)
        row.calls = 9
        row.save()
        with pytest.raises(OverLimit) as refused:
            admit(request_from(), caller, metered=True)
        assert refused.value.code == "QUERY_LIMIT_EXCEEDED"
        assert refused.value.details["used"] == 9

    def test_a_bus_that_hangs_is_asked_once_and_not_by_every_call(self, hung_bus: socket.socket) -> None:
        assert tries(50) == 50
        hung_bus.setblocking(False)
        hung_bus.accept()[0].close()
        with pytest.raises(BlockingIOError):
            hung_bus.accept()

    def test_counting_goes_on_when_it_is_back(self, settings: Settings, user: User) -> None:
        widen(settings, RATE_LIMIT_PER_MIN=1)
        there = settings.REDIS_URL
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        assert tries(3, caller_for(user)) == 3
        settings.REDIS_URL = there
        assert tries(3, caller_for(user)) == 3  # still spared
        BREAKER.close()  # as time does
        assert tries(3, caller_for(user)) == 1


def test_a_call_may_count_as_several(settings: Settings, user: User) -> None:
    widen(settings, RATE_LIMIT_PER_MIN=5)
    caller, request = caller_for(user), request_from()
    admit(request, caller, metered=True)
    admit_more(request, caller, 3)
    admission = admission_of(request)
    assert admission is not None
    assert (admission.calls, admission.metered) == (3, True)
    assert {layer.name: layer.remaining for layer in admission.standings}["user"] == 2


def test_what_is_counted_before_a_refusal_stays_so(settings: Settings, user: User) -> None:
    widen(settings, RATE_LIMIT_PER_MIN=2)
    caller, request = caller_for(user), request_from()
    admit(request, caller, metered=True)
    with pytest.raises(OverLimit):
        admit_more(request, caller, 4)
    admission = admission_of(request)
    assert admission is not None
    assert (admission.calls, admission.metered) == (2, True)
