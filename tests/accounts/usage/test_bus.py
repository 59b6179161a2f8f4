"""The breaker, and a bus that is started again."""

from pathlib import Path

import pytest
import redis
from pytest_django.fixtures import Settings

from accounts.models import MonthlyUsage, User
from accounts.usage import bus as counters
from accounts.usage import quota
from accounts.usage.bus import BREAKER, Breaker, BusAway, client
from accounts.usage.limiter import admit
from accounts.usage.meter import METER, record_call
from tests.accounts.usage.callers import caller_for, request_from, widen
from tests.valkey import start_valkey


def refuse() -> None:
    raise redis.ConnectionError("refused")


def test_a_failure_spares_the_calls_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker, asked = Breaker(), []
    monkeypatch.setattr(counters, "PAUSE_S", 3600)
    with pytest.raises(BusAway):
        breaker.ask(refuse)
    with pytest.raises(BusAway):
        breaker.ask(lambda: asked.append(1))
    assert asked == []


def test_after_the_pause_one_call_tries_and_lets_the_others_in(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = Breaker()
    monkeypatch.setattr(counters, "PAUSE_S", 0)
    with pytest.raises(BusAway):
        breaker.ask(refuse)
    assert breaker.ask(lambda: 1) == 1
    monkeypatch.setattr(counters, "PAUSE_S", 3600)
    assert breaker.ask(lambda: 2) == 2


def test_an_answer_that_was_under_way_does_not_end_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = Breaker()
    monkeypatch.setattr(counters, "PAUSE_S", 3600)

    def fails_meanwhile() -> int:
        with pytest.raises(BusAway):
            breaker.ask(refuse)
        return 1

    assert breaker.ask(fails_meanwhile) == 1
    with pytest.raises(BusAway):
        breaker.ask(lambda: 2)


def test_an_outage_is_logged_once_and_so_is_its_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    breaker = Breaker()
    monkeypatch.setattr(counters, "PAUSE_S", 0)
    with caplog.at_level("INFO", logger=counters.__name__):
        for _ in range(3):
            with pytest.raises(BusAway):
                breaker.ask(refuse)
        breaker.ask(lambda: None)
        breaker.ask(lambda: None)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


@pytest.mark.django_db
def test_a_restart_of_the_bus_loses_nothing_that_was_written(settings: Settings, user: User, tmp_path: Path) -> None:
    widen(settings)
    bus = start_valkey(tmp_path)
    settings.REDIS_URL = bus.url
    caller = caller_for(user, monthly_calls=100)

    def call() -> None:
        request = request_from()
        request.caller = caller  # type: ignore[attr-defined]
        admit(request, caller, metered=True)
        record_call(request, endpoint="/api/v1/prices", status=200, duration_ms=1, error_code="")

    for _ in range(5):
        call()
    METER.flush()
    bus.kill()
    call()  # nobody counts it, and it is written all the same
    METER.flush()
    bus.start()
    bus.wait_until_ready()
    BREAKER.close()
    call()
    assert client().get(quota.counter_key(user.pk, quota.this_month())) == b"7"
    METER.flush()
    assert MonthlyUsage.objects.get(user=user).calls == 7
    bus.kill()
