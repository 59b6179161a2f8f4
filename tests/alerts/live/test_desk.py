"""What a program gets for its subscriptions, spoken by a plain client to a real server."""

import asyncio
from dataclasses import asdict

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async

from alerts.consumers import ApiConsumer
from alerts.hints import send_hint
from alerts.live import rounds
from alerts.manual import Draft, create_manual_alert
from markets.stream import bus as keys
from markets.types import FeedState, Verdict
from project.common.clock import now_ms
from tests.alerts.program import add_alert, add_alerts, add_update, key_of, signed_in
from tests.factories import CompanyFactory, EventFactory, InstrumentFactory, UserFactory
from tests.markets.books.values import book
from tests.markets.flow.samples import liquidated, whale
from tests.markets.values import price, state, trade, venue

pytestmark = pytest.mark.django_db(transaction=True)
later = database_sync_to_async


@pytest.fixture(autouse=True)
def many(settings):
    settings.RATE_LIMIT_WEBSOCKET = (1_000, 60)


EVENT = {"symbol": "BTC-USDT", "event": "move", "usd_value": None}
WRONG_OF_FLOW = (
    {"symbols": ["BTC-USDT"]},
    {"since": 1},
    {"filters": {"urgency_levels": ["high"]}},
    {"filters": {"minimum_usd": -1}},
    {"filters": {"minimum_usd": "100"}},
    {"filters": {"symbols": ["NOPE"]}},
)


async def ring():
    await sync_to_async(send_hint)()


def titles(frames):
    return [frame["data"]["title"] for frame in frames if frame["type"] == "alert"]


async def test_an_alert_comes_as_the_api_shows_it(server, bus):
    async with signed_in(server, await key_of()) as program:
        ack = await program.subscribe("all_alerts")
        assert ack["filters"] == {"confidence_threshold": 0.0, "urgency_levels": [], "companies": [], "sources": []}
        alert = await add_alert(title="Harbour token", confidence="0.910", tokens_mentioned=["HBR"])
        await ring()
        frame = await program.hear("alert")
    assert frame["subscriptions"] == ["s1"]
    told = frame["data"]
    assert (told["id"], told["seq"], told["title"], told["confidence"]) == (alert.pk, alert.seq, "Harbour token", 0.91)
    assert (told["urgency_level"], told["status"], told["tokens_mentioned"]) == ("high", "active", ["$HBR"])
    assert told["company"]["id"] == alert.company_id


async def test_a_subscription_begins_now_unless_it_says_since_when(server, bus):
    old = await add_alert(title="Old")
    async with signed_in(server, await key_of()) as program:
        assert (await program.subscribe("all_alerts"))["seq"] == old.seq
        assert titles(await program.everything_now()) == []


# Stands for the number of the company that some of the alerts are about.
COMPANY = -1
FILTERS = [
    ("all_alerts", {}, ["sure", "unsure", "quiet", "other", "post"]),
    ("all_alerts", {"confidence_threshold": 0.7}, ["sure", "quiet", "other", "post"]),
    ("all_alerts", {"urgency_levels": ["high", "critical"]}, ["sure", "unsure", "other", "post"]),
    ("all_alerts", {"companies": [COMPANY]}, ["sure", "unsure", "quiet"]),
    ("all_alerts", {"confidence_threshold": 0.7, "urgency_levels": ["low"], "companies": []}, ["quiet"]),
    ("high_confidence", {}, ["sure", "quiet", "other", "post"]),
    ("high_confidence", {"confidence_threshold": 0.1}, ["sure", "quiet", "other", "post"]),
    ("high_confidence", {"confidence_threshold": 0.95}, ["post"]),
    ("company_specific", {"companies": [COMPANY]}, ["sure", "unsure", "quiet"]),
    ("source_specific", {"sources": ["twitter"]}, ["post"]),
    ("source_specific", {"sources": ["Harbour wire one"]}, ["sure"]),
]


@pytest.mark.parametrize(("topic", "filters", "expected"), FILTERS)
async def test_filters_keep_what_fits_now_and_what_was_missed(server, bus, topic, filters, expected):
    company = await later(CompanyFactory)()
    fields = {
        "sure": {"company": company, "confidence": "0.700", "item__source__name": "Harbour wire one"},
        "unsure": {"company": company, "confidence": "0.699"},
        "quiet": {"company": company, "urgency": "low"},
        "other": {},
        "post": {"source_type": "twitter", "confidence": "0.990"},
    }
    made = [await add_alert(title=title, **more) for title, more in fields.items()]
    named = {"companies": [company.pk]} if filters.get("companies") == [COMPANY] else {}
    asked = {"filters": {**filters, **named}}
    async with signed_in(server, await key_of()) as program:
        await program.subscribe(topic, since=0, **asked)
        assert titles(await program.everything_now()) == expected
    async with signed_in(server, await key_of()) as program:
        await program.subscribe(topic, **asked)
        for alert, more in zip(made, fields.values(), strict=True):
            source = {"item__source": alert.item.source} if "item__source__name" in more else {}
            kept = {name: value for name, value in more.items() if name != "item__source__name"}
            await add_alert(title=alert.title, **source, **kept)
        await ring()
        found = [await program.hear("alert") for _ in expected]
        assert titles(found) == expected
        assert titles(await program.everything_now()) == []


async def test_an_alert_that_fits_several_subscriptions_comes_once_and_names_them(server, bus):
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts")
        await program.subscribe("high_confidence")
        await program.subscribe("all_alerts", filters={"urgency_levels": ["low"]})
        await add_alert()
        await ring()
        assert (await program.hear("alert"))["subscriptions"] == ["s1", "s2"]
        assert titles(await program.everything_now()) == []
        await program.ask("unsubscribe", {"type": "all_alerts"})
        await add_alert()
        await ring()
        assert (await program.hear("alert"))["subscriptions"] == ["s2"]
        await program.ask("unsubscribe", {"subscription_id": "s2"})
        await add_alert()
        await ring()
        assert titles(await program.everything_now()) == []


async def test_others_alerts_never_come_and_own_ones_do(server, bus):
    owner, stranger = await later(UserFactory)(), await later(UserFactory)()
    async with signed_in(server, await key_of(owner)) as mine, signed_in(server, await key_of(stranger)) as theirs:
        await mine.subscribe("all_alerts", since=0)
        await theirs.subscribe("all_alerts", since=0)
        await later(create_manual_alert)(owner, Draft(title="Mine alone"))
        await add_alert(title="For all")
        await ring()
        assert titles([await mine.hear("alert"), await mine.hear("alert")]) == ["Mine alone", "For all"]
        assert titles([await theirs.hear("alert")]) == ["For all"]
    async with signed_in(server, await key_of(stranger)) as theirs:
        await theirs.subscribe("all_alerts", since=0)
        assert titles(await theirs.everything_now()) == ["For all"]


async def test_an_update_of_somebody_elses_alert_does_not_come(server, bus):
    owner = await later(UserFactory)()
    alert = await add_alert(user=owner, event=await later(EventFactory)())
    await add_update(alert)
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts", since=0)
        assert await program.everything_now() == []


async def test_a_program_that_comes_back_gets_what_it_missed_once_and_in_order(server, bus):
    key = await key_of()
    async with signed_in(server, key) as program:
        await program.subscribe("all_alerts")
        first = await add_alert(title="First", event=await later(EventFactory)())
        await ring()
        seen = (await program.hear("alert"))["data"]["seq"]
    second = await add_alert(title="Second")
    update = await add_update(first)
    third = await add_alert(title="Third")
    async with signed_in(server, key) as program:
        assert (await program.subscribe("all_alerts", since=seen))["seq"] == third.seq
        frames = await program.everything_now()
        assert [(frame["type"], frame["data"]["seq"]) for frame in frames] == [
            ("alert", second.seq),
            ("update", update.seq),
            ("alert", third.seq),
        ]
        told = frames[1]["data"]
        assert (told["text"], told["field"], told["alert"]["id"]) == ("Dated 28 November 2026.", "date", first.pk)
        await ring()
        assert await program.everything_now() == []


async def test_a_second_subscription_gets_what_it_missed_without_repeating_it_to_the_first(server, bus):
    await add_alert(title="Old")
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts")
        await program.subscribe("high_confidence", since=0)
        (frame,) = await program.everything_now()
        assert (frame["subscriptions"], frame["data"]["title"]) == (["s2"], "Old")


@pytest.mark.parametrize("ahead", [True, False])
async def test_a_number_of_another_database_or_too_far_back_orders_a_reload(server, bus, monkeypatch, ahead):
    alert = await add_alert()
    if not ahead:
        monkeypatch.setattr("alerts.live.news.alerts_between", lambda *_: None)
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts", since=alert.seq + 1_000 if ahead else 0)
        (frame,) = await program.everything_now()
        assert (frame["type"], frame["data"]) == ("status", {"state": "reload", "seq": alert.seq})
        if ahead:
            await add_alert(title="Next")
            await ring()
            assert titles([await program.hear("alert")]) == ["Next"]


async def test_five_hundred_missed_alerts_all_come_to_who_reads_them(server, bus):
    made = await add_alerts(500, content="A long story. " * 150)
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts", since=0)
        found = [(await program.hear("alert"))["data"]["seq"] for _ in made]
        assert found == [alert.seq for alert in made]
        assert (await program.ask("ping"))["type"] == "pong"


async def test_a_lost_hint_is_made_good_by_the_next_look(server, bus, monkeypatch):
    monkeypatch.setattr(ApiConsumer, "heartbeat_s", 0.2)
    monkeypatch.setattr(rounds, "BEAT_S", 0.2)
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts")
        alert = await add_alert()
        assert (await program.hear("alert"))["data"]["seq"] == alert.seq
        while (await program.hear("ping"))["data"]["seq"] != alert.seq:
            pass


def put(bus, *prices):
    bus.hset(keys.PRICES, mapping={each.symbol: keys.dump(each) for each in prices})
    bus.publish(keys.channel(keys.PRICES), keys.dump(list(prices)))


async def test_prices_come_at_once_and_as_they_change(server, bus):
    for symbol in ("BTC-USDT", "ETH-USDT"):
        await later(InstrumentFactory)(symbol=symbol)
    put(bus, price(last=64_010.5, change_24h=1.5), price("ETH-USDT", last=3_000.0))
    async with signed_in(server, await key_of()) as program:
        ack = await program.subscribe("price", symbols=["btc-usdt"])
        assert ack == {"subscription_id": "s1", "type": "price", "symbols": ["BTC-USDT"]}
        frame = await program.hear("price")
        assert frame.keys() == {"type", "data", "timestamp"}
        (told,) = frame["data"]["prices"]
        assert (told["symbol"], told["price"], told["change_24h"]) == ("BTC-USDT", 64_010.5, 1.5)
        assert (told["standing"], told["exchanges"]) == ("firm", ["binance"])
        assert told["timestamp"].startswith("20")
        assert not {"last", "at_ms", "venues"} & told.keys()
        while told["price"] != 65_000.0:
            put(bus, price(last=65_000.0), price("ETH-USDT", last=3_100.0))
            (told,) = (await program.hear("price"))["data"]["prices"]
        assert told["symbol"] == "BTC-USDT"
        await program.ask("unsubscribe", {"type": "price"})
        put(bus, price(last=66_000.0))
        await asyncio.sleep(0.5)
        assert await program.everything_now() == []


async def test_trades_come_in_the_words_of_the_api(server, bus):
    await later(InstrumentFactory)(symbol="BTC-USDT")
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("trade", symbols=["BTC-USDT"])
        async with asyncio.timeout(10):
            while dict(bus.pubsub_numsub(keys.channel(keys.TRADES)))[keys.channel(keys.TRADES)] == 0:
                await asyncio.sleep(0.02)
        bus.publish(keys.channel(keys.TRADES), keys.dump([trade("7", price=64_000.0, size=0.5)]))
        data = (await program.hear("trade"))["data"]
    assert data["symbol"] == "BTC-USDT"
    (told,) = data["trades"]
    assert told.keys() == {"id", "exchange", "price", "size", "side", "timestamp"}
    assert (told["id"], told["price"], told["size"], told["side"]) == ("7", 64_000.0, 0.5, "buy")


async def test_what_each_exchange_says_comes_at_once_and_as_it_changes(server, bus):
    await later(InstrumentFactory)(symbol="BTC-USDT")
    put(bus, price(venues=(venue("okx"), venue("htx", verdict=Verdict.FAR))))
    async with signed_in(server, await key_of()) as program:
        for _ in range(2):
            await program.subscribe("venues", symbols=["BTC-USDT"])
            data = (await program.hear("venues"))["data"]
            verdicts = {each["exchange"]: each["verdict"] for each in data["venues"]}
            assert (data["symbol"], verdicts) == ("BTC-USDT", {"okx": "used", "htx": "far from the others"})
        while verdicts != {"okx": "stale"}:
            put(bus, price(venues=(venue("okx", verdict=Verdict.STALE),)))
            verdicts = {each["exchange"]: each["verdict"] for each in (await program.hear("venues"))["data"]["venues"]}
    assert data["venues"][0].keys() == {"exchange", "verdict", "last", "spread_bps", "share", "timestamp"}


async def test_an_order_book_comes_in_the_words_of_the_api(server, bus):
    await later(InstrumentFactory)(symbol="BTC-USDT", decimals=2)
    await later(InstrumentFactory)(symbol="NVDA", asset_class="stock")
    put(bus, price(last=100.0))
    broken = book("htx", reason="gap in the sequence", symbol="BTC-USDT")
    bus.hset(keys.book_key("BTC-USDT"), "htx", keys.dump(broken))
    bus.hset(keys.book_key("BTC-USDT"), "okx", keys.dump(book("okx", symbol="BTC-USDT")))
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("orderbook", symbols=["BTC-USDT"])
        data = (await program.hear("orderbook"))["data"]
        refused = await program.ask("subscribe", {"type": "orderbook", "symbols": ["NVDA"]})
    assert data["bids"][0] == {"price": 99.5, "amount": 1.0, "total": 99.5}
    assert (data["symbol"], data["spread"], data["mid_price"]) == ("BTC-USDT", 1.0, 100.0)
    assert (data["exchanges"], data["rejected"]) == (["okx"], {"htx": "gap in the sequence"})
    assert refused["error"]["code"] == "INVALID_SYMBOL"


async def test_whales_and_liquidations_come_from_their_floor_on(server, bus):
    await later(InstrumentFactory)(symbol="BTC-USDT")
    big, small = asdict(whale("1", 600_000.0)), asdict(whale("2", 300_000.0))
    order = liquidated("3", 90_000.0, symbol="ETH-USDT")
    rows = [{"kind": "whale", **each} for each in (small, big)]
    rows += [{"kind": "liquidation", **asdict(order), "usd_value": order.usd_value}, {**EVENT, "kind": "event"}]
    async with signed_in(server, await key_of()) as program:
        filters = {"symbols": ["btc-usdt"], "minimum_usd": 500_000.0}
        ack = await program.subscribe("whale", filters=filters)
        await program.subscribe("liquidation")
        while not bus.pubsub_numsub(keys.channel(keys.FLOW))[0][1]:
            await asyncio.sleep(0.05)
        bus.publish(keys.channel(keys.FLOW), keys.dump(rows))
        frames = [await program.next(), await program.next()]
        refused = [await program.ask("subscribe", {"type": "whale", **wrong}) for wrong in WRONG_OF_FLOW]
    heard = {frame["type"]: frame["data"] for frame in frames}
    assert ack["filters"] == {"symbols": ["BTC-USDT"], "minimum_usd": 500_000.0}
    assert [each["id"] for each in heard["whale"]["whales"]] == [f"{big['exchange']}:1"]
    told = heard["liquidation"]["liquidations"][0]
    assert (told["symbol"], told["side"], told["usd_value"]) == ("ETH-USDT", order.side, order.usd_value)
    assert heard["whale"]["whales"][0]["percentile"] == big["percentile"]
    assert [each["type"] for each in refused] == ["error"] * len(WRONG_OF_FLOW)


async def test_the_state_of_the_system_comes_at_once_and_when_it_changes(server, bus):
    bus.hset(keys.EXCHANGES, "kraken", keys.dump(state("kraken")))
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("system_status")
        data = (await program.hear("status"))["data"]
        assert (data["state"], data["mode"]) == ("system", "live")
        assert (data["exchanges"][0]["exchange"], data["exchanges"][0]["state"]) == ("kraken", "live")
        # What the hub has just heard may come a second time with its next flush.
        await asyncio.sleep(0.6)
        await program.everything_now()
        for _ in range(3):
            bus.publish(keys.channel(keys.EXCHANGES), keys.dump([state("kraken", at_ms=now_ms())]))
            await asyncio.sleep(0.3)
        assert await program.everything_now() == []
        bus.publish(keys.channel(keys.EXCHANGES), keys.dump([state("kraken", FeedState.STALE)]))
        assert (await program.hear("status"))["data"]["exchanges"][0]["state"] == "stale"


async def test_alerts_come_while_the_bus_is_away(server, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    layer = settings.CHANNEL_LAYERS["default"]
    hosts = {"hosts": [{"address": settings.REDIS_URL, "socket_timeout": None}], "prefix": "tw"}
    settings.CHANNEL_LAYERS = {"default": {**layer, "CONFIG": hosts}}
    monkeypatch.setattr(rounds, "BEAT_S", 0.2)
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts")
        alert = await add_alert()
        assert (await program.hear("alert"))["data"]["seq"] == alert.seq
