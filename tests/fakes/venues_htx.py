"""A loopback HTX: REST, and the stream whose frames are gzipped and whose pings are its own."""

import asyncio
import gzip
import json
from collections.abc import Mapping, Sequence

from aiohttp import WSCloseCode, web

from tests.fakes.venue_books import BookChange
from tests.fakes.venues import FakeVenue, Tick, candle, now_ms, opens

STEPS_MS = {"1min": 60_000, "5min": 300_000, "15min": 900_000, "60min": 3_600_000, "1day": 86_400_000}
CHANNELS = {"ticker": "ticker", "trade.detail": "trade", "mbp.150": "book"}
SINGAPORE_MS = 8 * 3_600_000


class FakeHtx(FakeVenue):
    """It pings every ``ping_s`` and hangs up on a client that leaves two unanswered."""

    id = "htx"
    pairs: Sequence[str] = ("BTC-USDT", "ETH-USDT")
    no_markets: object = {"status": "ok", "data": []}
    answers_pings = False
    sends_snapshots = False
    ping_s = 5.0

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        if path == "/v1/common/symbols":
            halted = {**_listing("LUNA-USDT"), "state": "offline"}
            return {"status": "ok", "data": [*map(_listing, self.pairs), halted]}
        if path == "/market/history/candles":
            channel = f"market.{query['symbol']}.kline.{query['period']}"
            return {"status": "ok", "ch": channel, "ts": now_ms(), "data": self._candles(query)}
        raise LookupError(path)

    def _candles(self, query: Mapping[str, str]) -> list[dict[str, float]]:
        symbol, step = self._symbol(query["symbol"]), STEPS_MS[query["period"]]
        until = min(int(query.get("to", now_ms())) * 1000 + 1, now_ms())
        shift = SINGAPORE_MS if query["period"] == "1day" else 0
        starts = [at - shift for at in opens(int(query["from"]) * 1000 + shift, until + shift, step, 10_000)]
        return [_candle(symbol, at) for at in starts[::-1][: int(query["size"])]]

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        if "req" in message:
            return self._request(message)
        topic = str(message["sub"])
        _, market, channel = topic.split(".", 2)
        if channel not in CHANNELS or market not in map(_id, self.pairs):
            problem = {"status": "error", "err-code": "bad-request", "err-msg": f"invalid topic {topic}"}
            return [], [{**problem, "id": message["id"], "ts": now_ms()}]
        reply = {"id": message["id"], "status": "ok", "subbed": topic, "ts": now_ms()}
        return [(CHANNELS[channel], self._symbol(market))], [reply]

    def _request(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        symbol = self._symbol(str(message["req"]).split(".")[1])
        data = {"seqNum": self.book(symbol).number, **{side: self.book(symbol).top(side) for side in ("bids", "asks")}}
        return [], [{"id": message["id"], "rep": message["req"], "status": "ok", "ts": now_ms(), "data": data}]

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        if "unsub" not in message:
            return None
        _, market, channel = str(message["unsub"]).split(".", 2)
        reply = {"id": message["id"], "status": "ok", "unsubbed": message["unsub"], "ts": now_ms()}
        return [(CHANNELS[channel], self._symbol(market))], [reply]

    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        numbers = {"seqNum": change.number, "prevSeqNum": change.before}
        sides = {side: levels for side, levels in (("bids", change.bids), ("asks", change.asks)) if levels}
        return {"ch": f"market.{_id(symbol)}.mbp.150", "ts": change.at_ms, "tick": {**numbers, **sides}}

    def pong(self, text: str) -> str | None:
        return "" if "pong" in json.loads(text) else None

    async def heartbeat(self, socket: web.WebSocketResponse) -> None:
        before = len(self.reached("ping"))
        for sent in range(1_000_000):
            await asyncio.sleep(self.ping_s)
            if sent - (len(self.reached("ping")) - before) >= 2:
                await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"ping check expired")
            if not self.is_silent and not socket.closed:
                await self.send(socket, json.dumps({"ping": now_ms()}))

    async def send(self, socket: web.WebSocketResponse, text: str) -> None:
        await socket.send_bytes(gzip.compress(text.encode()))

    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object:
        numbers = {"open": tick.open, "high": tick.high, "low": tick.low, "close": tick.last, "bid": tick.bid}
        numbers |= {"amount": tick.volume, "vol": 85e6, "count": 448737, "ask": tick.ask, "lastPrice": tick.last}
        data = {**numbers, "bidSize": 0.036, "askSize": 0.583, "lastSize": 0.03}
        return {"ch": f"market.{_id(symbol)}.ticker", "ts": at_ms, "tick": data}

    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object:
        number = int(str(print_["id"]))
        trade: dict[str, object] = {"id": 100182534526255757567400000 + number, "ts": at_ms, "tradeId": number}
        trade |= {"amount": print_["size"], "price": print_["price"], "direction": print_["side"]}
        tick = {"id": 100182534526, "ts": at_ms, "data": [trade]}
        return {"ch": f"market.{_id(symbol)}.trade.detail", "ts": at_ms, "tick": tick}

    def _symbol(self, market: str) -> str:
        return next(pair for pair in self.pairs if _id(pair) == market)


def _id(symbol: str) -> str:
    return symbol.replace("-", "").lower()


def _candle(symbol: str, open_ms: int) -> dict[str, float]:
    opening, high, low, close, volume = candle(symbol, open_ms)
    row = {"id": open_ms // 1000, "open": opening, "close": close, "low": low, "high": high}
    return {**row, "amount": volume, "vol": 250000.0, "count": 12}


def _listing(symbol: str) -> dict[str, object]:
    base, quote = symbol.lower().split("-")
    return {
        "base-currency": base,
        "quote-currency": quote,
        "symbol": base + quote,
        "price-precision": 2,
        "amount-precision": 6,
        "value-precision": 8,
        "symbol-partition": "main",
        "state": "online",
        "min-order-amt": 0.0001,
        "max-order-amt": 1000,
        "min-order-value": 5,
        "api-trading": "enabled",
        "tags": "",
    }
