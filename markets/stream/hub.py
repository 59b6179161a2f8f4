"""One fan-out for each web process: one subscription to the bus, the newest values for every socket that wants them.

A symbol is written as JSON once a flush, a frame once for each distinct set of symbols; sockets share it. A socket that
is busy is passed over and gets the newest values when it is free, so the last price that it shows is never an old one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary

from markets.books.desk import show_books
from markets.flow.views import view_of
from markets.selectors import SILENT_MS
from markets.stream.channels import Channel, keys_of, offer_all
from markets.stream.dialects import PAGES, Dialect
from markets.stream.listener import listen
from markets.stream.outbox import Outbox
from markets.stream.supervise import end_tasks, supervise
from markets.types import FeedState
from project.common.clock import now_ms

FLUSH_S = 0.25
MAX_TRADES = 30
PRICE_TOPIC = "px:"
TAPE_TOPIC = "tape:"
VENUES_TOPIC = "venues:"
BOOK_TOPIC = "book:"
FLOW_TOPIC = "flow:"
EXCHANGES_TOPIC = "exchanges"


class Member:
    """One socket: where its frames go, in which words, what it wants, and which symbols it missed while it was busy."""

    def __init__(self, outbox: Outbox, dialect: Dialect = PAGES) -> None:
        self.outbox = outbox
        self.dialect = dialect
        self.symbols: frozenset[str] = frozenset()
        self.wants_exchanges = False
        self.missed: set[str] = set()


class Hub:
    """The newest values, and who wants which. It runs while it has members, on the loop of the first that joins."""

    def __init__(self, flush_s: float = FLUSH_S) -> None:
        self.flush_s = flush_s
        self._members: set[Member] = set()
        self._latest: dict[str, dict[str, Any]] = {}
        self._written: dict[str, dict[Dialect, bytes]] = {}
        self._changed: set[str] = set()
        self.tapes = Channel(TAPE_TOPIC, lambda to, key, rows: to.trades(key, rows[-MAX_TRADES:]), keeps_newest=False)
        self.venues = Channel(VENUES_TOPIC, lambda to, key, rows: to.venues(key, rows), keeps_newest=True)
        self.books = Channel(BOOK_TOPIC, lambda to, key, row: to.book(key, row), keeps_newest=True)
        self.flow = Channel(FLOW_TOPIC, lambda to, key, rows: to.flow(key, rows[-MAX_TRADES:]), keeps_newest=False)
        self.channels = (self.tapes, self.venues, self.books, self.flow)
        self._exchanges: dict[str, Any] = {}
        self._exchanges_changed = False
        self._told_states: list[tuple[str, str, str]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, member: Member) -> None:
        self._members.add(member)
        if not self._tasks:
            jobs: dict[str, Callable[[], Awaitable[None]]] = {
                "hub subscription": lambda: listen(self),
                "hub flush": self._flush_for_ever,
                "hub books": lambda: show_books(self.books, self._latest, self.flush_s),
            }
            self._tasks = [asyncio.create_task(supervise(name, job, longest_s=2)) for name, job in jobs.items()]

    async def leave(self, member: Member) -> None:
        """Forget a socket; the last one out stops the subscription and waits until it has ended."""
        self._members.discard(member)
        self.want(member, ())
        member.outbox.close()
        if not self._members:
            tasks, self._tasks = self._tasks, []
            self._latest.clear()
            self._written.clear()
            self._exchanges.clear()
            for channel in self.channels:
                channel.clear()
            self._told_states.clear()
            await end_tasks(tasks)

    def subscribe(self, member: Member, topics: Iterable[str]) -> None:
        """Replace what a socket wants, and send it the newest of that at once."""
        self.want(member, topics)
        if known := member.symbols & self._latest.keys():
            member.outbox.offer(self._prices_frame(member.dialect, known))
        for channel in self.channels:
            channel.greet(member)
        self.tell_exchanges(member)

    def want(self, member: Member, topics: Iterable[str]) -> None:
        """Replace what a socket wants from now on."""
        wanted = set(topics)
        member.symbols = keys_of(wanted, PRICE_TOPIC)
        for channel in self.channels:
            channel.want(member, wanted)
        member.wants_exchanges = EXCHANGES_TOPIC in wanted
        member.missed.clear()

    def tell_exchanges(self, member: Member) -> None:
        """Send the states of the exchanges to a socket that wants them."""
        if member.wants_exchanges and self._exchanges:
            member.outbox.offer(member.dialect.exchanges(list(self._exchanges.values())))

    def newest(self, symbols: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what is known now of those symbols of which anything is."""
        return {symbol: self._latest[symbol] for symbol in symbols if symbol in self._latest}

    def take_prices(self, prices: list[dict[str, Any]]) -> None:
        for price in prices:
            symbol = price.pop("symbol")
            self.venues.put(symbol, price.pop("venues", []))
            self._latest[symbol] = price
            self._written.pop(symbol, None)
            self._changed.add(symbol)

    def take_trades(self, trades: list[dict[str, Any]]) -> None:
        for trade in trades:
            trade["id"] = trade.pop("trade_id")
            trade["at_ms"] = trade.pop("event_ms")
            self.tapes.add(trade.pop("symbol"), trade)

    def take_flow(self, rows: list[dict[str, Any]]) -> None:
        """Take in whales, liquidations and events of the market, for each who wants such."""
        for key in self.flow.keys:
            view = view_of(key)
            for row in rows:
                if view.takes(row):
                    self.flow.add(key, row)

    def take_exchanges(self, states: list[dict[str, Any]]) -> None:
        """Replace what is known of the exchanges: one that is no longer named is gone, and its prices with it."""
        before, self._exchanges = self._exchanges, {state["exchange"]: state for state in states}
        self._exchanges_changed = True
        if gone := before.keys() - self._exchanges.keys():
            stale = [symbol for symbol, price in self._latest.items() if gone.issuperset(price["exchanges"])]
            self.venues.forget(stale)
            for symbol in stale:
                del self._latest[symbol]

    def flush(self) -> None:
        """Send everything that changed since the last flush to those who want it."""
        changed, self._changed = self._changed & self._latest.keys(), set()
        self._flush_prices(changed)
        for channel in self.channels:
            channel.flush()
        self._doubt_exchanges(now_ms() - SILENT_MS)
        if self._exchanges_changed:
            self._exchanges_changed = False
            self._flush_exchanges()

    def _doubt_exchanges(self, before_ms: int) -> None:
        """Call an exchange stale that nobody has reported on for a while: the stream itself may be gone."""
        for state in self._exchanges.values():
            if state["state"] == FeedState.LIVE and (state["at_ms"] or 0) < before_ms:
                state |= {"state": FeedState.STALE.value, "latency_ms": None, "rate": 0.0, "counted": 0}
                self._exchanges_changed = True

    def _flush_prices(self, changed: set[str]) -> None:
        frames: dict[tuple[Dialect, frozenset[str]], str] = {}
        for member in tuple(self._members):
            if member.outbox.is_busy or member.missed:
                self._catch_up(member, member.symbols & changed)
                continue
            wanted = (member.dialect, member.symbols)
            if wanted not in frames:
                hit = member.symbols & changed
                frames[wanted] = self._prices_frame(member.dialect, hit) if hit else ""
            if frame := frames[wanted]:
                member.outbox.offer(frame)

    def _catch_up(self, member: Member, hit: frozenset[str]) -> None:
        member.missed |= hit
        if not member.outbox.is_busy:
            symbols, member.missed = member.missed & self._latest.keys(), set()
            member.outbox.offer(self._prices_frame(member.dialect, symbols))
        elif hit:
            member.outbox.skip()

    def _flush_exchanges(self) -> None:
        """Send the states to those who want every report, and to the others when one has changed."""
        states = list(self._exchanges.values())
        told = [(each["exchange"], each["state"], each["message"]) for each in states]
        is_news, self._told_states = told != self._told_states, told
        wanting = [each for each in self._members if each.wants_exchanges and (is_news or each.dialect.wants_reports)]
        offer_all(wanting, lambda dialect: dialect.exchanges(states))

    def _prices_frame(self, dialect: Dialect, symbols: Iterable[str]) -> str:
        return dialect.prices({symbol: self._price_json(dialect, symbol) for symbol in symbols})

    def _price_json(self, dialect: Dialect, symbol: str) -> bytes:
        written = self._written.setdefault(symbol, {})
        if dialect not in written:
            written[dialect] = dialect.price(symbol, self._latest[symbol])
        return written[dialect]

    async def _flush_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.flush_s)
            self.flush()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def running_hub() -> Hub:
    """Return the hub of the running loop; made with the first socket, because a server's loop exists only then."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
