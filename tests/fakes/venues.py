"""Exchanges on loopback: real HTTP and WebSocket servers with a fault script and a ledger of what reached them."""

import asyncio
import json
import math
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fakes.venue_books import BookChange, Pairs, VenueBook

PRICES = {"BTC-USDT": 71_000.0, "ETH-USDT": 3_900.0, "BTC-USD": 70_990.0, "ETH-USD": 3_899.0}


@dataclass(frozen=True)
class Reached:
    """One line of the ledger: an HTTP request, a connection or a frame."""

    kind: str
    path: str
    body: str
    at_ms: int


@dataclass(frozen=True)
class Answer:
    """A scripted answer in place of the next one."""

    status: int
    body: str = "{}"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tick:
    """A ticker; numbers may be anything that a broken exchange could send."""

    last: object
    bid: object
    ask: object
    open: object
    high: object
    low: object
    volume: object = 1200.5


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def iso(at_ms: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at_ms / 1000)) + f".{at_ms % 1000:03d}000Z"


def tick(around: float, /, **changes: object) -> Tick:
    usual: dict[str, object] = {"last": around, "bid": around * 0.9999, "ask": around * 1.0001}
    usual |= {"open": around * 0.98, "high": around * 1.02, "low": around * 0.97}
    return Tick(**(usual | changes))  # type: ignore[arg-type]


class FakeVenue(ABC):
    """What the fake exchanges share.

    Faults: ``answers`` (the next over HTTP), ``handshakes``, ``drop``, ``send_raw``, ``is_silent``.
    """

    id: str
    pairs: Sequence[str]
    perpetuals: Sequence[str] = ()
    """Pairs that have a linear perpetual with public liquidations, on a connection of its own."""
    posts: Sequence[str] = ()
    """Paths that are asked for with POST."""
    no_markets: object
    """How it says that it lists nothing."""
    requests_to_start = 1
    frames_to_start = 1
    """How many a client sends until quotes of one pair flow."""
    answers_pings = True
    """Whether it answers the pings of the WebSocket protocol itself."""

    def __init__(self) -> None:
        self.ledger: list[Reached] = []
        self.answers: deque[Answer] = deque()
        self.handshakes: deque[Answer] = deque()
        self.is_silent = False
        self.refusal = ""
        """Why the next request for liquidations is refused, for venues that have them."""
        self.pulse_s: float | None = None
        self.sockets: dict[web.WebSocketResponse, web.Request] = {}
        self.subscribed: set[tuple[web.WebSocketResponse, str, str]] = set()
        self.port = 0
        self.books: dict[str, VenueBook] = {}
        self._trade_id = 1000
        self._arrived = asyncio.Condition()

    @property
    def urls(self) -> dict[str, str]:
        return {"rest": f"http://127.0.0.1:{self.port}", "ws": f"ws://127.0.0.1:{self.port}"}

    # The dialect

    @abstractmethod
    def answer(self, path: str, query: Mapping[str, str]) -> object:
        """Answer a GET with what will be JSON; raise LookupError for a path that the venue does not have."""

    @abstractmethod
    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        """Read a request: which (``ticker`` or ``trade``, symbol) it asks for, and the frames to answer with."""

    @abstractmethod
    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object: ...

    def tick_frames(self, symbol: str, tick: Tick, at_ms: int) -> Sequence[tuple[str, object]]:
        """Return what the venue sends of one tick, frame by frame, each with its channel."""
        return [("ticker", self.ticker_frame(symbol, tick, at_ms))]

    @abstractmethod
    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object: ...

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        """Read a request for no more of something, as ``subscribe`` reads one for it; None for any other message."""
        return None

    @abstractmethod
    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        """Return what the venue sends of a change of its book, or of all of it."""

    def liquidation_frame(self, symbol: str, orders: Sequence[Mapping[str, object]], at_ms: int) -> object:
        """Return what the venue sends of positions closed by force; sizes are in the base asset."""
        raise NotImplementedError

    sends_snapshots = True
    """Whether a subscription to a book is answered with all of it."""

    def hello(self, request: web.Request) -> object | None:
        """Return the first frame of a connection, for venues that greet."""
        return None

    def pong(self, text: str) -> str | None:
        """Answer a ping or pong that is a frame of its own, with "" for no word; None for everything else."""
        return None

    async def heartbeat(self, socket: web.WebSocketResponse) -> None:
        """Ping the client for as long as it is connected, for venues that do."""
        await asyncio.Event().wait()

    async def send(self, socket: web.WebSocketResponse, text: str) -> None:
        await socket.send_str(text)

    # What a test does with it

    async def emit_tick(self, symbol: str, tick: Tick, at_ms: int | None = None) -> None:
        for channel, frame in self.tick_frames(symbol, tick, at_ms or now_ms()):
            await self._emit(channel, symbol, frame)

    async def emit_trade(self, symbol: str, at_ms: int | None = None, **print_: object) -> None:
        self._trade_id += 1
        usual: dict[str, object] = {"price": PRICES[symbol], "size": 0.25, "side": "buy", "id": self._trade_id}
        await self._emit("trade", symbol, self.trade_frame(symbol, usual | print_, at_ms or now_ms()))

    def liquidation(self, symbol: str, *orders: Mapping[str, object], at_ms: int | None = None) -> object:
        """Return a frame of liquidations, for a test to send once or more."""
        usual: dict[str, object] = {"price": PRICES[symbol], "size": 0.25, "side": "long"}
        return self.liquidation_frame(symbol, [{**usual, **order} for order in orders or [{}]], at_ms or now_ms())

    async def emit_liquidation(self, symbol: str, frame: object) -> None:
        await self._emit("liquidation", symbol, frame)

    def book(self, symbol: str) -> VenueBook:
        return self.books.setdefault(symbol, VenueBook(PRICES[symbol]))

    def change_book(self, symbol: str, bids: Pairs = (), asks: Pairs = ()) -> object:
        """Change the true book; return the frame that tells of it, for a test to send, to lose or to send late."""
        change = self.book(symbol).change(now_ms(), {"bids": bids, "asks": asks})
        return self.book_frame(symbol, change, is_snapshot=False)

    async def emit_book(self, symbol: str, frame: object) -> None:
        await self._emit("book", symbol, frame)

    async def send_raw(self, text: str) -> None:
        for socket in list(self.sockets):
            await self.send(socket, text)

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for socket, request in list(self.sockets.items()):
            if request.transport is not None:
                request.transport.abort()
            self._forget(socket)

    async def subscription(self, channel: str, symbol: str, times: int = 1) -> None:
        """Wait until the ledger has seen ``times`` subscriptions; only a live one counts."""

        def is_there() -> bool:
            seen = sum(entry.kind == "subscribed" and entry.body == f"{channel} {symbol}" for entry in self.ledger)
            return seen >= times and any(key[1:] == (channel, symbol) for key in self.subscribed)

        async with self._arrived:
            await asyncio.wait_for(self._arrived.wait_for(is_there), 10)

    def reached(self, kind: str) -> list[Reached]:
        return [entry for entry in self.ledger if entry.kind == kind]

    # The server

    async def handle(self, request: web.Request) -> web.StreamResponse:
        is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        self._note("handshake" if is_socket else "http", request.path_qs, "")
        script = self.handshakes if is_socket else self.answers
        if script:
            scripted = script.popleft()
            return web.Response(
                status=scripted.status, text=scripted.body, headers=scripted.headers, content_type="application/json"
            )
        if is_socket:
            return await self._converse(request)
        if (request.method == "POST") != (request.path in self.posts):
            return web.json_response({"message": "MethodNotAllowed"}, status=405)
        try:
            return web.json_response(self.answer(request.path, request.query))
        except LookupError:
            return web.json_response({"message": "NotFound"}, status=404)

    async def _converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.sockets[socket] = request
        beat = asyncio.create_task(self.heartbeat(socket))
        try:
            if (hello := self.hello(request)) is not None:
                await self.send(socket, json.dumps(hello))
            async for message in socket:
                if self.is_silent:
                    continue
                if message.type == WSMsgType.PING and self.answers_pings:
                    await socket.pong(message.data)
                elif message.type == WSMsgType.TEXT:
                    await self._take(socket, message.data)
        except ConnectionError:
            pass
        finally:
            beat.cancel()
            self._forget(socket)
        return socket

    async def _take(self, socket: web.WebSocketResponse, text: str) -> None:
        if (pong := self.pong(text)) is not None:
            self._note("ping", "", text)
            if pong:
                await self.send(socket, pong)
            return
        self._note("frame", "", text)
        message = json.loads(text)
        if (left := self.unsubscribe(message)) is not None:
            for channel, symbol in left[0]:
                self.subscribed.discard((socket, channel, symbol))
                self._note("unsubscribed", "", f"{channel} {symbol}")
            for reply in left[1]:
                await self.send(socket, json.dumps(reply))
            return
        wanted, replies = self.subscribe(message)
        for reply in replies:
            await self.send(socket, json.dumps(reply))
        async with self._arrived:
            for channel, symbol in wanted:
                self.subscribed.add((socket, channel, symbol))
                self._note("subscribed", "", f"{channel} {symbol}")
            self._arrived.notify_all()
        for symbol in [symbol for channel, symbol in wanted if channel == "book" and self.sends_snapshots]:
            await self.send(socket, json.dumps(self.book_frame(symbol, self._whole(symbol), is_snapshot=True)))

    def _whole(self, symbol: str) -> BookChange:
        return self.book(symbol).whole(now_ms())

    async def _emit(self, channel: str, symbol: str, frame: object) -> None:
        for socket, *topic in list(self.subscribed):
            if topic == [channel, symbol] and not self.is_silent:
                await self.send(socket, json.dumps(frame))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self.sockets.pop(socket, None)
        self.subscribed = {entry for entry in self.subscribed if entry[0] is not socket}

    def _note(self, kind: str, path: str, body: str) -> None:
        self.ledger.append(Reached(kind, path, body, now_ms()))

    async def pulse(self) -> None:
        """Tick and print every pair without end, for a test that only wants something to move."""
        step = 0
        while self.pulse_s is not None:
            step += 1
            for symbol in self.pairs:
                price = round(PRICES[symbol] * (1 + 0.002 * math.sin(step / 5)), 2)
                await self.emit_tick(symbol, tick(price))
                await self.emit_trade(symbol, price=price)
                if symbol in self.perpetuals:
                    await self.emit_liquidation(symbol, self.liquidation(symbol, {"size": step}))
                if symbol in self.books:
                    level = (PRICES[symbol] - 1, 1 + step % 7)
                    await self.emit_book(symbol, self.change_book(symbol, bids=[level]))
            await asyncio.sleep(self.pulse_s)

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator["FakeVenue"]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        self.port = runner.addresses[0][1]
        beat = asyncio.create_task(self.pulse())
        try:
            yield self
        finally:
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)
            for socket in list(self.sockets):
                await socket.close(code=WSCloseCode.GOING_AWAY)
            await runner.cleanup()


def candle(symbol: str, open_ms: int) -> tuple[float, float, float, float, float]:
    """Make up an open, high, low, close and volume that depend on nothing but symbol and time."""
    start, end = (PRICES[symbol] * (1 + 0.01 * math.sin(at / 7e6)) for at in (open_ms, open_ms + 1))
    return round(start, 2), round(max(start, end) * 1.001, 2), round(min(start, end) * 0.999, 2), round(end, 2), 3.5


def opens(since_ms: int, until_ms: int, step_ms: int, limit: int) -> list[int]:
    """List the openings of candles from ``since_ms`` on, oldest first."""
    first = -(-since_ms // step_ms) * step_ms
    return list(range(first, until_ms, step_ms))[:limit]
