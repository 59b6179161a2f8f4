"""A bus that is away, one that hangs, and the script under a clock of our own."""

import socket
from collections.abc import Callable, Iterator
from itertools import count

import pytest
import redis
from pytest_django.fixtures import Settings

from accounts.usage import bus as counters
from accounts.usage.charging import SCRIPT

CLOSED_PORT = "redis://127.0.0.1:1/0"
READ_CLOCK = "local time = redis.call('TIME')"
GIVEN_CLOCK = "local time = {0, table.remove(ARGV)}"

Call = Callable[[int], tuple[bool, int, int]]


@pytest.fixture
def no_bus(settings: Settings) -> None:
    settings.REDIS_URL = CLOSED_PORT


@pytest.fixture
def hung_bus(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Point the counters at a server that takes connections and never says a word."""
    monkeypatch.setattr(counters, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield server


@pytest.fixture(scope="session")
def counter(bus: redis.Redis) -> Callable[[str, int, int, int], Call]:
    """Return a maker of fresh counters, which are called with the time in µs and answer admitted, left, wait in µs."""
    assert READ_CLOCK in SCRIPT
    script = SCRIPT.replace(READ_CLOCK, GIVEN_CLOCK)
    numbers = count()

    def make(strategy: str, limit: int, window_us: int, burst: int) -> Call:
        key = f"test:{next(numbers)}"

        def call(at_us: int) -> tuple[bool, int, int]:
            admitted, _, left, wait = bus.eval(script, 1, key, strategy, -1, -1, 0, limit, window_us, burst, at_us)
            return bool(admitted), left, wait

        return call

    return make
