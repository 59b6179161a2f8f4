"""Sockets of programs x 20 symbols on one uvicorn process, 2,000 ticks/s: ours beside a plain broadcast.

``python -m tests.bench.bench_fanout [sockets ...]``. Both servers run at once, hear the same bus and send the newest
price of each symbol at the same pace. Starlette is not installed, so the peer is an ASGI app that does what its
broadcast does and adds nothing (``tests.bench.broadcast``). The processor's time is that of the servers alone.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from tests.bench.socket_client import Client, connect
from tests.bench.socket_site import LIMIT_S, Server, prepare, serving

SIZES = (100, 500)
SYMBOLS = 100
EACH = 20
LISTS = 50
"""How many different lists of symbols there are: many sockets show the same page."""

TICKS_A_SECOND, EVERY_S, SECONDS = 2000, 0.05, 10
PARSED = 20
"""One socket in so many is read to the last digit; of the others only what came last."""


class Reader:
    """One socket's end. ``last`` is the frame that came last; one that ``parses`` says how old each tick was."""

    def __init__(self, symbols: Sequence[str], sent: "dict[str, list[tuple[float, float]]]", *, parses: bool) -> None:
        self.symbols, self.sent, self.parses = symbols, sent, parses
        self.delays: list[float] = []
        self.shown: dict[str, float] = dict.fromkeys(symbols, -1.0)
        self.frames, self.last, self.is_ready = 0, b"", False

    def hear(self, text: bytes) -> None:
        if text.startswith(b'{"type":"price"'):
            self.frames, self.last = self.frames + 1, text
            if self.parses:
                self.read(time.monotonic())
        elif text.startswith(b'{"type":"subscribe"'):
            self.is_ready = True

    def read(self, now: float = 0.0) -> None:
        """Note how long the oldest tick waited that this frame is the first to show."""
        for price in orjson.loads(self.last)["data"]["prices"]:
            symbol, value = price["symbol"], price.get("price", price.get("last"))
            waiting = [at for at, tick in self.sent[symbol] if self.shown[symbol] < tick <= value]
            self.delays += [now - waiting[0]] if waiting and now else []
            self.shown[symbol] = value


def main(sizes: Sequence[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        token = fill()
        for count in sizes:
            with serving("ours", "project.asgi:application", folder) as ours:
                with serving("peer", "tests.bench.broadcast:app", folder) as peer:
                    asyncio.run(run(count, ours, peer, token))


def fill() -> str:
    """Make the instruments and a key without a monthly limit, and return the key."""
    from accounts.billing.selectors import tier_of
    from accounts.keys import create_key
    from tests.factories import InstrumentFactory, UserFactory

    for symbol in names():
        InstrumentFactory(symbol=symbol)
    user = UserFactory()
    tier = tier_of(user)
    tier.monthly_calls = None
    tier.save()
    return create_key(user, "Bench")[1]


def names() -> list[str]:
    return [f"S{number}-USDT" for number in range(SYMBOLS)]


async def run(count: int, ours: Server, peer: Server, token: str) -> None:
    sent: dict[str, list[tuple[float, float]]] = defaultdict(list)
    before = {server.name: server.memory_kb for server in (ours, peer)}
    auth = orjson.dumps({"type": "auth", "data": {"token": token}})
    our_ends, our_sockets = await open_all(ours, "/ws", count, sent, lambda symbols: [auth, subscription(symbols)])
    peers, peer_sockets = await open_all(
        peer, "/", count, sent, lambda symbols: [orjson.dumps({"symbols": list(symbols)})]
    )
    await asyncio.to_thread(publish, sent, 2.0, final=False)
    start = {
        server.name: (server.cpu_s, sum(each.frames for each in ends))
        for server, ends in ((ours, our_ends), (peer, peers))
    }
    began = time.monotonic()
    await asyncio.to_thread(publish, sent, SECONDS, final=True)
    took = time.monotonic() - began
    await asyncio.sleep(2)
    figures = [
        show(server, ends, took=took, start=start[server.name], base_kb=before[server.name])
        for server, ends in ((ours, our_ends), (peer, peers))
    ]
    print(f"  peer / ours, CPU a frame: {figures[1] / figures[0]:.2f}", flush=True)
    for socket in (*our_sockets, *peer_sockets):
        socket.close()


def subscription(symbols: Sequence[str]) -> bytes:
    return orjson.dumps({"type": "subscribe", "data": {"type": "price", "symbols": list(symbols)}})


async def open_all(
    server: Server, path: str, count: int, sent: Any, words: Callable[[Sequence[str]], list[bytes]]
) -> tuple[list[Reader], list[Client]]:
    dice = random.Random(7)
    lists = [dice.sample(names(), EACH) for _ in range(LISTS)]
    ends, sockets = [], []
    for number in range(count):
        reader = Reader(lists[number % LISTS], sent, parses=number % PARSED == 0)
        sockets.append(await connect(server.port, path, reader.hear))
        for word in words(reader.symbols):
            sockets[-1].send(word)
        ends.append(reader)
    async with asyncio.timeout(LIMIT_S):
        while not all(each.is_ready for each in ends):
            await asyncio.sleep(0.05)
    return ends, sockets


def publish(sent: dict[str, list[tuple[float, float]]], seconds: float, *, final: bool) -> None:
    """Publish ticks on the bus as the stream does; at the end one for every symbol when ``final``."""
    from markets.stream import bus
    from tests.markets.values import price

    dice, client, until = random.Random(), bus.client(), time.monotonic() + seconds
    while (now := time.monotonic()) < until:
        symbols = dice.sample(names(), int(TICKS_A_SECOND * EVERY_S))
        tell(bus, client, sent, [price(symbol, last=now) for symbol in symbols])
        time.sleep(max(0.0, now + EVERY_S - time.monotonic()))
    if final:
        tell(bus, client, sent, [price(symbol, last=time.monotonic()) for symbol in names()])


def tell(bus: Any, client: Any, sent: dict[str, list[tuple[float, float]]], prices: list[Any]) -> None:
    for each in prices:
        sent[each.symbol].append((time.monotonic(), each.last))
    client.publish(bus.channel(bus.PRICES), bus.dump(prices))


def show(server: Server, ends: list[Reader], *, took: float, start: tuple[float, int], base_kb: int) -> float:
    """Print what a server took, and return its microseconds a frame."""
    cpu, frames = server.cpu_s - start[0], sum(each.frames for each in ends) - start[1]
    for each in ends:
        each.read()
    delays = sorted(delay for each in ends for delay in each.delays)
    stale = sum(each.shown[symbol] != each.sent[symbol][-1][1] for each in ends for symbol in each.symbols)
    memory = (server.memory_kb - base_kb) / len(ends)
    us = cpu / frames * 1e6
    print(
        f"{len(ends):,} sockets  {server.name}: {cpu / took:.3f} core, {us:.1f} us a frame, {memory:.0f} kB a socket,",
        end=" ",
    )
    print(f"p50 {delays[len(delays) // 2] * 1e3:.0f} ms, p99 {delays[len(delays) * 99 // 100] * 1e3:.0f} ms,", end=" ")
    print(f"{stale} stale at the end")
    return us


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
