"""A full or slow server still answers, and cuts no answer that has begun."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from project.capacity import Capacity

Message = dict[str, Any]
App = Callable[[Any, Any, Callable[[Message], Awaitable[None]]], Awaitable[None]]


class Caller:
    """One request: what it was sent stands in ``messages``."""

    def __init__(self, path: str = "/", request_id: str = "") -> None:
        self.scope = {"type": "http", "path": path, "headers": [(b"x-request-id", request_id.encode())]}
        self.messages: list[Message] = []

    async def send(self, message: Message) -> None:
        self.messages.append(message)

    async def call(self, app: App) -> None:
        await app(self.scope, asyncio.Queue().get, self.send)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> str:
        return b"".join(message.get("body", b"") for message in self.messages[1:]).decode()


def app_that(waits_on: asyncio.Event, *, before_start: bool = True) -> App:
    async def app(scope: Any, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        if before_start and scope["path"] != "/live":
            await waits_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if not before_start:
            await waits_on.wait()
        await send({"type": "http.response.body", "body": b"all of it"})

    return app


async def turn() -> None:
    """Let everything that can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_call_over_the_limit_is_turned_away_and_the_others_are_answered(settings: Settings) -> None:
    settings.MAX_CONCURRENT_REQUESTS = 2
    go = asyncio.Event()
    app = Capacity(app_that(go))
    first, second, third = (Caller("/api/v1/symbols", "order-66-of-today") for _ in range(3))
    working = [asyncio.create_task(caller.call(app)) for caller in (first, second)]
    await turn()
    await third.call(app)
    assert third.status == 503
    assert int(third.headers["retry-after"]) > 0
    error = json.loads(third.body)["error"]
    assert (error["code"], error["correlation_id"]) == ("SERVICE_UNAVAILABLE", "order-66-of-today")
    assert third.headers["x-request-id"] == "order-66-of-today"
    go.set()
    await asyncio.gather(*working)
    assert [first.status, second.status, first.body] == [200, 200, "all of it"]
    again = Caller()
    await again.call(app)
    assert again.status == 200


async def test_a_person_is_told_in_a_sentence(settings: Settings) -> None:
    settings.MAX_CONCURRENT_REQUESTS = 0
    caller = Caller("/alerts/")
    await caller.call(Capacity(app_that(asyncio.Event())))
    assert caller.body == "The server is busy. Try again in a few seconds.\n"
    assert caller.headers["content-type"].startswith("text/plain")
    assert caller.headers["x-content-type-options"] == "nosniff"
    assert int(caller.headers["content-length"]) == len(caller.body)


async def test_a_full_server_still_says_that_it_lives(settings: Settings) -> None:
    settings.MAX_CONCURRENT_REQUESTS = 0
    caller = Caller("/live")
    await caller.call(Capacity(app_that(asyncio.Event())))
    assert caller.status == 200


async def test_an_answer_that_does_not_begin_in_time_is_given_up(settings: Settings) -> None:
    settings.REQUEST_TIMEOUT = 0.01
    go = asyncio.Event()
    app = Capacity(app_that(go))
    caller = Caller("/api/v1/symbols")
    await caller.call(app)
    assert (caller.status, json.loads(caller.body)["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert len(app.running) == 1, "its thread is still at work"
    go.set()
    await turn()
    assert len(app.running) == 0
    assert len(caller.messages) == 2, "what comes too late is thrown away"


async def test_an_answer_that_has_begun_is_never_cut_and_takes_no_place(settings: Settings) -> None:
    settings.REQUEST_TIMEOUT = 0.01
    go = asyncio.Event()
    app = Capacity(app_that(go, before_start=False))
    caller = Caller()
    work = asyncio.create_task(caller.call(app))
    await asyncio.sleep(0.05)
    assert len(app.running) == 0
    go.set()
    await work
    assert (caller.status, caller.body) == (200, "all of it")


async def test_who_hangs_up_stops_the_work() -> None:
    app = Capacity(app_that(asyncio.Event()))
    work = asyncio.create_task(Caller().call(app))
    await turn()
    assert len(app.running) == 1
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    await turn()
    assert len(app.running) == 0


async def test_an_error_of_the_app_reaches_the_server() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError

    app = Capacity(broken)
    with pytest.raises(ZeroDivisionError):
        await Caller().call(app)
    assert len(app.running) == 0


async def test_an_error_that_comes_too_late_is_logged(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.REQUEST_TIMEOUT = 0.01
    go = asyncio.Event()

    async def broken(scope: Any, receive: Any, send: Any) -> None:
        await go.wait()
        raise ZeroDivisionError

    await Caller().call(Capacity(broken))
    go.set()
    await turn()
    assert "late_request_failed" in caplog.text
