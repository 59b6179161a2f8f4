"""A stream of events under the real daphne, and readers that do not read."""

import asyncio
import functools
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import httpx
import pytest
from django.conf import settings

from project.backpressure import PatientStreams
from project.supervisor.bus import free_port


@pytest.fixture
def daphne():
    port = free_port()
    command = [sys.executable, "-m", "daphne", "--port", str(port), "--verbosity", "0", "tests.fakes.flood:application"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    yield port
    process.terminate()
    _, complaints = process.communicate(timeout=10)
    assert "Producer was not unregistered" not in complaints


def counts(port) -> tuple[int, int]:
    sent, is_open = httpx.get(f"http://127.0.0.1:{port}/count").text.split()
    return int(sent), int(is_open)


def deaf(port, path) -> socket.socket:
    reader = socket.create_connection(("127.0.0.1", port))
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return reader


def test_a_reader_that_takes_nothing_holds_the_events_back_and_is_hung_up_on(daphne):
    with deaf(daphne, "/flood"):
        time.sleep(0.5)
        sent, is_open = counts(daphne)
        assert 0 < sent < 500
        assert is_open == 1
        deadline = time.monotonic() + 10
        while counts(daphne)[1]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert counts(daphne)[0] < sent + 50


def test_without_the_wrapper_all_of_it_piles_up(daphne):
    with deaf(daphne, "/bare"):
        deadline = time.monotonic() + 10
        while counts(daphne)[0] < 2_000:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_reader_gets_every_event_and_the_end(daphne):
    answer = httpx.get(f"http://127.0.0.1:{daphne}/short")
    assert answer.text.count("data: ") == 3
    assert counts(daphne) == (3, 0)


@pytest.mark.parametrize("turns", range(6))
async def test_a_stream_ends_when_it_is_cancelled_in_the_moment_its_gate_opens(turns):
    request = SimpleNamespace(producer=None, channel=object())
    request.registerProducer = lambda gate, _: setattr(request, "producer", gate)

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "headers": [(b"content-type", b"text/event-stream")]})
        request.producer.pauseProducing()
        await send({"type": "http.response.body", "more_body": True})
        await asyncio.Event().wait()

    stream = asyncio.create_task(PatientStreams(app)({}, None, functools.partial(arrive, request)))
    await asyncio.sleep(0.01)
    request.producer.stopProducing()
    for _ in range(turns):
        await asyncio.sleep(0)
    stream.cancel()
    await asyncio.wait([stream], timeout=1)
    assert stream.cancelled()


async def arrive(request, message):
    """Take a message as daphne does."""
