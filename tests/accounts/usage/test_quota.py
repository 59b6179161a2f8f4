"""The counter of the month against the database: never over the limit, and never behind what is written."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
import redis
from django.db import connection

from accounts.models import MonthlyUsage, User
from accounts.usage import quota
from accounts.usage.limiter import admit
from project.common.errors import OverLimit
from tests.accounts.usage.callers import caller_for, request_from, widen

NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("at", "month", "end"),
    [
        (datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 1), datetime(2026, 12, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 1), datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime.fromisoformat("2027-01-01T00:30:00+01:00"), date(2026, 12, 1), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_month_is_one_of_utc(at: datetime, month: date, end: datetime) -> None:
    assert quota.month_of(at) == month
    assert quota.month_end(month) == end


def test_months_have_their_seconds() -> None:
    assert quota.month_seconds(NOVEMBER) == 30 * 86_400
    assert quota.month_seconds(date(2028, 2, 1)) == 29 * 86_400


@pytest.fixture
def last_unit(transactional_db: None, settings: object, user: User) -> Callable[[], bool]:
    """Return a metered call of a user of whose 1,000 calls 999 are written."""
    widen(settings)  # type: ignore[arg-type]
    MonthlyUsage.objects.create(user=user, month=quota.this_month(), calls=999)
    caller = caller_for(user, monthly_calls=1000)

    def call() -> bool:
        try:
            admit(request_from(), caller, metered=True)
        except OverLimit:
            return False
        finally:
            connection.close()
        return True

    return call


def at_once(call: Callable[[], bool], number: int) -> int:
    start = threading.Barrier(number)

    def wait_and_call(_: int) -> bool:
        start.wait()
        return call()

    with ThreadPoolExecutor(number) as pool:
        return sum(pool.map(wait_and_call, range(number)))


def test_twenty_parallel_calls_at_the_last_unit_pass_once(
    last_unit: Callable[[], bool], bus: redis.Redis, user: User
) -> None:
    bus.set(quota.counter_key(user.pk, quota.this_month()), 999)
    assert at_once(last_unit, 20) == 1


def test_they_pass_once_while_the_counter_is_read_from_the_database(
    last_unit: Callable[[], bool], bus: redis.Redis, user: User
) -> None:
    assert at_once(last_unit, 20) == 1
    key = quota.counter_key(user.pk, quota.this_month())
    assert bus.get(key) == "1000"
    assert bus.expiretime(key) > quota.month_end(quota.this_month()).timestamp()


def test_a_counter_is_lifted_to_what_is_written_and_never_lowered(bus: redis.Redis) -> None:
    behind, ahead = quota.counter_key(1, NOVEMBER), quota.counter_key(2, NOVEMBER)
    bus.set(behind, 3, ex=100)
    bus.set(ahead, 30)
    quota.raise_counters({(1, NOVEMBER): 7, (2, NOVEMBER): 7, (3, NOVEMBER): 7})
    assert (bus.get(behind), bus.get(ahead)) == ("7", "30")
    assert bus.ttl(behind) > 0
    assert not bus.exists(quota.counter_key(3, NOVEMBER))


def test_lifting_waits_for_the_bus_without_a_word(no_bus: None) -> None:
    quota.raise_counters({(1, NOVEMBER): 7})
    quota.raise_counters({})


@pytest.mark.django_db
def test_what_is_counted_and_not_written_is_told_while_the_bus_answers(bus: redis.Redis, user: User) -> None:
    bus.set(quota.counter_key(user.pk, NOVEMBER), 9)
    assert quota.counted_calls(user.pk, NOVEMBER, stored=7) == 9
    assert quota.counted_calls(user.pk, NOVEMBER, stored=12) == 12
    assert quota.counted_calls(user.pk + 1, NOVEMBER, stored=0) == 0


def test_without_the_bus_it_is_what_is_written(no_bus: None) -> None:
    assert quota.counted_calls(1, NOVEMBER, stored=7) == 7
