"""Subscriptions on a real server, spoken by a plain client of graphql-transport-ws."""

import asyncio
from contextlib import asynccontextmanager

import orjson
import pytest
import websockets
from channels.db import database_sync_to_async
from django.conf import settings as the_settings
from django.test import Client

from accounts.keys import create_key, revoke_key
from accounts.models import ApiCall, ApiKey, MonthlyUsage, Scope
from accounts.usage.meter import METER
from markets.stream import bus as keys
from markets.stream import ticks, watch
from markets.stream.seats import sockets as seats
from project.consumers import MOST_SUBSCRIPTIONS, PROTOCOL, GraphQLConsumer
from tests.factories import InstrumentFactory, UserFactory
from tests.markets.values import price

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT_S = 30
PRICES = """subscription PriceUpdates($symbols: [String!]!) {
  priceUpdates(symbols: $symbols) { symbol price change_24h timestamp }
}"""
later = database_sync_to_async


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    """All tests come from one address."""
    settings.RATE_LIMIT_WEBSOCKET = (1_000, 60)
    monkeypatch.setattr(watch, "EVERY_S", 0.1)
    monkeypatch.setattr(ticks, "EVERY_S", 0.01)


@pytest.fixture
def people(transactional_db):
    for base in ("BTC", "ETH"):
        InstrumentFactory(base=base)
    user = UserFactory()
    return user, create_key(user, "Desk")[1]


class Program:
    def __init__(self, socket):
        self.socket = socket

    async def say(self, kind, **more):
        await self.socket.send(orjson.dumps({"type": kind, **more}).decode())

    async def hear(self, *kinds):
        async with asyncio.timeout(LIMIT_S):
            while (frame := orjson.loads(await self.socket.recv()))["type"] not in kinds:
                pass
        return frame

    async def subscribe(self, reference="1", query=PRICES, **variables):
        await self.say("subscribe", id=reference, payload={"query": query, "variables": variables})

    async def code(self):
        """Return the code with which the server closes."""
        try:
            async with asyncio.timeout(LIMIT_S):
                while True:
                    await self.socket.recv()
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


@asynccontextmanager
async def opened(server, **options):
    address = server.replace("http", "ws", 1) + "/graphql"
    async with websockets.connect(address, **{"subprotocols": [PROTOCOL], **options}) as socket:
        yield Program(socket)


@asynccontextmanager
async def signed_in(server, key, **options):
    async with opened(server, **options) as program:
        await program.say("connection_init", payload={"Authorization": f"Bearer {key}"})
        await program.hear("connection_ack")
        yield program


def put(bus, *prices):
    bus.hset(keys.PRICES, mapping={each.symbol: keys.dump(each) for each in prices})
    bus.publish(keys.channel(keys.PRICES), keys.dump(list(prices)))


async def test_prices_come_as_they_change_until_they_are_no_longer_wanted(server, people, bus):
    put(bus, price(last=1.0, change_24h=2.5))
    async with signed_in(server, people[1]) as program:
        await program.subscribe(symbols=["btc", "BTC-USDT"])
        first, second = await program.hear("next"), await program.hear("next")
        told = first["payload"]["data"]["priceUpdates"]
        assert (told["symbol"], told["price"], told["change_24h"]) == ("BTC", 1.0, 2.5)
        assert second["payload"]["data"]["priceUpdates"]["symbol"] == "BTC-USDT"
        put(bus, price(last=7.0))
        while (await program.hear("next"))["payload"]["data"]["priceUpdates"]["price"] != 7.0:
            pass
        await program.say("complete", id="1")
        await program.say("ping")
        await program.hear("pong")
        await program.subscribe(symbols=["BTC"])
        assert (await program.hear("next"))["payload"]["data"]["priceUpdates"]["price"] == 7.0


async def test_it_counts_like_calls_of_the_api(server, people):
    async with signed_in(server, people[1]) as program:
        await program.subscribe(symbols=["NOPE"])
        await program.hear("error")
        await program.subscribe(query="{")
        await program.hear("error")
    await later(METER.flush)()
    rows = await later(lambda: list(ApiCall.objects.values_list("method", "endpoint", "status")))()
    assert rows == [("WS", "/graphql", 200)] * 3
    assert (await MonthlyUsage.objects.aget(user=people[0])).calls == 2


async def test_a_subscription_that_cannot_be_ends_with_an_error(server, people):
    cases = [
        (PRICES, ["NOPE"], "INVALID_SYMBOL"),
        (PRICES, [], "INVALID_INPUT"),
        (PRICES, ["BTC"] * 51, "INVALID_INPUT"),
        (PRICES, "x" * 200, "INVALID_SYMBOL"),
        ("subscription { nothing }", [], "INVALID_INPUT"),
        ("{ __typename }", [], "INVALID_INPUT"),
        ("{", [], "INVALID_INPUT"),
        ("subscription {" + "a " * 700 + "}", [], "QUERY_TOO_COMPLEX"),
        (PRICES.replace("symbol price", "price " * 50), ["BTC"], "QUERY_TOO_COMPLEX"),
    ]
    async with signed_in(server, people[1]) as program:
        for number, (query, symbols, code) in enumerate(cases):
            await program.subscribe(f"s{number}", query, symbols=symbols)
            frame = await program.hear("error", "next", "complete")
            assert (frame["type"], frame["id"]) == ("error", f"s{number}")
            assert frame["payload"][0]["extensions"]["code"] == code


async def test_a_key_may_come_with_the_opening(server, people):
    for headers in ({"X-API-Key": people[1]}, {"Authorization": f"Bearer {people[1]}"}):
        async with opened(server, additional_headers=headers) as program:
            await program.say("connection_init")
            await program.hear("connection_ack")


async def cookie_of(user):
    client = Client()
    await later(client.force_login)(user)
    name = the_settings.SESSION_COOKIE_NAME
    return client, {"Cookie": f"{name}={client.cookies[name].value}"}


async def test_a_page_of_ours_may_listen_until_its_session_ends(server, people, monkeypatch):
    monkeypatch.setattr(GraphQLConsumer, "heartbeat_s", 0.1)
    client, cookie = await cookie_of(people[0])
    async with opened(server, additional_headers=cookie, origin=server) as program:
        await program.say("connection_init", payload={})
        await program.hear("connection_ack")
        await later(client.logout)()
        assert await program.code() == 4401


async def test_the_cookie_of_a_page_is_read_from_our_own_alone(server, people, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]
    _, cookie = await cookie_of(people[0])
    for origin in (None, "https://desk.example.org"):
        async with opened(server, additional_headers=cookie, origin=origin) as program:
            await program.say("connection_init")
            assert await program.code() == 4401


async def test_another_page_and_another_protocol_are_turned_away(server, people):
    for options in ({"origin": "https://evil.example"}, {"subprotocols": None}):
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with opened(server, **options):
                pass
        assert refused.value.response.status_code == 403


def init(payload):
    return {"type": "connection_init", "payload": payload}


def wish(reference):
    return {"type": "subscribe", "id": reference, "payload": {"query": PRICES, "variables": {"symbols": ["BTC"]}}}


BREACHES = [
    ([init({"Authorization": "Bearer tdw_nothing"})], 4401),
    ([init({"Authorization": "Basic eDp5"})], 4401),
    ([init({"Authorization": 5})], 4401),
    ([init({})], 4401),
    ([wish("1")], 4401),
    ([init({"X-API-Key": "KEY"}), init({"X-API-Key": "KEY"})], 4429),
    ([init({"X-API-Key": "KEY"}), wish("1"), wish("1")], 4409),
    ([{"type": "subscribe", "id": "1"}], 4400),
    ([{"type": "subscribe", "payload": {}}], 4400),
    ([{"type": "nothing"}], 4400),
    (["text"], 4400),
    ([{"type": "ping", "payload": {"x": "x" * 20_000}}], 4009),
    ([init({"X-API-Key": "KEY"}), *[wish(str(number)) for number in range(40)]], 4008),
]


async def test_who_breaks_the_protocol_is_hung_up_on(server, people):
    for frames, code in BREACHES:
        async with opened(server) as program:
            for frame in frames:
                await program.socket.send(orjson.dumps(frame).replace(b"KEY", people[1].encode()).decode())
            assert await program.code() == code, frames
    async with asyncio.timeout(LIMIT_S):
        while seats.taken:
            await asyncio.sleep(0.02)


async def test_a_socket_has_so_many_subscriptions_and_no_more(server, people, monkeypatch):
    monkeypatch.setattr("markets.consumers.MAX_MESSAGES_PER_S", 100)
    async with signed_in(server, people[1]) as program:
        for number in range(MOST_SUBSCRIPTIONS + 1):
            await program.subscribe(str(number), symbols=["BTC"])
        assert await program.code() == 4008


async def test_the_subscriptions_of_a_socket_share_room_for_symbols_and_give_it_back(server, people, bus, monkeypatch):
    monkeypatch.setattr("markets.graphql.lookup.MOST_FOLLOWED", 2)
    put(bus, price(last=1.0))
    async with signed_in(server, people[1]) as program:
        await program.subscribe("1", symbols=["BTC", "BTC-USDT"])
        await program.hear("next")
        await program.subscribe("2", symbols=["BTC"])
        refused = await program.hear("error")
        assert (refused["id"], refused["payload"][0]["extensions"]["code"]) == ("2", "TOO_MANY_TOPICS")
        await program.say("complete", id="1")
        await program.subscribe("3", symbols=["BTC"])
        while (await program.hear("next"))["id"] != "3":
            pass


async def test_who_says_nothing_and_who_lacks_the_scope_are_hung_up_on(server, people, monkeypatch):
    monkeypatch.setattr(GraphQLConsumer, "init_s", 0.1)
    async with opened(server) as program:
        assert await program.code() == 4408
    writing = (await later(create_key)(people[0], "Desk", scopes=[Scope.WRITE]))[1]
    monkeypatch.setattr(GraphQLConsumer, "init_s", 10)
    async with opened(server) as program:
        await program.say("connection_init", payload={"X-API-Key": writing})
        assert await program.code() == 4403


async def test_a_revoked_key_ends_the_socket(server, people):
    async with signed_in(server, people[1]) as program:
        await program.subscribe(symbols=["BTC"])
        await later(lambda: revoke_key(ApiKey.objects.get(user=people[0])))()
        assert await program.code() == 4401
