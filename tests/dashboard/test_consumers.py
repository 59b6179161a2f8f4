"""The socket through the whole ASGI application: real sessions, a real bus, real alerts."""

import asyncio
from contextlib import asynccontextmanager, suppress

import orjson
import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import OperationalError, transaction
from django.test import Client

from alerts.hints import send_hint
from alerts.live import rounds
from alerts.sequence import lock_counter, next_number
from dashboard.consumers import StreamConsumer
from markets.consumers import MAX_FRAME, MAX_TOPICS
from markets.stream import bus as keys
from project.asgi import application
from tests.factories import AlertFactory, EventChangeFactory, EventFactory, UserFactory
from tests.markets.values import price, state

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT_S = 10


class Socket:
    """The browser's end."""

    def __init__(self, communicator):
        self.communicator = communicator
        self.closed_with = None

    async def say(self, **message):
        await self.communicator.send_json_to(message)

    async def subscribe(self, *topics, **more):
        await self.say(type="subscribe", topics=list(topics), **more)

    async def hear(self, kind):
        """Return the next frame of a kind; what comes before it is passed over."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                if (frame := await self.next())["type"] == kind:
                    return frame

    async def next(self):
        output = await self.communicator.receive_output(LIMIT_S)
        if output["type"] == "websocket.close":
            self.closed_with = output["code"]
            raise EOFError(output["code"])
        return orjson.loads(output["text"])

    async def until_closed(self):
        while self.closed_with is None:
            with suppress(EOFError):
                await self.next()
        return self.closed_with

    async def everything_until(self, kind):
        frames = []
        while not frames or frames[-1]["type"] != kind:
            frames.append(await self.next())
        return frames


@asynccontextmanager
async def open_socket(client=None, origin=b"http://localhost"):
    headers = [(b"origin", origin), (b"host", b"localhost")]
    if client:
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    communicator = WebsocketCommunicator(application, "/ws/stream", headers=headers)
    is_open, _ = await communicator.connect(LIMIT_S)
    assert is_open
    try:
        yield Socket(communicator)
    finally:
        await communicator.disconnect(timeout=LIMIT_S)


@database_sync_to_async
def signed_in(**fields):
    client = Client()
    client.force_login(UserFactory(**fields))
    return client


@database_sync_to_async
@transaction.atomic
def add_alert(user=None, **fields):
    return AlertFactory(seq=next_number(lock_counter()), user=user, **fields)


async def test_a_visitor_sees_the_landing_prices(bus):
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=71_284.5)))
    bus.hset(keys.EXCHANGES, "kraken", keys.dump(state("kraken")))
    async with open_socket() as socket:
        await socket.subscribe("px:BTC-USDT", "exchanges")
        assert (await socket.hear("prices"))["prices"]["BTC-USDT"]["last"] == 71_284.5
        assert (await socket.hear("exchanges"))["exchanges"][0]["exchange"] == "kraken"


@pytest.mark.parametrize("topic", ["alerts", "tape:BTC-USDT", "px:AAVE-USDT", "book:BTC-USDT:1"])
async def test_a_visitor_gets_nothing_else(topic, bus):
    await add_alert()
    async with open_socket() as socket:
        await socket.subscribe("px:BTC-USDT", topic, cursor=0)
        assert (await socket.hear("error"))["code"] == "PERMISSION_DENIED"
        await socket.say(type="ping", t=5)
        frames = await socket.everything_until("pong")
        assert [frame["type"] for frame in frames] == ["pong"]


async def test_a_page_gets_each_missed_alert_exactly_once_and_in_order(bus):
    old = await add_alert()
    missed = [await add_alert(title=f"Harbour token {number}") for number in range(3)]
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=old.seq)
        frames = await socket.everything_until("heartbeat")
        assert [frame["seq"] for frame in frames[:-1]] == [alert.seq for alert in missed]
        assert frames[0]["title"] == "Harbour token 0"
        assert f'id="alert-{missed[0].pk}"' in frames[0]["html"]
        assert frames[0]["url"] == f"/alerts/{missed[0].pk}/"
        assert frames[-1]["seq"] == missed[-1].seq
        await sync_to_async(send_hint)()
        newest = await add_alert()
        await sync_to_async(send_hint)()
        assert (await socket.hear("alert"))["seq"] == newest.seq


@database_sync_to_async
@transaction.atomic
def add_update(alert, **fields):
    values = {"field": "date", "after": "2026-11-28", "at": alert.created_at, **fields}
    return EventChangeFactory(event=alert.event, seq=next_number(lock_counter()), **values)


@database_sync_to_async
def event_for(**fields):
    return EventFactory(**fields)


async def test_what_became_of_an_alert_comes_in_its_place_among_the_alerts(bus):
    first = await add_alert(title="Harbour token", event=await event_for())
    update = await add_update(first)
    second = await add_alert()
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=0)
        frames = await socket.everything_until("heartbeat")
        assert [(frame["type"], frame["seq"]) for frame in frames] == [
            ("alert", first.seq),
            ("update", update.seq),
            ("alert", second.seq),
            ("heartbeat", second.seq),
        ]
        told = frames[1]
        assert (told["alert"], told["title"], told["text"]) == (first.pk, "Harbour token", "Dated 28 November 2026.")
        assert f'id="alert-{first.pk}"' in told["html"]
        assert told["url"] == f"/alerts/{first.pk}/"
        denied = await add_update(first, field="status", before="dated", after="false")
        await sync_to_async(send_hint)()
        assert (await socket.hear("update"))["seq"] == denied.seq


async def test_an_update_that_came_last_is_the_cursor_of_the_next_page(bus):
    update = await add_update(await add_alert(event=await event_for()))
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=update.seq)
        frames = await socket.everything_until("heartbeat")
        assert [(frame["type"], frame["seq"]) for frame in frames] == [("heartbeat", update.seq)]


async def test_an_update_of_somebody_elses_alert_is_not_sent(bus):
    other = await database_sync_to_async(UserFactory)()
    await add_update(await add_alert(user=other, event=await event_for()))
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=0)
        frames = await socket.everything_until("heartbeat")
        assert [frame["type"] for frame in frames] == ["heartbeat"]


async def test_somebody_elses_alert_is_not_sent(bus):
    other = await database_sync_to_async(UserFactory)()
    await add_alert(user=other)
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=0)
        frames = await socket.everything_until("heartbeat")
        assert [frame["type"] for frame in frames] == ["heartbeat"]


async def test_a_lost_hint_is_made_good_by_the_next_look(bus, monkeypatch):
    monkeypatch.setattr(StreamConsumer, "heartbeat_s", 0.1)
    monkeypatch.setattr(rounds, "BEAT_S", 0.1)
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=0)
        await socket.hear("heartbeat")
        alert = await add_alert()
        assert (await socket.hear("alert"))["seq"] == alert.seq
        frames = [await socket.hear("heartbeat") for _ in range(3)]
        assert frames[-1]["seq"] == alert.seq


async def test_a_cursor_from_another_database_makes_the_page_reload(bus):
    alert = await add_alert()
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=alert.seq + 1_000)
        frames = await socket.everything_until("heartbeat")
        assert [frame["type"] for frame in frames] == ["resync", "heartbeat"]


async def test_too_many_missed_alerts_make_the_page_reload(bus, monkeypatch):
    monkeypatch.setattr("alerts.live.news.alerts_between", lambda *_: None)
    await add_alert()
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=0)
        await socket.hear("resync")


async def test_signing_out_closes_the_socket(bus, monkeypatch):
    monkeypatch.setattr(StreamConsumer, "heartbeat_s", 0.05)
    monkeypatch.setattr(StreamConsumer, "recheck_s", 0.0)
    client = await signed_in()
    async with open_socket(client) as socket:
        await socket.subscribe("alerts", cursor=0)
        await socket.hear("heartbeat")
        await socket.hear("heartbeat")
        await database_sync_to_async(client.logout)()
        assert await socket.until_closed() == 4001


async def test_an_account_that_is_switched_off_loses_its_socket(bus, monkeypatch):
    monkeypatch.setattr(StreamConsumer, "heartbeat_s", 0.05)
    monkeypatch.setattr(StreamConsumer, "recheck_s", 0.0)
    user = await database_sync_to_async(UserFactory)()
    client = Client()
    await database_sync_to_async(client.force_login)(user)
    async with open_socket(client) as socket:
        user.is_active = False
        await database_sync_to_async(user.save)()
        assert await socket.until_closed() == 4001


async def test_a_flood_closes_the_socket():
    async with open_socket() as socket:
        for number in range(12):
            await socket.say(type="ping", t=number)
        assert await socket.until_closed() == 4008


async def test_a_frame_that_is_too_big_closes_the_socket():
    async with open_socket() as socket:
        await socket.communicator.send_to(text_data="x" * (MAX_FRAME + 1))
        assert await socket.until_closed() == 4009


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "INVALID_FRAME"),
        ("[]", "INVALID_FRAME"),
        ('{"type":"shout"}', "INVALID_FRAME"),
        ('{"type":["ping"]}', "INVALID_FRAME"),
        ('{"type":"subscribe"}', "INVALID_TOPICS"),
        ('{"type":"subscribe","topics":[1]}', "INVALID_TOPICS"),
        ('{"type":"subscribe","topics":["sky"]}', "INVALID_TOPICS"),
        ('{"type":"subscribe","topics":["px:"]}', "INVALID_TOPICS"),
        ('{"type":"subscribe","topics":["book:SOL-USDT"]}', "INVALID_TOPICS"),
        ('{"type":"subscribe","topics":["book:A:1","book:B:1","book:C:1","book:D:1","book:E:1"]}', "TOO_MANY_TOPICS"),
        ('{"type":"ping","t":' + "[" * 300 + "]" * 300 + "}", "INVALID_FRAME"),
    ],
)
async def test_a_bad_frame_is_answered_and_the_socket_stays_open(text, code):
    async with open_socket() as socket:
        await socket.communicator.send_to(text_data=text)
        error = await socket.hear("error")
        assert error["code"] == code
        assert error["message"].endswith(".")
        await socket.say(type="ping", t=1)
        assert (await socket.hear("pong"))["t"] == 1


async def test_a_bad_cursor_is_answered_and_the_socket_stays_open():
    async with open_socket(await signed_in()) as socket:
        for cursor in ("x", True, -1, 2**63, None, 1.5):
            await socket.subscribe("alerts", cursor=cursor)
            assert (await socket.hear("error"))["code"] == "INVALID_CURSOR"
        await socket.say(type="ping", t=1)
        await socket.hear("pong")


async def test_too_many_topics_are_refused():
    async with open_socket() as socket:
        await socket.subscribe(*(f"px:S{number}" for number in range(MAX_TOPICS + 1)))
        assert (await socket.hear("error"))["code"] == "TOO_MANY_TOPICS"


async def test_another_sites_page_cannot_open_the_socket():
    communicator = WebsocketCommunicator(application, "/ws/stream", headers=[(b"origin", b"http://evil.example")])
    is_open, _ = await communicator.connect(LIMIT_S)
    assert not is_open


@pytest.mark.parametrize("origin", ["http://localhost:9000", "http://127.0.0.1", "https://localhost.evil.example", ""])
async def test_another_programs_page_on_this_machine_cannot_open_the_socket(origin):
    headers = [(b"origin", origin.encode()), (b"host", b"localhost")]
    communicator = WebsocketCommunicator(application, "/ws/stream", headers=headers)
    is_open, _ = await communicator.connect(LIMIT_S)
    assert not is_open


async def test_the_page_at_the_public_address_may_open_the_socket_though_a_proxy_writes_another_host(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://localhost:8443"]
    async with open_socket(origin=b"https://localhost:8443") as socket:
        await socket.say(type="ping", t=5)
        assert (await socket.hear("pong"))["t"] == 5


async def test_the_socket_opens_and_serves_alerts_while_the_bus_is_away(settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(rounds, "BEAT_S", 0.1)
    layer = settings.CHANNEL_LAYERS["default"]
    hosts = {"hosts": [{"address": settings.REDIS_URL, "socket_timeout": None}], "prefix": "tw"}
    settings.CHANNEL_LAYERS = {"default": {**layer, "CONFIG": hosts}}
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", "px:BTC-USDT", cursor=0)
        await socket.hear("heartbeat")
        alert = await add_alert()
        assert (await socket.hear("alert"))["seq"] == alert.seq


async def test_a_socket_that_fails_leaves_nothing_behind(bus, monkeypatch):
    def refuse(*_):
        raise OperationalError("The database does not answer.")

    monkeypatch.setattr("alerts.live.news.alerts_between", refuse)
    await add_alert()
    client = await signed_in()
    with pytest.raises(OperationalError):  # noqa: PT012  the error comes out wherever the socket is heard next
        async with open_socket(client) as socket:
            await socket.subscribe("alerts", "px:BTC-USDT", cursor=0)
            await socket.until_closed()
    assert not [task for task in asyncio.all_tasks() if "tick_for_ever" in repr(task)]
    assert dict(bus.pubsub_numsub(keys.channel(keys.PRICES)))[keys.channel(keys.PRICES)] == 0


async def test_a_page_that_wants_no_more_alerts_while_they_are_read_keeps_its_heartbeat(bus, monkeypatch):
    monkeypatch.setattr(StreamConsumer, "heartbeat_s", 0.05)
    is_asked, may_answer = asyncio.Event(), asyncio.Event()

    def answered_late(question):
        async def ask(*details):
            is_asked.set()
            await may_answer.wait()
            return await database_sync_to_async(question)(*details)

        return ask

    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=0)
        await socket.hear("heartbeat")
        await add_alert()
        monkeypatch.setattr(rounds, "BEAT_S", 0.05)
        monkeypatch.setattr("alerts.live.rounds.database_sync_to_async", answered_late)
        await sync_to_async(send_hint)()
        await is_asked.wait()
        await socket.subscribe("exchanges")
        while (await socket.hear("heartbeat"))["seq"]:
            pass
        may_answer.set()
        for _ in range(3):
            await socket.hear("heartbeat")
