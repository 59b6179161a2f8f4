"""The page about the socket names everything that goes over it, and nothing else."""

import json
import re
from dataclasses import asdict
from inspect import getsource
from typing import get_args

import pytest

from alerts import consumers
from alerts.events.selectors import MOST_CHANGES
from alerts.live import desk, frames, requests, subscriptions
from alerts.live.requests import FLOW_TOPICS, FRAMES, TOPICS, FiltersIn, Frame, SubscribeIn
from alerts.live.subscriptions import Subscription
from markets import consumers as shared
from markets.books.views import ROWS as ROWS_SHOWN
from markets.books.views import BookView, book_row
from markets.stream import dialects, hub, outbox, watch
from markets.stream.dialects import PROGRAMS, TOLD, levels_of, order_of
from markets.types import Trade, Venue, Verdict
from tests.markets.flow.samples import whale
from tests.markets.values import price, state
from tests.sources import ROOT

PAGE = (ROOT / "templates/docs/websocket.md").read_text()
TABLES = {part.partition("\n")[0]: part for part in re.split(r"^##+ ", PAGE, flags=re.MULTILINE)}
SOURCES = "".join(getsource(module) for module in (consumers, desk, frames, dialects.Programs))


def rows(title):
    """Return the rows of the tables under a heading by what their first cell names."""
    lines = [line for line in TABLES[title].splitlines() if line.startswith("| `")]
    return [(name, line) for line in lines for name in re.findall(r"`(\w+)`", line.split("|")[1])]


def said(title):
    return {name for name, _ in rows(title) if name.islower() and name != "type"}


def words(kind, about=""):
    """Return what the row about one type of frame that we send names, each word by itself."""
    (line,) = [line for name, line in rows("What you get") if name == kind and about in line]
    return {word for quoted in re.findall(r"`([^`]+)`", line.split("|", 3)[3]) for word in re.findall(r"\w+", quoted)}


def data(text):
    return json.loads(text)["data"]


def test_every_type_of_frame_that_we_take_has_a_row_and_no_other():
    assert set(FRAMES) == said("What you send") == set(get_args(Frame.model_fields["type"].annotation))


def test_every_type_of_frame_that_we_send_has_a_row_and_no_other():
    sent = set(re.findall(r'(?:frame|tell)\(\s*"(\w+)"', SOURCES)) | set(re.findall(r'"type": "(\w+)"', SOURCES))
    assert sent | set(FLOW_TOPICS) == said("What you get")


def test_every_topic_and_filter_has_a_row_and_no_other():
    assert set(TOPICS) == said("Topics")
    assert set(FiltersIn.model_fields) == said("Filters")
    assert all(f"`{name}`" in PAGE for name in SubscribeIn.model_fields)


def test_every_code_of_an_end_and_of_an_error_is_named_and_no_other():
    closing = {
        value
        for module in (consumers, shared)
        for value in vars(module).values()
        if isinstance(value, int) and 4000 <= value < 5000
    }
    assert closing == {int(code) for code in re.findall(r"^\| (4\d{3}) \|", PAGE, re.MULTILINE)}
    named = set(re.findall(r'code="(\w+)"', getsource(requests) + getsource(subscriptions)))
    assert named == {name for name, _ in rows("What you get") if name.isupper()}


BOOK = data(PROGRAMS.book("", book_row(BookView("BTC-USDT", "1"), [], 0)))
VENUE = Venue("okx", Verdict.USED, 1.0, 1.0, 0.5, 1)
WHALE = order_of({**asdict(whale()), "kind": "whale"})
SYSTEM = data(PROGRAMS.exchanges([asdict(state("kraken"))]))
FIELDS = [
    ("status", '"open"', {"state", "connection_id", "auth_within_s"}),
    ("status", '"reload"', {"state", "seq"}),
    ("status", '"system"', {*SYSTEM, *SYSTEM["exchanges"][0]}),
    ("auth", "", {"user", "scopes", "expires_at"}),
    ("subscribe", "", {*Subscription("s1", "all_alerts").shown(), "symbols", "seq"}),
    ("unsubscribe", "", {"subscriptions"}),
    ("update", "", {"seq", "field", "text", "at", "alert"}),
    ("price", "", {"prices", *json.loads(PROGRAMS.price("BTC-USDT", asdict(price())))}),
    ("trade", "", {"trades", "id", "timestamp", *Trade.__dataclass_fields__} - {"trade_id", "event_ms"}),
    ("venues", "", {"venues", "symbol", *data(PROGRAMS.venues("BTC-USDT", [asdict(VENUE)]))["venues"][0]}),
    ("orderbook", "", {*BOOK, *levels_of([(1.0, 2.0)])[0]}),
    ("whale", "", {"minimum_usd", "whales", *WHALE}),
    ("liquidation", "", {"minimum_usd", "liquidations", "percentile"}),
    ("ping", "", {"seq"}),
]


@pytest.mark.parametrize(("kind", "about", "fields"), FIELDS)
def test_every_field_is_named_and_no_other(kind, about, fields):
    values = {"open", "reload", "system", "live", "simulated", "null"}
    assert fields == words(kind, about) - values


def test_what_an_exchange_is_told_by_is_what_the_page_names():
    assert {*TOLD, "timestamp"} - {"at_ms"} == SYSTEM["exchanges"][0].keys()


def test_limits_are_those_of_the_code():
    for text in (
        f"{shared.MAX_FRAME // 1024} KB",
        f"{shared.MAX_MESSAGES_PER_S} in a second",
        f"{subscriptions.MOST}, with {subscriptions.MOST_SYMBOLS} symbols",
        f"up to {requests.MOST_SYMBOLS} instruments",
        f"within {consumers.ApiConsumer.auth_s:.0f} seconds",
        f"Every {consumers.ApiConsumer.heartbeat_s:.0f} seconds",
        f"| {outbox.MAX_FRAMES}, or {outbox.MAX_BYTES // 1024} KB; {outbox.PATIENCE_S:.0f} seconds for one alert |",
        f"newest last, at most {hub.MAX_TRADES}",
        f"up to {ROWS_SHOWN} levels",
        f"When more than {MOST_CHANGES} alerts were missed",
    ):
        assert text in PAGE
    assert (watch.EVERY_S, hub.FLUSH_S) == (2, 1 / 4)
    assert "Every two seconds Tidewatch looks" in PAGE
    assert "up to four times a second" in PAGE
