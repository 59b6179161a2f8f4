"""Exchanges on loopback: real HTTP and WebSocket servers with a fault script and a ledger of what reached them."""

import asyncio
import json
import math
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

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
        self.pulse_s: float | None = None
        self.sockets: dict[web.WebSocketResponse, web.Request] = {}
        self.subscribed: set[tuple[web.WebSocketResponse, str, str]] = set()
        self.port = 0
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
        wanted, replies = self.subscribe(json.loads(text))
        for reply in replies:
            await self.send(socket, json.dumps(reply))
        async with self._arrived:
            for channel, symbol in wanted:
                self.subscribed.add((socket, channel, symbol))
                self._note("subscribed", "", f"{channel} {symbol}")
            self._arrived.notify_all()

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


@contextmanager
def served_in_thread(make: Callable[[], FakeVenue], pulse_s: float = 0.2) -> Iterator[FakeVenue]:
    """Serve a pulsing venue from another thread, for tests whose subject is another process."""
    ready, made, stop = threading.Event(), [], []

    async def serve() -> None:
        venue = make()
        venue.pulse_s = pulse_s
        end = asyncio.Event()
        stop.append((asyncio.get_running_loop(), end))
        async with venue.serving():
            made.append(venue)
            ready.set()
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield made[0]
    finally:
        loop, end = stop[0]
        loop.call_soon_threadsafe(end.set)
        thread.join(10)


def candle(symbol: str, open_ms: int) -> tuple[float, float, float, float, float]:
    """Make up an open, high, low, close and volume that depend on nothing but symbol and time."""
    start, end = (PRICES[symbol] * (1 + 0.01 * math.sin(at / 7e6)) for at in (open_ms, open_ms + 1))
    return round(start, 2), round(max(start, end) * 1.001, 2), round(min(start, end) * 0.999, 2), round(end, 2), 3.5


def opens(since_ms: int, until_ms: int, step_ms: int, limit: int) -> list[int]:
    """List the openings of candles from ``since_ms`` on, oldest first."""
    first = -(-since_ms // step_ms) * step_ms
    return list(range(first, until_ms, step_ms))[:limit]
