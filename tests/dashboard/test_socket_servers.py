"""The socket through real servers: daphne, which we run, and uvicorn, which the deployment notes name."""

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import asynccontextmanager

import orjson
import pytest
import redis
import websockets
from django.conf import settings

from markets.consumers import MAX_FRAME, TOO_BIG
from markets.stream import bus as keys
from tests.markets.values import price, state
from tests.valkey import start_valkey

LIMIT_S = 30
SMALL_BUFFER = 4_096

# Only an unanswered ping ends a socket whose buffer is full under uvicorn; its own pings are 20 s apart.
UVICORN_PINGS = ["--ws-ping-interval", "1", "--ws-ping-timeout", "1"]
COMMANDS = {
    "daphne": ["-m", "daphne", "--fd", "{fd}", "project.asgi:application"],
    "uvicorn": ["-m", "uvicorn", "--fd", "{fd}", *UVICORN_PINGS, "project.asgi:application"],
}


class Site:
    """A server process and the bus that it listens to."""

    def __init__(self, valkey, port):
        self.valkey = valkey
        self.port = port
        self.bus = redis.Redis.from_url(valkey.url)

    def publish(self, last):
        self.bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=last)))
        self.bus.publish(keys.channel(keys.PRICES), keys.dump([price(last=last)]))

    @asynccontextmanager
    async def page(self, *topics, **options):
        origin = f"http://127.0.0.1:{self.port}"
        options = {"origin": origin, "open_timeout": LIMIT_S, **options}
        async with websockets.connect(f"ws://127.0.0.1:{self.port}/ws/stream", **options) as page:
            await page.send(orjson.dumps({"type": "subscribe", "topics": topics}).decode())
            yield page


@pytest.fixture(params=list(COMMANDS))
def site(request, tmp_path):
    valkey = start_valkey(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listening, (tmp_path / "server.log").open("w") as log:
        port, fd = listening.getsockname()[1], listening.fileno()
        command = [sys.executable, *(part.format(fd=fd) for part in COMMANDS[request.param])]
        environment = {**os.environ, "REDIS_URL": valkey.url, "DATA_DIR": str(tmp_path), "PORT": str(port)}
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log, pass_fds=[fd]
        )
    site = Site(valkey, port)
    try:
        yield site
    finally:
        process.terminate()
        process.wait(LIMIT_S)
        site.bus.close()
        valkey.kill()


async def hear(page, kind="prices"):
    async with asyncio.timeout(LIMIT_S):
        while (frame := orjson.loads(await page.recv()))["type"] != kind:
            pass
    return frame


async def hear_price(page, last):
    """Wait for one price; return how many price frames came up to it."""
    count = 1
    while (await hear(page))["prices"]["BTC-USDT"]["last"] != last:
        count += 1
    return count


async def test_prices_arrive_conflated_and_go_on_after_a_restart_of_the_bus(site):
    async with site.page("px:BTC-USDT") as page:
        site.publish(1.0)
        await hear_price(page, 1.0)
        for tick in range(1_000):
            site.publish(float(tick))
        assert await hear_price(page, 999.0) < 100

        site.valkey.kill()
        await asyncio.sleep(1)
        site.valkey.start()
        site.valkey.wait_until_ready()
        site.publish(3_000.0)
        await hear_price(page, 3_000.0)


async def test_a_frame_that_is_too_big_is_named_as_the_reason_of_the_end(site):
    async with site.page("px:BTC-USDT") as page:
        await page.send("x" * (MAX_FRAME + 1))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await hear(page, "never")
    assert closed.value.rcvd.code == TOO_BIG


async def test_a_reader_that_stops_reading_is_closed_and_the_others_never_notice(site):
    narrow = socket.create_connection(("127.0.0.1", site.port))
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    narrow.setblocking(False)
    options = {"max_size": None, "compression": None}
    async with site.page("exchanges", sock=narrow, max_queue=1, **options) as slow, site.page("px:BTC-USDT") as quick:
        huge = keys.dump([{**orjson.loads(keys.dump(state())), "message": "x" * 500_000}])
        tick = 0
        async with asyncio.timeout(LIMIT_S):
            while connections(site.port) > 1:
                site.bus.publish(keys.channel(keys.EXCHANGES), huge)
                site.publish(float(tick := tick + 1))
                await hear_price(quick, float(tick))
        slow.transport.abort()
        site.publish(-1.0)
        await hear_price(quick, -1.0)


def connections(port):
    """Count what is connected to the port, as the kernel sees it."""
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)
