"""The browser's socket: prices, trades and exchange states from the hub, alerts from the database."""

import asyncio
import logging
import time
from collections import deque
from importlib import import_module
from typing import Any, cast

import orjson
from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.selectors import zone_of
from alerts.events.selectors import Update, changes_since
from alerts.models import Alert
from alerts.selectors import alerts_since, head_seq
from dashboard.hints import running_bell
from dashboard.reaction import with_reactions
from markets.catalog import LANDING_SYMBOLS
from markets.stream.hub import EXCHANGES_TOPIC, PRICE_TOPIC, TAPE_TOPIC, VENUES_TOPIC, Member, running_hub
from markets.stream.outbox import Outbox
from project.common.clock import now_ms
from project.common.errors import Denied, Invalid, TidewatchError

log = logging.getLogger(__name__)

ALERTS_TOPIC = "alerts"
MAX_FRAME = 16 * 1024
MAX_TOPICS = 200
MAX_MESSAGES_PER_S = 10
PUBLIC_TOPICS = frozenset({EXCHANGES_TOPIC, *(PRICE_TOPIC + symbol for symbol in LANDING_SYMBOLS)})

SIGNED_OUT = 4001
TOO_MUCH = 4008
TOO_BIG = 4009  # daphne refuses to send 1009


class StreamConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket of one page. Every frame leaves through the outbox, so that a slow reader never holds anybody up."""

    # Hints arrive by one channel for the whole process (dashboard/hints.py), not by one for each socket.
    channel_layer_alias = "none"
    heartbeat_s = 15.0
    recheck_s = 60.0
    ticking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one socket, and leave nothing of it behind: after an error nobody calls ``disconnect``."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self.leave()

    async def connect(self) -> None:
        self.user = cast("User", self.scope["user"])
        self.cursor: int | None = None
        self.arrivals: deque[float] = deque(maxlen=MAX_MESSAGES_PER_S)
        self.catching_up = asyncio.Lock()
        self.member = Member(Outbox(self.send, self.on_overflow))
        await self.accept()
        running_hub().join(self.member)
        self.ticking = asyncio.create_task(self.tick_for_ever())

    async def leave(self) -> None:
        if self.ticking is None:
            return
        self.ticking.cancel()
        await running_bell().leave(self.catch_up)
        await running_hub().leave(self.member)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        now = time.monotonic()
        if len(self.arrivals) == MAX_MESSAGES_PER_S and now - self.arrivals[0] < 1:
            await self.hang_up(TOO_MUCH)
            return
        self.arrivals.append(now)
        frame = text_data if text_data is not None else bytes_data or b""
        if len(frame) > MAX_FRAME:
            await self.hang_up(TOO_BIG)
            return
        try:
            await self.obey(parse_frame(frame))
        except TidewatchError as error:
            self.post({"type": "error", "code": error.code, "message": error.message})

    async def obey(self, message: dict[str, Any]) -> None:
        if message["type"] == "ping":
            self.post({"type": "pong", "t": message.get("t")})
            return
        topics = parse_topics(message, is_signed_in=self.user.is_authenticated)
        self.cursor = parse_cursor(message) if ALERTS_TOPIC in topics else None
        running_hub().subscribe(self.member, topics)
        if ALERTS_TOPIC in topics:
            running_bell().join(self.catch_up)
            await self.catch_up()
        else:
            await running_bell().leave(self.catch_up)
        await self.heartbeat()

    async def catch_up(self) -> None:
        """Send the alerts and updates after the cursor, each once; tell the page to reload when they are too many."""
        async with self.catching_up:
            if self.cursor is None:
                return
            missed = await database_sync_to_async(alert_frames_since)(self.user, self.cursor)
            if self.cursor is None:  # the page has changed its mind meanwhile
                return
            if missed is None:
                self.cursor = await database_sync_to_async(head_seq)()
                self.post({"type": "resync"})
                return
            for frame in missed:
                self.cursor = max(self.cursor, frame["seq"])
                self.post(frame)

    async def heartbeat(self) -> None:
        """Say that the socket lives and how far the alerts are; a hint that got lost is made good here."""
        head = 0
        if self.cursor is not None:
            head = await database_sync_to_async(head_seq)()
            if head != self.cursor:
                await self.catch_up()
            if self.cursor is not None:
                self.cursor = max(self.cursor, head)
        self.post({"type": "heartbeat", "t": now_ms(), "seq": head})

    async def tick_for_ever(self) -> None:
        """Heartbeat, and see from time to time whether the person is still signed in."""
        checked = time.monotonic()
        while True:
            await asyncio.sleep(self.heartbeat_s)
            try:
                if time.monotonic() - checked >= self.recheck_s:
                    checked = time.monotonic()
                    if not await self.is_still_signed_in():
                        await self.hang_up(SIGNED_OUT)
                        return
                await self.heartbeat()
            except DatabaseError as error:
                log.warning("A heartbeat is late because the database does not answer: %s", error)

    async def is_still_signed_in(self) -> bool:
        if not self.user.is_authenticated:
            return True
        store = import_module(settings.SESSION_ENGINE).SessionStore
        user = await get_user({"session": store(self.scope["session"].session_key)})
        return bool(user.pk == self.user.pk and user.is_active)

    def post(self, frame: dict[str, Any]) -> None:
        self.member.outbox.offer(orjson.dumps(frame).decode())

    def on_overflow(self) -> None:
        log.info("A socket that reads too slowly is closed.")
        self.closing = asyncio.create_task(self.hang_up(TOO_MUCH))

    async def hang_up(self, code: int) -> None:
        self.member.outbox.close()
        await self.close(code)


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
    if not is_signed_in and not PUBLIC_TOPICS.issuperset(topics):
        raise Denied("Sign in to subscribe to this.")
    return topics


def is_topic(topic: str) -> bool:
    prefix, colon, symbol = topic.partition(":")
    if colon:
        return f"{prefix}:" in (PRICE_TOPIC, TAPE_TOPIC, VENUES_TOPIC) and 0 < len(symbol) <= 32
    return topic in (EXCHANGES_TOPIC, ALERTS_TOPIC)


def parse_cursor(message: dict[str, Any]) -> int:
    """Return the highest alert number that the page has. Raises Invalid."""
    cursor = message.get("cursor", 0)
    if not isinstance(cursor, int) or isinstance(cursor, bool) or not 0 <= cursor < 2**63:
        raise Invalid("The cursor must be a whole number.", code="INVALID_CURSOR")
    return cursor


def alert_frames_since(user: User, cursor: int) -> list[dict[str, Any]] | None:
    """Return a frame for each alert and each update after ``cursor`` in the order of their numbers.

    Times are in the user's zone. None when they are too many, or ``cursor`` is in the future.
    """
    # What is committed between the two reads waits for the next look: else a change could overtake its alert.
    head = head_seq()
    alerts, updates = alerts_since(user, cursor), changes_since(user, cursor)
    if alerts is None or updates is None:
        return None
    with_reactions([*alerts, *(each.alert for each in updates)])
    with timezone.override(zone_of(user)):
        frames = [*(alert_frame(each) for each in alerts), *(update_frame(each) for each in updates)]
    return sorted((each for each in frames if each["seq"] <= head), key=lambda frame: int(frame["seq"]))


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
