"""One fan-out for each web process: one subscription to the bus, the newest values for every socket that wants them.

A symbol is written as JSON once a flush, a frame once for each distinct set of symbols; sockets share it. A socket that
is busy is passed over and gets the newest values when it is free, so the last price that it shows is never an old one.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import orjson

from markets.selectors import SILENT_MS
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
EXCHANGES_TOPIC = "exchanges"


class Member:
    """One socket: where its frames go, what it wants, and which symbols it missed while it was busy."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.symbols: frozenset[str] = frozenset()
        self.tapes: frozenset[str] = frozenset()
        self.venues: frozenset[str] = frozenset()
        self.wants_exchanges = False
        self.missed: set[str] = set()


class Hub:
    """The newest values, and who wants which. It runs while it has members, on the loop of the first that joins."""

    def __init__(self, flush_s: float = FLUSH_S) -> None:
        self.flush_s = flush_s
        self._members: set[Member] = set()
        self._latest: dict[str, dict[str, Any]] = {}
        self._written: dict[str, bytes] = {}
        self._venues: dict[str, list[dict[str, Any]]] = {}
        self._changed: set[str] = set()
        self._trades: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._exchanges: dict[str, Any] = {}
        self._exchanges_changed = False
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, member: Member) -> None:
        self._members.add(member)
        if not self._tasks:
            jobs = {"hub subscription": lambda: listen(self), "hub flush": self._flush_for_ever}
            self._tasks = [asyncio.create_task(supervise(name, job, longest_s=2)) for name, job in jobs.items()]

    async def leave(self, member: Member) -> None:
        """Forget a socket; the last one out stops the subscription and waits until it has ended."""
        self._members.discard(member)
        member.outbox.close()
        if not self._members:
            tasks, self._tasks = self._tasks, []
            self._latest.clear()
            self._written.clear()
            self._venues.clear()
            self._exchanges.clear()
            await end_tasks(tasks)

    def subscribe(self, member: Member, topics: Iterable[str]) -> None:
        """Replace what a socket wants, and send it the newest of that at once."""
        wanted = set(topics)
        member.symbols = _symbols(wanted, PRICE_TOPIC)
        member.tapes = _symbols(wanted, TAPE_TOPIC)
        member.venues = _symbols(wanted, VENUES_TOPIC)
        member.wants_exchanges = EXCHANGES_TOPIC in wanted
        member.missed.clear()
        if known := member.symbols & self._latest.keys():
            member.outbox.offer(self._prices_frame(known))
        for symbol in member.venues & self._venues.keys():
            member.outbox.offer(self._venues_frame(symbol))
        if member.wants_exchanges and self._exchanges:
            member.outbox.offer(self._exchanges_frame())

    def newest(self, symbols: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what is known now of those symbols of which anything is."""
        return {symbol: self._latest[symbol] for symbol in symbols if symbol in self._latest}

    def take_prices(self, prices: list[dict[str, Any]]) -> None:
        for price in prices:
            symbol = price.pop("symbol")
            self._venues[symbol] = price.pop("venues", [])
            self._latest[symbol] = price
            self._written.pop(symbol, None)
            self._changed.add(symbol)

    def take_trades(self, trades: list[dict[str, Any]]) -> None:
        for trade in trades:
            trade["id"] = trade.pop("trade_id")
            trade["at_ms"] = trade.pop("event_ms")
            self._trades[trade.pop("symbol")].append(trade)

    def take_exchanges(self, states: list[dict[str, Any]]) -> None:
        """Replace what is known of the exchanges: one that is no longer named is gone, and its prices with it."""
        before, self._exchanges = self._exchanges, {state["exchange"]: state for state in states}
        self._exchanges_changed = True
        if gone := before.keys() - self._exchanges.keys():
            for symbol in [symbol for symbol, price in self._latest.items() if gone.issuperset(price["exchanges"])]:
                del self._latest[symbol], self._venues[symbol]

    def flush(self) -> None:
        """Send everything that changed since the last flush to those who want it."""
        changed, self._changed = self._changed & self._latest.keys(), set()
        trades, self._trades = self._trades, defaultdict(list)
        self._flush_prices(changed)
        self._flush_venues(changed)
        if trades:
            self._flush_trades(trades)
        self._doubt_exchanges(now_ms() - SILENT_MS)
        if self._exchanges_changed:
            self._exchanges_changed = False
            frame = self._exchanges_frame()
            self._offer_all([member for member in self._members if member.wants_exchanges], frame)

    def _doubt_exchanges(self, before_ms: int) -> None:
        """Call an exchange stale that nobody has reported on for a while: the stream itself may be gone."""
        for state in self._exchanges.values():
            if state["state"] == FeedState.LIVE and (state["at_ms"] or 0) < before_ms:
                state["state"] = FeedState.STALE.value
                self._exchanges_changed = True

    def _flush_prices(self, changed: set[str]) -> None:
        frames: dict[frozenset[str], str] = {}
        for member in tuple(self._members):
            if member.outbox.is_busy or member.missed:
                self._catch_up(member, member.symbols & changed)
                continue
            if member.symbols not in frames:
                hit = member.symbols & changed
                frames[member.symbols] = self._prices_frame(hit) if hit else ""
            if frame := frames[member.symbols]:
                member.outbox.offer(frame)

    def _catch_up(self, member: Member, hit: frozenset[str]) -> None:
        member.missed |= hit
        if not member.outbox.is_busy:
            symbols, member.missed = member.missed & self._latest.keys(), set()
            member.outbox.offer(self._prices_frame(symbols))
        elif hit:
            member.outbox.skip()

    def _flush_venues(self, changed: set[str]) -> None:
        """Send the lines behind a price to the few who look at them; who is busy waits for the next change."""
        wanting = [member for member in self._members if member.venues & changed and not member.outbox.is_busy]
        for symbol in {symbol for member in wanting for symbol in member.venues & changed}:
            self._offer_all([member for member in wanting if symbol in member.venues], self._venues_frame(symbol))

    def _flush_trades(self, trades: dict[str, list[dict[str, Any]]]) -> None:
        for symbol, prints in trades.items():
            wanting = [member for member in self._members if symbol in member.tapes and not member.outbox.is_busy]
            if wanting:
                frame = {"type": "trades", "symbol": symbol, "trades": prints[-MAX_TRADES:]}
                self._offer_all(wanting, orjson.dumps(frame).decode())

    def _offer_all(self, members: list[Member], frame: str) -> None:
        for member in members:
            member.outbox.offer(frame)

    def _prices_frame(self, symbols: Iterable[str]) -> str:
        parts = b",".join(b'"%b":%b' % (symbol.encode(), self._price_json(symbol)) for symbol in symbols)
        return (b'{"type":"prices","t":%d,"prices":{%b}}' % (now_ms(), parts)).decode()

    def _price_json(self, symbol: str) -> bytes:
        if symbol not in self._written:
            self._written[symbol] = orjson.dumps(self._latest[symbol])
        return self._written[symbol]

    def _venues_frame(self, symbol: str) -> str:
        return orjson.dumps({"type": "venues", "symbol": symbol, "venues": self._venues[symbol]}).decode()

    def _exchanges_frame(self) -> str:
        return orjson.dumps({"type": "exchanges", "exchanges": list(self._exchanges.values())}).decode()

    async def _flush_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.flush_s)
            self.flush()


def _symbols(topics: Iterable[str], prefix: str) -> frozenset[str]:
    return frozenset(topic.removeprefix(prefix) for topic in topics if topic.startswith(prefix))


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def running_hub() -> Hub:
    """Return the hub of the running loop; made with the first socket, because a server's loop exists only then."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
