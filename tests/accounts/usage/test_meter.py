"""Calls are noted at once and written in batches, and none is lost on the way."""

import threading
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from accounts.models import ApiCall, ApiKey, MonthlyUsage, User
from accounts.usage import meter
from accounts.usage.limiter import admit
from accounts.usage.meter import METER, record_call
from accounts.usage.quota import this_month
from project.common.clock import now
from tests.accounts.usage.callers import caller_for, key_of, request_from

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits(settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False


def call(user: User, *, metered: bool = True, key: ApiKey | None = None, status: int = 200) -> None:
    request = request_from(REQUEST_ID="12345678")
    caller = caller_for(user, key=key)
    request.caller = caller  # type: ignore[attr-defined]
    admit(request, caller, metered=metered)
    record_call(request, endpoint="/api/v1/prices", status=status, duration_ms=1.5, error_code="")


def refuse(*args: object) -> None:
    raise OperationalError("database is locked")


def test_a_call_is_written_with_all_that_is_known_of_it(user: User) -> None:
    key = key_of(user)
    call(user, key=key)
    assert not ApiCall.objects.exists()
    METER.flush()
    written = ApiCall.objects.get()
    assert (written.user, written.key, written.method, written.endpoint) == (user, key, "GET", "/api/v1/prices")
    assert (written.status, written.duration_ms, written.request_id) == (200, 1.5, "12345678")
    key.refresh_from_db()
    assert (key.usage_count, key.last_used_from) == (1, "192.0.2.7")
    assert key.last_used_at == written.at


def test_only_metered_calls_count_for_the_month(user: User) -> None:
    call(user)
    call(user, metered=False)
    call(user)
    METER.flush()
    assert ApiCall.objects.count() == 3
    assert MonthlyUsage.objects.get().calls == 2


def test_a_visitor_is_noted_without_a_name() -> None:
    record_call(RequestFactory().get("/"), endpoint="/api/v1/prices", status=401, duration_ms=1, error_code="X")
    METER.flush()
    assert ApiCall.objects.get().user is None


def test_what_is_too_long_is_cut(user: User) -> None:
    request = RequestFactory().generic("M" * 50, "/", REQUEST_ID="r" * 99)
    record_call(request, endpoint="e" * 999, status=404, duration_ms=1, error_code="c" * 99)
    METER.flush()
    written = ApiCall.objects.get()
    assert [len(text) for text in (written.method, written.endpoint, written.error_code, written.request_id)] == [
        8,
        120,
        40,
        64,
    ]


def test_calls_wait_while_the_database_does_not_answer(user: User) -> None:
    call(user)
    with connection.execute_wrapper(refuse), pytest.raises(OperationalError):
        METER.flush()
    call(user)
    METER.flush()
    assert ApiCall.objects.count() == 2
    assert MonthlyUsage.objects.get().calls == 2
    METER.flush()
    assert ApiCall.objects.count() == 2


def test_what_was_written_before_the_database_went_is_not_written_again(user: User) -> None:
    call(user, status=-1)  # refused, so its batch is halved
    for _ in range(3):
        call(user)
    inserts = 0

    def refuse_the_fifth(execute: Any, sql: str, *args: Any) -> Any:
        nonlocal inserts
        is_call = sql.startswith('INSERT INTO "accounts_apicall"')
        inserts += is_call
        return refuse() if is_call and inserts >= 5 else execute(sql, *args)

    with connection.execute_wrapper(refuse_the_fifth), pytest.raises(OperationalError):
        METER.flush()
    assert ApiCall.objects.count() == 1
    METER.flush()
    assert ApiCall.objects.count() == 3
    assert MonthlyUsage.objects.get().calls == 3


def test_memory_has_an_end_and_the_log_says_how_much_was_lost(
    user: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(meter, "MOST", 3)
    monkeypatch.setattr(meter.connections, "close_all", lambda: None)
    with connection.execute_wrapper(refuse):
        METER.finish()
        for _ in range(5):
            call(user)
        METER.finish()
    with caplog.at_level("INFO", logger=meter.__name__):
        METER.finish()
    assert ApiCall.objects.count() == 3
    assert "2 did not fit" in caplog.text


def test_what_is_left_at_the_end_is_logged(
    user: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(meter.connections, "close_all", lambda: None)
    call(user)
    with connection.execute_wrapper(refuse):
        METER.finish()
    assert "1 calls were not written" in caplog.text


def test_refused_calls_do_not_fill_the_disk(user: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(50):
            call(user, status=429)
        call(user)
        clock.shift(1)
        for _ in range(50):
            call(user, status=429)
    METER.flush()
    assert ApiCall.objects.filter(status=429).count() == 2 * meter.REFUSED_A_SECOND
    assert ApiCall.objects.filter(status=200).count() == 1


def test_calls_that_no_limit_let_in_do_not_fill_the_disk(user: User) -> None:
    with time_machine.travel(now(), tick=False):
        for _ in range(50):
            record_call(request_from(), endpoint="/api/v1/prices", status=405, duration_ms=1, error_code="X")
            call(user)
    METER.flush()
    assert ApiCall.objects.filter(status=405).count() == meter.REFUSED_A_SECOND
    assert ApiCall.objects.filter(status=200).count() == 50


def test_many_batches_are_written_in_one_go(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "BATCH", 2)
    for _ in range(5):
        call(user)
    METER.flush()
    assert ApiCall.objects.count() == 5
    assert MonthlyUsage.objects.get(month=this_month()).calls == 5


def test_calls_of_many_threads_are_all_written(user: User) -> None:
    def notes() -> None:
        for _ in range(50):
            record_call(request_from(), endpoint="/x", status=200, duration_ms=1, error_code="")

    threads = [threading.Thread(target=notes) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        METER.flush()
    METER.flush()
    assert ApiCall.objects.count() == 400
