"""Prices as server-sent events, from a real server over the real bus."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

import httpx
import pytest

from accounts.keys import create_key
from markets.api import price_stream
from markets.candles.store import store_minutes
from markets.stream import bus as keys
from markets.stream import events as stream
from markets.stream import seats as places
from markets.stream.seats import seats
from project.common.clock import now_ms
from tests.factories import InstrumentFactory, UserFactory
from tests.markets.candles.samples import candles
from tests.markets.candles.test_store import minutes
from tests.markets.values import price

PATH = "/api/v1/market/stream"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(stream, "EVERY_S", 0.1)
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.2)


@pytest.fixture
def headers(server):
    for symbol in ("AAPL", "BTC-USDT"):
        InstrumentFactory(symbol=symbol)
    return {"X-API-Key": create_key(UserFactory(), "Desk")[1]}


def put(bus, *prices):
    bus.hset(keys.PRICES, mapping={each.symbol: keys.dump(each) for each in prices})
    bus.publish(keys.channel(keys.PRICES), keys.dump(list(prices)))


def following(stack: ExitStack, server, headers, symbols="AAPL,BTC-USDT") -> Iterator[str]:
    """Return the lines of a stream that lives as long as the stack."""
    client = stack.enter_context(httpx.Client(timeout=20))
    answer = stack.enter_context(client.stream("GET", f"{server}{PATH}?symbols={symbols}", headers=headers))
    assert answer.status_code == 200, answer.read()
    assert answer.headers["Content-Type"] == "text/event-stream"
    return stack.enter_context(closing(answer.iter_lines()))


def next_prices(lines) -> dict[str, dict]:
    data = next(line for line in lines if line.startswith("data: "))
    return {each["symbol"]: each for each in json.loads(data.removeprefix("data: "))["prices"]}


def wait_for_seats(count):
    deadline = time.monotonic() + 10
    while seats.taken != count:
        assert time.monotonic() < deadline, seats.taken
        time.sleep(0.02)


def test_prices_come_at_once_and_again_as_they_change(server, headers, bus):
    put(bus, price("AAPL", 268.1), price("BTC-USDT", 64_000.0))
    with ExitStack() as stack:
        lines = following(stack, server, headers)
        assert next(lines) == "retry: 3000"
        first = next_prices(lines)
        assert first["AAPL"] == {
            "symbol": "AAPL",
            "price": 268.1,
            "change_24h": None,
            "age_s": first["AAPL"]["age_s"],
            "standing": "firm",
        }
        deadline = time.monotonic() + 10
        while next_prices(lines)["BTC-USDT"]["price"] != 64_500.0:
            put(bus, price("BTC-USDT", 64_500.0))
            assert time.monotonic() < deadline
    wait_for_seats(0)


def test_only_what_was_asked_for_comes_in_that_order(server, headers, bus):
    put(bus, price("AAPL"), price("BTC-USDT"), price("ETH-USDT"))
    with ExitStack() as stack:
        assert [*next_prices(following(stack, server, headers, "btc-usdt,,AAPL,AAPL"))] == ["BTC-USDT", "AAPL"]


def test_without_any_price_a_heartbeat_comes(server, headers):
    with ExitStack() as stack:
        assert ": heartbeat" in (next(line for line in following(stack, server, headers) if line.startswith(":")))


def test_without_the_bus_the_last_stored_close_comes_with_its_age(server, headers, settings):
    rows = candles(5)
    store_minutes(minutes(InstrumentFactory(symbol="BTC-USDT"), rows, "simulated"))
    settings.REDIS_URL, settings.RATE_LIMIT_ENABLED = "redis://127.0.0.1:1/0", False
    with ExitStack() as stack:
        found = next_prices(following(stack, server, headers, "BTC-USDT"))["BTC-USDT"]
        assert (found["price"], found["standing"]) == (pytest.approx(rows[-1, 4]), "stale")


def test_a_client_that_leaves_gives_its_seat_and_its_place_in_the_hub_back(server, headers, bus):
    put(bus, price("AAPL"))
    before = subscribers(bus)
    for _ in range(3):
        with ExitStack() as stack:
            streams = [following(stack, server, headers) for _ in range(4)]
            for lines in streams:
                next_prices(lines)
            assert seats.taken == 4
        wait_for_seats(0)
    deadline = time.monotonic() + 10
    while subscribers(bus) != before:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_client_that_leaves_before_the_answer_begins_gives_its_seat_back(server, headers, bus, monkeypatch):
    looks, taken, take = threading.Event(), threading.Event(), seats.take

    def look(symbols):
        looks.set()
        time.sleep(0.5)
        return {}

    def note(who):
        seat = take(who)
        taken.set()
        return seat

    monkeypatch.setattr(price_stream, "latest_prices", look)
    monkeypatch.setattr(seats, "take", note)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{server}{PATH}?symbols=AAPL", headers=headers, timeout=0.3)
    assert looks.is_set()
    assert taken.wait(5)
    wait_for_seats(0)


def test_a_price_that_nobody_renews_is_called_stale(server, headers, bus):
    old = now_ms() - 20_000
    put(bus, replace(price("BTC-USDT"), at_ms=old), replace(price("AAPL"), at_ms=old))
    with ExitStack() as stack:
        lines = following(stack, server, headers)
        told = [next_prices(lines) for _ in range(5)]
    assert {each["BTC-USDT"]["standing"] for each in told} == {"stale"}
    assert {each["AAPL"]["standing"] for each in told} == {"firm"}


def subscribers(bus) -> int:
    return dict(bus.pubsub_numsub(keys.channel(keys.PRICES)))[keys.channel(keys.PRICES)]


def test_one_caller_may_have_ten_streams_and_others_are_not_held_up(server, headers, bus, monkeypatch):
    put(bus, price("AAPL"))
    monkeypatch.setattr(places, "MOST_EACH", 2)
    other = {"X-API-Key": create_key(UserFactory(), "Other")[1]}
    with ExitStack() as stack:
        for _ in range(2):
            next_prices(following(stack, server, headers))
        refused = httpx.get(f"{server}{PATH}?symbols=AAPL", headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
        assert refused.headers["Retry-After"] == "5"
        next_prices(following(stack, server, other))
    wait_for_seats(0)


def test_a_full_server_says_so(server, headers, monkeypatch):
    monkeypatch.setattr(places, "MOST", 0)
    assert httpx.get(f"{server}{PATH}?symbols=AAPL", headers=headers).status_code == 503


def test_a_stream_ends_after_its_time_and_its_key_is_looked_at_again(server, headers, bus, monkeypatch):
    monkeypatch.setattr(stream, "LIFE_S", 0.5)
    put(bus, price("AAPL"))
    with ExitStack() as stack:
        assert [*following(stack, server, headers)][-1] == ""
    wait_for_seats(0)


def test_a_browser_that_takes_compressed_answers_gets_plain_ones(server, headers, bus):
    put(bus, price("AAPL"))
    with ExitStack() as stack:
        lines = following(stack, server, {**headers, "Accept-Encoding": "gzip, deflate"})
        assert next_prices(lines)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "INVALID_INPUT"),
        ("?symbols=", 422, "INVALID_INPUT"),
        ("?symbols=,%20,", 422, "INVALID_INPUT"),
        ("?symbols=" + ",".join(f"S{n}" for n in range(51)), 422, "INVALID_INPUT"),
        ("?symbols=" + "x" * 2001, 422, "INVALID_INPUT"),
        ("?symbols=AAPL%00", 422, "INVALID_INPUT"),
        ("?symbols=AAPL,NOPE", 404, "INVALID_SYMBOL"),
    ],
)
def test_what_cannot_be_streamed_is_refused_before_it_begins(server, headers, query, status, code):
    answer = httpx.get(f"{server}{PATH}{query}", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert seats.taken == 0


def test_an_unknown_symbol_names_those_there_are(server, headers):
    details = httpx.get(f"{server}{PATH}?symbols=NOPE", headers=headers).json()["error"]["details"]
    assert set(details["supported_symbols"]) == {"AAPL", "BTC-USDT"}


def test_a_visitor_needs_a_key(server, headers):
    assert httpx.get(f"{server}{PATH}?symbols=AAPL").status_code == 401
