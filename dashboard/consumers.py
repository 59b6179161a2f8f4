"""The browser's socket: prices, trades and exchange states from the hub, alerts from the database."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast
from zoneinfo import ZoneInfo

import orjson
from channels.auth import get_user
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.selectors import zone_of
from alerts.events.selectors import Update
from alerts.live.follower import Follower
from alerts.live.news import News, Reader
from alerts.models import Alert
from dashboard.reaction import with_reactions
from markets.books.views import read_view
from markets.catalog import LANDING_SYMBOLS
from markets.consumers import MAX_TOPICS, SIGNED_OUT, LiveSocket
from markets.stream.hub import (
    BOOK_TOPIC,
    EXCHANGES_TOPIC,
    FLOW_TOPIC,
    PRICE_TOPIC,
    TAPE_TOPIC,
    VENUES_TOPIC,
    running_hub,
)
from project.common.clock import now_ms
from project.common.errors import Denied, Invalid, TidewatchError

ALERTS_TOPIC = "alerts"
SYMBOL_TOPICS = (PRICE_TOPIC, TAPE_TOPIC, VENUES_TOPIC, FLOW_TOPIC)
MAX_BOOKS = 4
PUBLIC_TOPICS = frozenset({EXCHANGES_TOPIC, *(PRICE_TOPIC + symbol for symbol in LANDING_SYMBOLS)})


class StreamConsumer(LiveSocket):
    """One socket of one page."""

    recheck_s = 60.0

    async def connect(self) -> None:
        self.user = cast("User", self.scope["user"])
        self.checked = time.monotonic()
        await self.open()
        running_hub().join(self.member)

    def prepare(self) -> None:
        super().prepare()
        self.rows = Rows(zone_of(self.user))
        self.alerts = Follower(
            self.member.outbox,
            write=lambda news: news.written[self.rows],
            on_gap=lambda _: self.post({"type": "resync"}),
        )
        if self.user.is_authenticated:
            self.alerts.reader = Reader(self.user.pk, self.rows)

    async def leave(self) -> None:
        await self.alerts.stop()
        await super().leave()

    async def take(self, frame: str | bytes) -> None:
        try:
            await self.obey(parse_frame(frame))
        except TidewatchError as error:
            self.post({"type": "error", "code": error.code, "message": error.message})

    async def obey(self, message: dict[str, Any]) -> None:
        if message["type"] == "ping":
            self.post({"type": "pong", "t": message.get("t")})
            return
        topics = parse_topics(message, is_signed_in=self.user.is_authenticated)
        cursor = parse_cursor(message) if ALERTS_TOPIC in topics else None
        running_hub().subscribe(self.member, topics)
        if cursor is None:
            await self.alerts.stop()
        else:
            await self.alerts.follow(cursor)
        await self.heartbeat()

    async def heartbeat(self) -> None:
        """Say that the socket lives, and up to which number the page has every alert."""
        self.post({"type": "heartbeat", "t": now_ms(), "seq": self.alerts.cursor or 0})

    async def tick(self) -> None:
        """Heartbeat, and see from time to time whether the person is still signed in."""
        if time.monotonic() - self.checked >= self.recheck_s:
            self.checked = time.monotonic()
            if not await self.is_still_signed_in():
                await self.hang_up(SIGNED_OUT)
                return
        await self.heartbeat()

    async def is_still_signed_in(self) -> bool:
        if not self.user.is_authenticated:
            return True
        store = import_module(settings.SESSION_ENGINE).SessionStore
        user = await get_user({"session": store(self.scope["session"].session_key)})
        return bool(user.pk == self.user.pk and user.is_active)


def parse_frame(frame: str | bytes) -> dict[str, Any]:
    """Return a message that the socket knows. Raises Invalid."""
    try:
        message = orjson.loads(frame)
    except orjson.JSONDecodeError:
        raise Invalid("The message is not JSON.", code="INVALID_FRAME") from None
    if not isinstance(message, dict) or message.get("type") not in ("subscribe", "ping"):
        raise Invalid("The message has no type that this socket knows.", code="INVALID_FRAME")
    if isinstance(message.get("t"), dict | list):
        raise Invalid("The time of a ping must be one value.", code="INVALID_FRAME")
    return message


def parse_topics(message: dict[str, Any], *, is_signed_in: bool) -> list[str]:
    """Return the topics of a subscription. Raises Invalid, and Denied for what a visitor may not have."""
    topics = message.get("topics")
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise Invalid("The topics must be a list of names.", code="INVALID_TOPICS")
    if len(topics) > MAX_TOPICS:
        raise Invalid(f"At most {MAX_TOPICS} topics fit one socket.", code="TOO_MANY_TOPICS")
    if unknown := [topic for topic in topics if not is_topic(topic)]:
        raise Invalid(f"There is no topic {unknown[0][:40]}.", code="INVALID_TOPICS")
    if sum(topic.startswith(BOOK_TOPIC) for topic in set(topics)) > MAX_BOOKS:
        raise Invalid(f"At most {MAX_BOOKS} order books fit one socket.", code="TOO_MANY_TOPICS")
    if not is_signed_in and not PUBLIC_TOPICS.issuperset(topics):
        raise Denied("Sign in to subscribe to this.")
    return topics


def is_topic(topic: str) -> bool:
    prefix, colon, symbol = topic.partition(":")
    if topic.startswith(BOOK_TOPIC):
        return read_view(symbol) is not None
    if colon:
        return f"{prefix}:" in SYMBOL_TOPICS and 0 < len(symbol) <= 32 and ":" not in symbol
    return topic in (EXCHANGES_TOPIC, ALERTS_TOPIC)


def parse_cursor(message: dict[str, Any]) -> int:
    """Return the highest alert number that the page has. Raises Invalid."""
    cursor = message.get("cursor", 0)
    if not isinstance(cursor, int) or isinstance(cursor, bool) or not 0 <= cursor < 2**63:
        raise Invalid("The cursor must be a whole number.", code="INVALID_CURSOR")
    return cursor


@dataclass(frozen=True, slots=True)
class Rows:
    """Frames for the feeds of all pages in one time zone."""

    zone: ZoneInfo | None

    def prepare(self, news: Collection[News]) -> None:
        with_reactions([each.alert for each in news])
        with timezone.override(self.zone):
            for each in news:
                each.written[self] = orjson.dumps(frame_of(each)).decode()


def frame_of(news: News) -> dict[str, Any]:
    return update_frame(news.update) if news.update else alert_frame(news.alert)


def alert_frame(alert: Alert) -> dict[str, Any]:
    return {"type": "alert", "seq": alert.seq, "urgency": alert.urgency, **row_of(alert)}


def update_frame(update: Update) -> dict[str, Any]:
    """Say what became of an event: the row as it stands now goes where the old one is, ``text`` is what changed."""
    alert = update.alert
    return {"type": "update", "seq": update.change.seq, "alert": alert.pk, "text": update.text, **row_of(alert)}


def row_of(alert: Alert) -> dict[str, Any]:
    return {
        "html": render_to_string("alerts/_row.html", {"alert": alert}),
        "title": alert.title,
        "url": reverse("alert", args=[alert.pk]),
    }
