"""Calls given back."""

import pytest
import redis
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from accounts.models import MonthlyUsage, User
from accounts.usage import quota
from accounts.usage.limiter import admit
from accounts.usage.services import reset_limits, reset_quota
from project.common.errors import OverLimit, Unavailable
from tests.accounts.usage.callers import caller_for, key_of, request_from, tries, widen
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_reset_starts_the_month_anew(
    bus: redis.Redis, user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    caller = caller_for(user, monthly_calls=5)
    row = MonthlyUsage.objects.create(user=user, month=quota.this_month(), calls=5, questions=9)
    with pytest.raises(OverLimit):
        admit(request_from(), caller, metered=True)
    with django_capture_on_commit_callbacks(execute=True):
        reset_quota(user)
    row.refresh_from_db()
    assert (row.calls, row.questions) == (0, 0)
    admit(request_from(), caller, metered=True)
    assert bus.get(quota.counter_key(user.pk, quota.this_month())) == "1"


def test_a_reset_leaves_other_months_and_people(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    other = MonthlyUsage.objects.create(user=UserFactory(), month=quota.this_month(), calls=5)
    with django_capture_on_commit_callbacks(execute=True):
        reset_quota(user)
    other.refresh_from_db()
    assert other.calls == 5


def test_without_the_bus_nothing_is_reset_by_half(no_bus: None, user: User) -> None:
    row = MonthlyUsage.objects.create(user=user, month=quota.this_month(), calls=5)
    with pytest.raises(Unavailable):
        reset_quota(user)
    row.refresh_from_db()
    assert row.calls == 5
    with pytest.raises(Unavailable):
        reset_limits(user)


def test_the_layers_of_one_user_are_forgotten_and_of_nobody_else(settings: Settings, user: User) -> None:
    widen(settings, RATE_LIMIT_PER_MIN=1, RATE_LIMIT_REQUESTS=1, RATE_LIMIT_NORMAL=(1, 60))
    other = UserFactory()
    caller, neighbour = caller_for(user, key=key_of(user)), caller_for(other)
    assert tries(2, caller) == 1
    assert tries(2, neighbour) == 1
    reset_limits(user)
    assert tries(2, caller) == 1
    assert tries(2, neighbour) == 0
