"""GET /me/usage."""

import pytest
from django.utils.dateparse import parse_datetime
from pytest_django import DjangoAssertNumQueries

from accounts.billing.catalog import load_catalog
from accounts.keys import create_key
from accounts.models import ApiCall, MonthlyUsage, Subscription, Tier, User
from accounts.usage import quota
from accounts.usage.meter import METER
from tests.accounts.programs import Program, error_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_it_tells_the_plan_and_what_is_gone_of_it(program: Program, user: User) -> None:
    MonthlyUsage.objects.create(user=user, month=quota.this_month(), calls=412, questions=3)
    MonthlyUsage.objects.create(user=UserFactory(), month=quota.this_month(), calls=9)
    told = program.get("/me/usage").json()
    assert parse_datetime(told.pop("resets_at")) == quota.month_end(quota.this_month())
    assert told == {
        "tier": "free",
        "used": 412,
        "limit": 1000,
        "remaining": 588,
        "queries_used": 3,
        "queries_limit": 10,
        "calls": {"used": 412, "limit": 1000, "remaining": 588},
        "questions": {"used": 3, "limit": 10, "remaining": 7},
    }


def test_a_plan_without_limit_says_null(program: Program, user: User) -> None:
    Subscription.objects.create(user=user, tier=Tier.objects.get(slug="enterprise"))
    told = program.get("/me/usage").json()
    assert (told["tier"], told["limit"], told["remaining"], told["queries_limit"]) == ("enterprise", None, None, None)


def test_it_is_answered_when_all_calls_are_gone_and_is_not_counted(program: Program, user: User) -> None:
    MonthlyUsage.objects.create(user=user, month=quota.this_month(), calls=1000)
    answer = program.get("/me/usage")
    assert answer.status_code == 200
    assert answer.json()["remaining"] == 0
    assert '"month"' not in answer["RateLimit-Policy"]
    METER.flush()
    assert ApiCall.objects.get().endpoint == "/api/v1/me/usage"
    assert MonthlyUsage.objects.get().calls == 1000


def test_a_key_may_ask_and_a_visitor_may_not(user: User) -> None:
    load_catalog()
    assert Program(key=create_key(user, "Bot")[1]).get("/me/usage").status_code == 200
    assert error_of(Program().get("/me/usage")) == (401, "AUTHENTICATION_FAILED")


def test_it_takes_few_queries(user: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load_catalog()
    program = Program(key=create_key(user, "Bot")[1])
    with django_assert_num_queries(3):  # the key, the free plan, the month
        program.get("/me/usage")
