"""The strategies under a clock of our own, and all layers or none under the real one."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.usage.charging import Allowance, charge
from accounts.usage.layers import Layer
from tests.accounts.usage.conftest import Call

STRATEGIES = ("fixed_window", "sliding_window", "token_bucket")
# Long, because the bus forgets by its own clock, which goes on while ours stands still.
WINDOW = 100_000 * 1_000_000
START = 1_700_000_000_000_000
Counter = Callable[[str, int, int, int], Call]

limits = st.integers(1, 6)
# Mostly a bit of the window, sometimes exactly the whole, sometimes one µs beside it.
pauses = st.one_of(
    st.integers(0, WINDOW // 4),
    st.sampled_from([0, 1, WINDOW - 1, WINDOW, WINDOW + 1, WINDOW // 2]),
)


def admitted_times(call: Call, steps: list[int]) -> tuple[list[int], list[int]]:
    """Call after each pause; return the times that passed and all times."""
    now, passed, every = START, [], []
    for step in steps:
        now += step
        every.append(now)
        if call(now)[0]:
            passed.append(now)
    return passed, every


def busiest(times: list[int], window: int) -> int:
    """Return the most calls in any stretch as long as ``window``."""
    return max((sum(start <= each < start + window for each in times) for start in times), default=0)


@given(limit=limits, steps=st.lists(pauses, max_size=40))
@settings(max_examples=60)
def test_a_sliding_window_passes_exactly_what_fits_into_every_window(
    counter: Counter, limit: int, steps: list[int]
) -> None:
    passed, every = admitted_times(counter("sliding_window", limit, WINDOW, limit), steps)
    assert busiest(passed, WINDOW) <= limit
    for now in every:
        before = sum(now - WINDOW < each < now for each in passed)
        assert now in passed or before + passed.count(now) >= limit


@given(limit=limits, steps=st.lists(pauses, max_size=40))
@settings(max_examples=60)
def test_a_fixed_window_passes_its_limit_and_two_neighbours_never_more_than_theirs(
    counter: Counter, limit: int, steps: list[int]
) -> None:
    passed, every = admitted_times(counter("fixed_window", limit, WINDOW, limit), steps)
    expected, start, used = [], None, 0
    for now in every:
        if start is None or now >= start + WINDOW:
            start, used = now, 0
        if used < limit:
            used += 1
            expected.append(now)
    assert passed == expected
    assert busiest(passed, WINDOW) <= 2 * limit


@given(limit=limits, burst=limits, steps=st.lists(pauses, max_size=40))
@settings(max_examples=60)
def test_a_bucket_passes_its_burst_and_what_flows_in(
    counter: Counter, limit: int, burst: int, steps: list[int]
) -> None:
    passed, _ = admitted_times(counter("token_bucket", limit, WINDOW, burst), steps)
    assert busiest(passed, WINDOW) <= limit + burst
    assert busiest(passed, WINDOW // limit) <= burst + 1


@given(strategy=st.sampled_from(STRATEGIES), limit=limits, steps=st.lists(pauses, min_size=1, max_size=20))
@settings(max_examples=60)
def test_the_wait_it_names_is_right_to_the_microsecond(
    counter: Counter, strategy: str, limit: int, steps: list[int]
) -> None:
    call = counter(strategy, limit, WINDOW, limit)
    now = START
    for step in steps:
        now += step
        call(now)
    while True:  # use it up
        passes, left, wait = call(now)
        assert left >= 0
        if not passes:
            break
    assert call(now + wait - 1)[0] is False
    assert call(now + wait)[0] is True


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_remaining_calls_count_down_to_none(counter: Counter, strategy: str) -> None:
    call = counter(strategy, 3, WINDOW, 3)
    assert [call(START)[:2] for _ in range(4)] == [(True, 2), (True, 1), (True, 0), (False, 0)]


def test_a_smaller_limit_waits_until_enough_calls_have_left(bus: redis.Redis, counter: Counter) -> None:
    wide = Layer("user", "x", 5, 60, 5)
    for _ in range(5):
        assert charge([wide], None, strategy="sliding_window").is_admitted
    refused = charge([Layer("user", "x", 2, 60, 2)], None, strategy="sliding_window")
    assert not refused.is_admitted
    assert refused.standings[0].remaining == 0
    assert refused.standings[0].reset_s == 60


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_parallel_calls_never_pass_a_limit(strategy: str) -> None:
    layer, start = Layer("user", "parallel", 50, 600, 50), threading.Barrier(8)

    def calls(_: int) -> int:
        start.wait()
        return sum(charge([layer], None, strategy=strategy).is_admitted for _ in range(25))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(calls, range(8))) == 50


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_call_that_one_layer_refuses_is_counted_in_none(strategy: str) -> None:
    wide, narrow = Layer("wide", "w", 10, 600, 10), Layer("narrow", "n", 1, 600, 1)
    assert charge([wide, narrow], None, strategy=strategy).is_admitted
    for _ in range(5):
        assert not charge([wide, narrow], None, strategy=strategy).is_admitted
    assert charge([wide], None, strategy=strategy).standings[0].remaining == 8


@pytest.mark.django_db
def test_a_call_without_quota_is_counted_in_no_layer_and_the_other_way_round() -> None:
    layer, month = Layer("user", "u", 3, 600, 3), date(2026, 11, 1)
    used_up = charge([layer], Allowance(5, month, 0), strategy="sliding_window")
    assert (used_up.is_admitted, used_up.used) == (False, 0)
    for number in (1, 2, 3):
        charged = charge([layer], Allowance(5, month, 10), strategy="sliding_window")
        assert (charged.is_admitted, charged.used) == (True, number)
    refused = charge([layer], Allowance(5, month, 10), strategy="sliding_window")
    assert (refused.is_admitted, refused.used) == (False, 3)


def test_every_key_runs_out(bus: redis.Redis) -> None:
    for strategy in STRATEGIES:
        charge([Layer("user", "u5:user", 3, 60, 3)], None, strategy=strategy)
    keys = list(bus.scan_iter("tw:limit:*"))
    assert len(keys) == 3
    assert all(0 < bus.pttl(key) <= 60_000 for key in keys)


def test_the_bus_may_forget_the_script(bus: redis.Redis) -> None:
    layer = Layer("user", "u", 3, 600, 3)
    charge([layer], None, strategy="sliding_window")
    bus.script_flush()
    assert charge([layer], None, strategy="sliding_window").standings[0].remaining == 1
