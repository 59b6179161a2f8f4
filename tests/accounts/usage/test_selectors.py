"""What somebody has used, by month, by day and by endpoint."""

from datetime import UTC, datetime

import pytest
import redis
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.billing.catalog import load_catalog
from accounts.models import ApiCall, MonthlyUsage, Subscription, Tier, User
from accounts.usage import quota
from accounts.usage.selectors import calls_by_day, calls_by_endpoint, usage_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plans_and_a_day() -> object:
    load_catalog()
    with time_machine.travel(NOON, tick=False):
        yield


def a_call(user: User, at: datetime = NOON, status: int = 200, endpoint: str = "/api/v1/prices", ms: float = 4) -> None:
    ApiCall.objects.create(at=at, user=user, method="GET", endpoint=endpoint, status=status, duration_ms=ms)


def test_nothing_is_used_at_first(user: User) -> None:
    usage = usage_of(user)
    assert usage.tier.slug == "free"
    assert (usage.calls_used, usage.calls_limit, usage.calls_left) == (0, 1000, 1000)
    assert (usage.questions_used, usage.questions_limit, usage.questions_left) == (0, 10, 10)
    assert usage.resets_at == datetime(2026, 12, 1, tzinfo=UTC)


def test_usage_is_of_this_month_and_this_user(user: User) -> None:
    MonthlyUsage.objects.create(user=user, month=quota.this_month(), calls=1200, questions=4)
    MonthlyUsage.objects.create(user=user, month=datetime(2026, 10, 1, tzinfo=UTC).date(), calls=99)
    MonthlyUsage.objects.create(user=UserFactory(), month=quota.this_month(), calls=77)
    usage = usage_of(user)
    assert (usage.calls_used, usage.calls_left, usage.questions_used, usage.questions_left) == (1200, 0, 4, 6)


def test_calls_of_the_last_second_are_told_too(bus: redis.Redis, user: User) -> None:
    bus.set(quota.counter_key(user.pk, quota.this_month()), 3)
    assert usage_of(user).calls_used == 3


def test_a_plan_without_limit_has_none_left_to_tell(user: User) -> None:
    Subscription.objects.create(user=user, tier=Tier.objects.get(slug="enterprise"))
    usage = usage_of(user)
    assert (usage.calls_limit, usage.calls_left, usage.questions_left) == (None, None, None)


def test_it_takes_one_query_when_the_plan_is_known(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tier = Tier.objects.get(slug="free")
    with django_assert_num_queries(1):
        usage_of(user, tier)


def test_days_come_in_order_and_an_empty_one_is_zero(user: User) -> None:
    a_call(user)
    a_call(user, status=429)
    a_call(user, at=datetime(2026, 11, 20, 23, 59, tzinfo=UTC), status=500)
    a_call(user, at=datetime(2026, 11, 19, 23, 59, tzinfo=UTC))
    a_call(UserFactory())
    days = calls_by_day(user, 3)
    assert [(each.day.day, each.calls, each.errors) for each in days] == [(20, 1, 1), (21, 0, 0), (22, 2, 1)]


def test_endpoints_come_by_their_use(user: User) -> None:
    a_call(user, ms=2)
    a_call(user, ms=4, status=404)
    a_call(user, endpoint="/api/v1/alerts", ms=10)
    a_call(user, endpoint="/api/v1/old", at=datetime(2026, 11, 1, tzinfo=UTC))
    a_call(UserFactory())
    first, second = calls_by_endpoint(user, 7)
    assert (first.endpoint, first.calls, first.errors, first.mean_ms) == ("/api/v1/prices", 2, 1, 3)

    assert (second.endpoint, second.calls) == ("/api/v1/alerts", 1)
