"""The socket of programs on daphne, the server that we run, in a process of its own."""

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
import websockets
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connection

from accounts.keys import revoke_key
from accounts.models import ApiKey
from alerts.hints import send_hint
from markets.stream import bus as keys
from project.supervisor.bus import free_port
from tests.alerts.program import LIMIT_S, add_alert, add_alerts, key_of, opened, signed_in
from tests.factories import InstrumentFactory, UserFactory
from tests.markets.values import price

pytestmark = pytest.mark.django_db(transaction=True)
later = database_sync_to_async
SMALL_BUFFER = 4_096
WITHIN_S = 8
"""How soon a key that is revoked has to have ended its socket: it is looked at every two seconds."""


def database() -> dict[str, str]:
    """Return what points another process at the database of the tests."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"DATA_DIR": str(Path(settings.DATA_DIR))}
    user, password = quote(found["USER"], safe=""), quote(found["PASSWORD"], safe="")
    return {"DATABASE_URL": f"postgresql://{user}:{password}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"}


@pytest.fixture(scope="module")
def daphne(django_db_setup, django_db_blocker, tmp_path_factory):
    """Serve the test database; returns the address."""
    folder, port = tmp_path_factory.mktemp("daphne"), free_port()
    with django_db_blocker.unblock():
        environment = {**os.environ, "RATE_LIMIT_WEBSOCKET": "10:3", "REDIS_URL": settings.REDIS_URL, **database()}
    starter = folder / "serve.py"
    # SQLite's tests have a file of their own beside the one that the settings name.
    starter.write_text(
        "import os, sys, django\nfrom django.conf import settings\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'project.settings'\n"
        f"name = {str(connection.settings_dict['NAME'])!r}\n"
        "settings.DATABASES['default']['NAME'] = name\n"
        "from markets.stream import outbox\noutbox.PATIENCE_S = 2.0\n"
        "from daphne.cli import CommandLineInterface\n"
        f"CommandLineInterface().run(['--bind', '127.0.0.1', '--port', '{port}', 'project.asgi:application'])\n"
    )
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(starter)],
            cwd=settings.BASE_DIR,
            env={**environment, "PYTHONPATH": str(settings.BASE_DIR), "PORT": str(port)},
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_it_listens(port, process, folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(LIMIT_S)


def wait_until_it_listens(port, process, log):
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail(f"The server ended: {log.read_text()}")


async def ring():
    await asyncio.to_thread(send_hint)


async def test_the_story_of_a_program(daphne, bus):
    await later(InstrumentFactory)(symbol="BTC-USDT")
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=64_010.5)))
    key = await key_of()
    async with signed_in(daphne, key) as program:
        await program.subscribe("all_alerts", filters={"confidence_threshold": 0.7, "urgency_levels": ["high"]})
        await program.subscribe("price", symbols=["BTC-USDT"])
        assert (await program.hear("price"))["data"]["prices"][0]["price"] == 64_010.5
        await add_alert(title="Harbour token")
        await ring()
        told = (await program.hear("alert"))["data"]
        assert told["title"] == "Harbour token"
    missed = await add_alert(title="Missed")
    async with signed_in(daphne, key) as program:
        await program.subscribe("all_alerts", since=told["seq"])
        assert (await program.hear("alert"))["data"]["seq"] == missed.seq


async def test_the_eleventh_socket_of_an_address_is_told_to_wait_and_then_let_in(daphne):
    for _ in range(10):
        async with opened(daphne) as program:
            await program.hear("status")
    async with opened(daphne) as program:
        code, frames = await program.closed_with()
    assert (code, frames[-1]["error"]["code"]) == (4013, "RATE_LIMIT_EXCEEDED")
    await asyncio.sleep(frames[-1]["error"]["details"]["retry_after_s"] + 0.1)
    async with opened(daphne) as program:
        await program.hear("status")


async def test_a_revoked_key_ends_its_socket_within_seconds(daphne):
    async with signed_in(daphne, await key_of()) as program:
        await program.subscribe("all_alerts")
        await later(lambda: revoke_key(ApiKey.objects.get()))()
        async with asyncio.timeout(WITHIN_S):
            code, frames = await program.closed_with()
    assert (code, frames[-1]["error"]["code"]) == (4001, "AUTHENTICATION_FAILED")


@pytest.mark.parametrize("size", [20_000, 1_000_000, 1_048_577, 8_000_000])
async def test_a_frame_that_is_too_long_ends_the_socket(daphne, size):
    async with signed_in(daphne, await key_of()) as program:
        with suppress(websockets.ConnectionClosed):
            await program.socket.send("x" * size)
        code, _ = await program.closed_with()
    # Past its own limit of 1 MiB daphne ends the socket by itself.
    assert code == 4009 or (size > 1_048_576 and code in {None, 1009})


async def test_others_alerts_stay_theirs(daphne, bus):
    owner = await later(UserFactory)()
    async with signed_in(daphne, await key_of()) as program:
        await program.subscribe("all_alerts", since=0)
        await add_alert(user=owner, title="Not yours")
        await add_alert(title="For all")
        await ring()
        assert (await program.hear("alert"))["data"]["title"] == "For all"


async def test_a_program_that_stops_reading_is_closed_and_the_others_never_notice(daphne, bus):
    narrow = socket.create_connection(("127.0.0.1", int(daphne.rpartition(":")[2])))
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    narrow.setblocking(False)
    key = await key_of()
    options = {"max_size": None, "compression": None, "max_queue": 1}
    async with signed_in(daphne, key, sock=narrow, **options) as slow, signed_in(daphne, key) as quick:
        await slow.subscribe("all_alerts")
        await quick.subscribe("all_alerts")
        port, heard = narrow.getsockname()[1], 0
        async with asyncio.timeout(LIMIT_S * 3):
            while is_connected(port):
                made = await add_alerts(20, content="A long story. " * 2_000)
                await ring()
                for alert in made:
                    assert (await quick.hear("alert"))["data"]["seq"] == alert.seq
                    heard += 1
        slow.socket.transport.abort()
        assert heard
        assert (await quick.ask("ping"))["type"] == "pong"


def is_connected(port):
    """Tell whether the server still has a connection to that port of ours, as the kernel sees it."""
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return any(row[2].endswith(f":{port:04X}") and row[3] == "01" for row in rows)
