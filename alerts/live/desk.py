"""Serves the subscriptions of one program: alerts after its number, prices, trades, the state of the system."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, Protocol

from channels.db import database_sync_to_async

from accounts import sockets
from accounts.passes import Pass
from alerts.live.follower import Follower
from alerts.live.frames import news_frame
from alerts.live.news import News, Reader
from alerts.live.requests import Frame, UnsubscribeIn, read, read_subscription
from alerts.live.subscriptions import Subscription, Subscriptions, check_names
from markets.books.views import finest_views
from markets.selectors import latest_prices
from markets.stream.dialects import PROGRAMS
from markets.stream.hub import Member, running_hub


class Tell(Protocol):
    """Sends a frame of a kind; ``asked`` is what it answers."""

    def __call__(self, kind: str, data: object, asked: Frame | None = None) -> None: ...


class Desk:
    """``held`` is with what right it is asked, None before anybody has signed in."""

    def __init__(self, scope: Any, member: Member, tell: Tell) -> None:
        self.held: Pass | None = None
        self.subscriptions = Subscriptions()
        self.alerts = Follower(member.outbox, write=self.write_news, on_gap=self.order_reload)
        self._scope, self._member, self._tell = scope, member, tell

    async def close(self) -> None:
        await self.alerts.stop()

    async def subscribe(self, asked: Frame, held: Pass) -> None:
        """Begin what a frame asks for; it counts as a call. Raises Invalid, Missing, OverLimit."""
        wanted = read_subscription(asked.data)
        new = self.subscriptions.make(wanted)
        group = "alerts" if new.is_of_alerts else ""
        await database_sync_to_async(sockets.count_call)(self._scope, held, group)
        await database_sync_to_async(check_names)(new)
        if new.type == "orderbook":
            new.books = await database_sync_to_async(finest_views)(new.symbols)
        if new.is_of_alerts:
            self.alerts.reader = Reader(held.caller.user.pk)
            start: Callable[[int], None] = partial(self.start_alerts, asked, new, wanted.since)
            await self.alerts.begin(start, wanted.since, partial(self.write_missed, new))
        else:
            await self.start_values(asked, new)

    def start_alerts(self, asked: Frame, new: Subscription, since: int | None, cursor: int) -> None:
        """Begin where the socket is, or after the last alert that the program has."""
        new.after = max(cursor, since or 0)
        self.subscriptions.add(new)
        self._tell("subscribe", {**new.shown(), "seq": cursor}, asked)

    async def start_values(self, asked: Frame, new: Subscription) -> None:
        self.subscriptions.add(new)
        self._tell("subscribe", new.shown(), asked)
        hub = running_hub()
        hub.want(self._member, self.subscriptions.topics())
        if new.type == "system_status":
            hub.tell_exchanges(self._member)
        elif new.type == "orderbook":
            hub.books.greet(self._member, new.books)
        elif new.type == "venues":
            hub.venues.greet(self._member, new.symbols)
        elif new.type == "price":
            found = await database_sync_to_async(latest_prices)(new.symbols)
            written = {symbol: PROGRAMS.price(symbol, asdict(price)) for symbol, price in found.items()}
            self._member.outbox.offer(PROGRAMS.prices(written))

    async def unsubscribe(self, asked: Frame) -> None:
        """End one subscription, or all of a type. Raises Missing."""
        which = read(UnsubscribeIn, asked.data, "data.")
        gone = self.subscriptions.drop(by_id=which.subscription_id, by_type=which.type)
        running_hub().want(self._member, self.subscriptions.topics())
        if not any(each.is_of_alerts for each in self.subscriptions):
            await self.alerts.stop()
        self._tell("unsubscribe", {"subscriptions": [each.id for each in gone]}, asked)

    def write_news(self, news: News) -> str:
        fitting = (each.id for each in self.subscriptions if news.seq > each.after and each.suits(news.alert))
        return news_frame(news, tuple(fitting))

    def write_missed(self, new: Subscription, news: News) -> str:
        return news_frame(news, (new.id,) if new.suits(news.alert) else ())

    def order_reload(self, seq: int) -> None:
        """Say that too much was missed: the program reads the list anew, and goes on from ``seq``."""
        for each in self.subscriptions:
            each.after = 0
        self._tell("status", {"state": "reload", "seq": seq})
