"""What is left to read of a service that charges for it."""

from datetime import date, timedelta

import pytest
from pytest_django.fixtures import Settings

from alerts.models import Allowance
from alerts.quota import Quota, quotas
from project.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def budget(settings: Settings) -> None:
    settings.TWITTER_MONTHLY_READS = 1000


def test_before_the_first_call_everything_is_left() -> None:
    assert quotas() == {"x": Quota(0, 1000, None)}


def test_reads_of_this_month_and_calls_of_this_window_count() -> None:
    now = clock.now()
    month = date(now.year, now.month, 1)
    Allowance.objects.create(
        service="x", month=month, reads=1200, calls_left=7, window_ends_at=now + timedelta(minutes=1)
    )
    quota = quotas()["x"]
    assert (quota.reads, quota.left, quota.calls_left) == (1200, 0, 7)


def test_a_month_and_a_window_that_are_over_count_no_more() -> None:
    now = clock.now()
    Allowance.objects.create(
        service="x", month=date(2020, 1, 1), reads=900, calls_left=7, window_ends_at=now - timedelta(minutes=1)
    )
    assert quotas()["x"] == Quota(0, 1000, None)
