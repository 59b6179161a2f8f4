"""Answers that threads and processes share over the real bus, and what puts an end to one."""

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from pytest_django.fixtures import Settings

from markets.multi import cache
from markets.multi.cache import forget, refresh, shared
from markets.multi.counts import report
from markets.multi.kinds import Kind
from markets.stream import bus as keys
from project.common.errors import Unavailable

ASKED = "test:upstream"
PROCESSES, THREADS = 4, 50


def upstream(bus: redis.Redis, seconds: float = 0.0) -> Callable[[], dict[str, int]]:
    """Return what asks a source that counts, and takes its time."""

    def make() -> dict[str, int]:
        number = int(str(keys.client().incr(ASKED)))
        time.sleep(seconds)
        return {"number": number}

    return make


def ask(make: Callable[[], Any], name: str = "BTC-USDT") -> Any:
    return shared(Kind.TICKER, name, make)


def in_process(call: Callable[[], object]) -> multiprocessing.process.BaseProcess:
    """Run a call in a process of its own, which starts as a copy of this one."""
    process = multiprocessing.get_context("fork").Process(target=call)
    process.start()
    return process


def two_hundredth_part(make: Callable[[], Any]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for answer in pool.map(lambda _: ask(make), range(THREADS)):
            keys.client().rpush("test:answers", answer["number"])


def test_200_callers_in_four_processes_ask_the_source_once(bus: redis.Redis) -> None:
    make = upstream(bus, 0.2)
    processes = [in_process(lambda: two_hundredth_part(make)) for _ in range(PROCESSES)]
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert bus.get(ASKED) == "1"
    assert bus.lrange("test:answers", 0, -1) == ["1"] * PROCESSES * THREADS
    counted = report()["kinds"][Kind.TICKER]
    assert (counted["misses"], counted["hits"], counted["faults"]) == (1, PROCESSES * THREADS - 1, 0)


def test_what_a_dead_process_worked_on_is_taken_over_when_its_lock_runs_out(
    bus: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "LOCK_S", 2)
    dead = in_process(lambda: ask(lambda: os._exit(9)))
    dead.join(10)
    assert dead.exitcode == 9
    assert len(bus.keys("tw:*:lock")) == 1
    assert ask(upstream(bus)) == {"number": 1}


def test_who_waits_for_another_process_too_long_is_told_to_try_again(
    bus: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "WAIT_S", 0.1)
    bus.set(f"{cache._place(Kind.TICKER, 'BTC-USDT')}:lock", "of somebody else")
    with pytest.raises(Unavailable):
        ask(upstream(bus))
    assert report()["kinds"][Kind.TICKER]["faults"] == 1


def test_a_failure_is_not_kept_and_leaves_no_lock(bus: redis.Redis) -> None:
    for error in (Unavailable("Not yet."), ZeroDivisionError()):
        with pytest.raises(type(error)):
            ask(fail_with(error))
        assert bus.keys("tw:multi_ticker:*") == []
    assert ask(lambda: 5) == 5


def fail_with(error: Exception) -> Callable[[], Any]:
    def make() -> Any:
        raise error

    return make


def test_the_keys_are_the_stated_ones_and_live_as_long_as_stated(bus: redis.Redis, settings: Settings) -> None:
    settings.CACHE_TTL = 1800
    bus.set(keys.MODE, "live")
    lives = {}
    for kind in Kind:
        shared(kind, "BTC-USDT", lambda: 1)
        lives[kind.value] = bus.ttl(f"tw:{kind}:BTC-USDT:live:")
    quick = dict.fromkeys(("multi_ticker", "multi_orderbook", "aggregated_data", "whales", "liquidations"), 10)
    assert lives == pytest.approx({**quick, "market_data": 60, "symbols": 1800}, abs=1)


@pytest.mark.parametrize("change", [lambda bus: bus.set(keys.MODE, "simulated"), lambda _: forget()])
def test_a_switch_of_mode_and_forgetting_end_every_answer(
    bus: redis.Redis, change: Callable[[redis.Redis], object]
) -> None:
    make = upstream(bus)
    assert [ask(make), ask(make)] == [{"number": 1}] * 2
    change(bus)
    assert ask(make) == {"number": 2}


@pytest.mark.parametrize("change", [lambda bus: bus.set(keys.MODE, "simulated"), lambda _: forget()])
def test_what_began_before_a_change_is_not_kept(bus: redis.Redis, change: Callable[[redis.Redis], object]) -> None:
    def make() -> str:
        change(bus)
        return "of before or after, nobody knows"

    ask(make)
    assert bus.keys("tw:multi_ticker:*") == []


def test_without_the_bus_each_caller_is_answered_and_threads_still_share(settings: Settings, bus: redis.Redis) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    made: list[int] = []

    def make() -> int:
        made.append(1)
        time.sleep(0.2)
        return len(made)

    with ThreadPoolExecutor(20) as pool:
        assert [*pool.map(lambda _: ask(make), range(20))] == [1] * 20
    assert ask(make) == 2


def test_switched_off_every_call_makes_its_own(bus: redis.Redis, settings: Settings) -> None:
    settings.GPT_API_CACHE_ENABLED = False
    make = upstream(bus)
    assert [ask(make), ask(make)] == [{"number": 1}, {"number": 2}]
    assert bus.keys("tw:multi_ticker:*") == []


def test_refreshing_replaces_an_answer_before_it_is_too_old(bus: redis.Redis) -> None:
    make = upstream(bus)
    ask(make)
    refresh(Kind.TICKER, "BTC-USDT", make)
    assert ask(make) == {"number": 2}
