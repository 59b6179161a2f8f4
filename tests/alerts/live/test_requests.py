"""What programs send, right and wrong, spoken by a plain client to a real server."""

import pytest
from channels.db import database_sync_to_async

from alerts.live.requests import TOPICS
from markets.consumers import MAX_FRAME
from tests.alerts.program import code_of, key_of, opened, signed_in
from tests.factories import InstrumentFactory

pytestmark = pytest.mark.django_db(transaction=True)
later = database_sync_to_async


@pytest.fixture(autouse=True)
def many(settings):
    """All tests come from one address."""
    settings.RATE_LIMIT_WEBSOCKET = (1_000, 60)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "7",
        "null",
        '"ping"',
        "",
        "{}",
        '{"type":"shout"}',
        '{"type":["ping"]}',
        '{"type":"ping","data":' + "[" * 2000 + "]" * 2000 + "}",
        '{"type":"ping","data":{"deep":' + "[" * 300 + "]" * 300 + "}}",
        b"\x00\xff\xfe",
    ],
)
async def test_garbage_is_answered_and_the_socket_stays_open(server, text):
    async with signed_in(server, await key_of()) as program:
        await program.socket.send(text)
        assert code_of(await program.hear("error")) == "INVALID_FRAME"
        assert (await program.ask("ping"))["type"] == "pong"


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("subscribe", {}, "data.type"),
        ("subscribe", {"type": "all_alerts", "colour": "red"}, "data.colour"),
        (
            "subscribe",
            {"type": "all_alerts", "filters": {"confidence_threshold": 1.5}},
            "data.filters.confidence_threshold",
        ),
        ("subscribe", {"type": "all_alerts", "filters": {"urgency_levels": ["loud"]}}, "data.filters.urgency_levels.0"),
        ("subscribe", {"type": "all_alerts", "filters": {"companies": [0]}}, "data.filters.companies.0"),
        ("subscribe", {"type": "all_alerts", "filters": {"companies": [2**62]}}, "data.filters.companies"),
        ("subscribe", {"type": "all_alerts", "filters": {"sources": ["nobody"]}}, "data.filters.sources"),
        ("subscribe", {"type": "all_alerts", "filters": {"sources": ["a\x00"]}}, "data.filters.sources"),
        ("subscribe", {"type": "all_alerts", "symbols": ["BTC-USDT"]}, "data.symbols"),
        ("subscribe", {"type": "all_alerts", "since": -1}, "data.since"),
        ("subscribe", {"type": "all_alerts", "since": True}, "data.since"),
        ("subscribe", {"type": "company_specific"}, "data.filters.companies"),
        ("subscribe", {"type": "source_specific", "filters": {"companies": [1]}}, "data.filters.sources"),
        ("subscribe", {"type": "price"}, "data.symbols"),
        ("subscribe", {"type": "price", "symbols": []}, "data.symbols"),
        ("subscribe", {"type": "price", "symbols": ["X"] * 51}, "data.symbols"),
        ("subscribe", {"type": "price", "symbols": ["BTC-USDT"], "filters": {}}, "data.filters"),
        ("subscribe", {"type": "trade", "symbols": ["BTC-USDT"], "since": 3}, "data.since"),
        ("subscribe", {"type": "system_status", "symbols": ["BTC-USDT"]}, "data.symbols"),
        ("auth", {}, "data.token"),
        ("auth", {"token": ""}, "data.token"),
    ],
)
async def test_wrong_input_is_named_by_its_field(server, settings, kind, data, field):
    await later(InstrumentFactory)(symbol="BTC-USDT")
    async with signed_in(server, await key_of()) as program:
        error = await program.ask(kind, data)
    assert code_of(error) == "INVALID_INPUT"
    assert set(error["error"]["details"]) == {field}


@pytest.mark.parametrize("topic", ["whales", "tides"])
async def test_a_topic_that_there_is_not_is_refused_with_those_that_there_are(server, topic):
    async with signed_in(server, await key_of()) as program:
        error = await program.ask("subscribe", {"type": topic})
    assert code_of(error) == "UNKNOWN_TOPIC"
    assert error["error"]["details"]["topics"] == list(TOPICS)
    assert all(each in error["error"]["message"] for each in TOPICS)


async def test_an_unknown_symbol_names_those_that_are_known(server):
    await later(InstrumentFactory)(symbol="BTC-USDT")
    async with signed_in(server, await key_of()) as program:
        error = await program.ask("subscribe", {"type": "price", "symbols": ["btc-usdt", "NOPE"]})
    assert code_of(error) == "INVALID_SYMBOL"
    assert error["error"]["details"]["supported_symbols"] == ["BTC-USDT"]


async def test_an_error_carries_the_id_of_the_connection(server):
    async with opened(server) as program:
        connection = (await program.hear("status"))["data"]["connection_id"]
        assert (await program.ask("subscribe", {"type": "x"}))["error"]["correlation_id"] == connection


async def test_a_flood_ends_the_socket(server):
    async with signed_in(server, await key_of()) as program:
        for _ in range(12):
            await program.say("ping")
        assert (await program.closed_with())[0] == 4008


async def test_a_frame_over_the_limit_ends_the_socket(server):
    async with signed_in(server, await key_of()) as program:
        await program.socket.send("x" * (MAX_FRAME + 1))
        assert (await program.closed_with())[0] == 4009


async def test_so_many_subscriptions_fit_a_socket(server, settings, monkeypatch):
    monkeypatch.setattr("alerts.live.subscriptions.MOST", 2)
    monkeypatch.setattr("alerts.live.subscriptions.MOST_SYMBOLS", 3)
    for number in range(5):
        await later(InstrumentFactory)(symbol=f"S{number}-USDT")
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("price", symbols=["S0-USDT", "S1-USDT", "S1-USDT"])
        error = await program.ask("subscribe", {"type": "price", "symbols": ["S2-USDT", "S3-USDT"]})
        assert code_of(error) == "TOO_MANY_TOPICS"
        await program.subscribe("trade", symbols=["S0-USDT", "S2-USDT"])
        assert code_of(await program.ask("subscribe", {"type": "system_status"})) == "TOO_MANY_TOPICS"
        assert (await program.ask("unsubscribe", {"subscription_id": "s1"}))["data"] == {"subscriptions": ["s1"]}
        await program.subscribe("system_status")


async def test_an_id_comes_back_as_it_was_or_is_refused(server, monkeypatch):
    monkeypatch.setattr("markets.consumers.MAX_MESSAGES_PER_S", 20)
    async with signed_in(server, await key_of()) as program:
        for mark in (0, 2**53, "x" * 64, None):
            await program.say("ping", id=mark)
            assert (await program.hear("pong")).get("id") == mark
        for mark in (True, 1.0, -1, 2**53 + 1, "x" * 65, "\x00", ["a"]):
            await program.say("ping", id=mark)
            assert set((await program.hear("error"))["error"]["details"]) == {"id"}


async def test_data_that_is_no_object_is_refused(server):
    async with signed_in(server, await key_of()) as program:
        await program.say("ping", [1])
        assert set((await program.hear("error"))["error"]["details"]) == {"data"}


async def test_an_unsubscription_of_nothing_names_what_there_is(server):
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts")
        error = await program.ask("unsubscribe", {"subscription_id": "s9"})
    assert code_of(error) == "NOT_FOUND"
    assert [each["subscription_id"] for each in error["error"]["details"]["subscriptions"]] == ["s1"]
