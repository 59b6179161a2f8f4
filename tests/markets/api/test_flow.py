"""Whales and liquidations by the API: exact payloads, filters, and what is refused."""

import pytest
import redis
from django.test import Client

from accounts.keys import create_key
from accounts.models import User
from markets.flow.services import Batch, store_flow
from markets.models import Instrument
from markets.stream import bus as keys
from markets.types import WhaleThreshold
from tests.factories import InstrumentFactory
from tests.markets.flow.samples import START, liquidated, whale

WHALES, LIQUIDATIONS = "/api/v1/gpt/whale?symbol=BTC", "/api/v1/gpt/liq?symbol=BTC"


@pytest.fixture
def headers(user: User) -> dict[str, str]:
    return {"X-API-Key": create_key(user, "Desk")[1]}


@pytest.fixture(autouse=True)
def flow(db: None, bus: redis.Redis) -> None:
    ids = {symbol: InstrumentFactory(symbol=symbol, base=symbol[:3]).pk for symbol in ("BTC-USDT", "ETH-USDT")}
    whales = [
        whale("1", 300_000.0, START, percentile=99.6),
        whale("2", 600_000.0, START + 1, side="sell"),
        whale("3", 900_000.0, START + 2, symbol="ETH-USDT"),
        *(whale(f"old {number}", 250_000.0, START - 1 - number) for number in range(110)),
    ]
    store_flow(Batch(whales, [liquidated("7", 400_000.0), liquidated("8", 90_000.0, START + 1, side="short")], []), ids)
    bus.set(keys.MODE, "live")


def test_a_whale_has_what_earlier_clients_read(client: Client, headers: dict[str, str], bus: redis.Redis) -> None:
    bus.hset(keys.WHALE_THRESHOLDS, "BTC-USDT", keys.dump(WhaleThreshold("BTC-USDT", 412_000.0, 99.51)))
    body = client.get(WHALES, headers=headers).json()
    assert (body["symbol"], body["instrument"], body["exchange"], body["count"]) == (
        "BTC",
        "BTC-USDT",
        "aggregated",
        10,
    )
    assert (body["threshold"], body["threshold_percentile"]) == (412_000.0, 99.51)
    assert body["timestamp"] == body["transactions"][0]["timestamp"]
    made, told = whale("1", 300_000.0, START, percentile=99.6), body["transactions"][1]
    assert told.pop("timestamp").startswith("20")
    stated = {"id": f"{made.exchange}:1", "exchange": made.exchange, "side": made.side, "usd_value": 300_000.0}
    assert told == stated | {"amount": made.size, "price": made.price, "percentile": 99.6}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("&limit=2", ["2", "1"]),
        ("&threshold=600000", ["2"]),
        ("&threshold=0&side=buy&limit=1", ["1"]),
        ("&side=sell", ["2"]),
        ("&threshold=1e9", []),
    ],
)
def test_limit_threshold_and_side_choose(client: Client, headers: dict[str, str], asked: str, found: list[str]) -> None:
    body = client.get(WHALES + asked, headers=headers).json()
    assert [each["id"].rpartition(":")[2] for each in body["transactions"]] == found
    assert body["count"] == len(found)


def test_there_are_a_hundred_at_most(client: Client, headers: dict[str, str]) -> None:
    assert client.get(f"{WHALES}&limit=100", headers=headers).json()["count"] == 100


def test_liquidations_name_the_position_and_share_an_answer(client: Client, headers: dict[str, str]) -> None:
    body = client.get(LIQUIDATIONS, headers=headers).json()
    assert [(each["side"], each["usd_value"]) for each in body["liquidations"]] == [
        ("short", 90_000.0),
        ("long", 400_000.0),
    ]
    store_flow(
        Batch([], [liquidated("9", 100_000.0, START + 2)], []),
        {"BTC-USDT": Instrument.objects.get(symbol="BTC-USDT").pk},
    )
    assert client.get(LIQUIDATIONS, headers=headers).json()["count"] == 2
    assert client.get(f"{LIQUIDATIONS}&threshold=100000&side=long", headers=headers).json()["count"] == 2


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (f"{WHALES}&limit=0", "“0” is not a whole number from 1 to 100."),
        (f"{WHALES}&limit=101", "“101” is not a whole number from 1 to 100."),
        (f"{WHALES}&limit=ten", "“ten” is not a whole number from 1 to 100."),
        (f"{WHALES}&side=long", "“long” is not buy or sell."),
        (f"{LIQUIDATIONS}&side=buy", "“buy” is not long or short."),
        *(
            (f"{WHALES}&threshold={text}", f"“{text}” is not a number of dollars")
            for text in ("-1", "nan", "inf", "1,000")
        ),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_a_sentence(
    client: Client, headers: dict[str, str], address: str, sentence: str
) -> None:
    answer = client.get(address, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "INVALID_INPUT")
    assert sentence in "".join(answer.json()["error"]["details"].values())


@pytest.mark.parametrize("path", ["whale", "liq"])
def test_a_symbol_that_there_is_not_is_answered_with_those_that_there_are(
    client: Client, headers: dict[str, str], path: str
) -> None:
    answer = client.get(f"/api/v1/gpt/{path}?symbol=NOPE", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "INVALID_SYMBOL")
    assert answer.json()["error"]["details"]["supported_symbols"] == ["BTC", "ETH"]
