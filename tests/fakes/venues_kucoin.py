"""A loopback KuCoin: REST, the token that a connection needs, and the stream."""

import json
from collections.abc import Mapping, Sequence

from aiohttp import web

from tests.fakes.venue_books import BookChange, texts
from tests.fakes.venues import FakeVenue, Tick, candle, now_ms, opens

STEPS_MS = {"1min": 60_000, "5min": 300_000, "15min": 900_000, "1hour": 3_600_000, "1day": 86_400_000}
CHANNELS = {
    "/market/ticker": "ticker",
    "/market/snapshot": "day",
    "/market/match": "trade",
    "/spotMarket/level2Depth50": "book",
}
MAX_CANDLES = 1500


class FakeKucoin(FakeVenue):
    """A token is good for one connection."""

    id = "kucoin"
    pairs: Sequence[str] = ("BTC-USDT", "ETH-USDT")
    posts = ("/api/v1/bullet-public",)
    no_markets: object = {"code": "200000", "data": []}
    requests_to_start = 2
    frames_to_start = 2
    answers_pings = False

    def __init__(self) -> None:
        super().__init__()
        self.tokens: set[str] = set()
        self._given = 0

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        if path == "/api/v2/symbols":
            halted = {**_listing("LUNA-USDT"), "enableTrading": False}
            return {"code": "200000", "data": [*map(_listing, self.pairs), halted]}
        if path == "/api/v1/bullet-public":
            return {"code": "200000", "data": self._bullet()}
        if path == "/api/v1/market/candles":
            return {"code": "200000", "data": self._candles(query)}
        raise LookupError(path)

    def _bullet(self) -> object:
        self._given += 1
        token = f"2neAiuYvAU61ZDXANAGAsiL4=={self._given}"
        self.tokens.add(token)
        server = {"endpoint": f"{self.urls['ws']}/endpoint", "encrypt": True, "protocol": "websocket"}
        return {"token": token, "instanceServers": [{**server, "pingInterval": 18000, "pingTimeout": 10000}]}

    def _candles(self, query: Mapping[str, str]) -> list[list[str]]:
        step = STEPS_MS[query["type"]]
        starts = opens(int(query["startAt"]) * 1000, min(int(query["endAt"]) * 1000, now_ms()), step, 10_000)
        rows = []
        for at in starts[::-1][:MAX_CANDLES]:
            opening, high, low, close, volume = map(str, candle(query["symbol"], at))
            rows.append([str(at // 1000), opening, close, high, low, volume, "250000"])
        return rows

    def hello(self, request: web.Request) -> object:
        token = request.query["token"]
        if request.path != "/endpoint" or token not in self.tokens:
            return {"id": "1", "type": "error", "code": 401, "data": "token is expired"}
        self.tokens.discard(token)
        return {"id": request.query["connectId"], "type": "welcome"}

    def pong(self, text: str) -> str | None:
        message = json.loads(text)
        is_ping = message["type"] == "ping"
        return json.dumps({"id": message["id"], "type": "pong", "timestamp": now_ms()}) if is_ping else None

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        path, _, markets = str(message["topic"]).partition(":")
        symbols = markets.split(",")
        most = 1 if path == "/market/snapshot" else 100
        if path not in CHANNELS or len(symbols) > most or not set(symbols) <= set(self.pairs):
            problem = f"topic {message['topic']} is not found"
            return [], [{"id": message["id"], "type": "error", "code": 404, "data": problem}]
        replies: list[object] = [{"id": message["id"], "type": "ack"}] if message["response"] else []
        return [(CHANNELS[path], symbol) for symbol in symbols], replies

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        return self.subscribe(message) if message["type"] == "unsubscribe" else None

    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        """Return all of the book, whatever changed: the channel knows nothing else."""
        book = self.book(symbol)
        data = {side: texts(book.top(side, 50)) for side in ("bids", "asks")} | {"timestamp": change.at_ms}
        topic = f"/spotMarket/level2Depth50:{symbol}"
        return {"topic": topic, "type": "message", "subject": "level2", "data": data}

    def tick_frames(self, symbol: str, tick: Tick, at_ms: int) -> Sequence[tuple[str, object]]:
        day = {"open": tick.open, "high": tick.high, "low": tick.low, "vol": tick.volume, "volValue": 85e6}
        prices = {"lastTradedPrice": tick.last, "close": tick.last, "buy": tick.bid, "sell": tick.ask}
        data = {"trading": True, "symbol": symbol, "symbolCode": symbol, **prices, **day, "datetime": at_ms}
        snapshot = {"sequence": "1545896669291", "data": data}
        frame = {"topic": f"/market/snapshot:{symbol}", "type": "message", "subject": "trade.snapshot"}
        return [("day", {**frame, "data": snapshot}), ("ticker", self.ticker_frame(symbol, tick, at_ms))]

    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object:
        numbers = {"bestAsk": tick.ask, "bestBid": tick.bid, "price": tick.last}
        texts = {key: None if value is None else str(value) for key, value in numbers.items()}
        sizes = {"bestAskSize": "0.99", "bestBidSize": "0.04", "size": "0.008", "sequence": "1621383371852"}
        frame = {"topic": f"/market/ticker:{symbol}", "type": "message", "subject": "trade.ticker"}
        return {**frame, "data": {**texts, **sizes, "time": at_ms}}

    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object:
        data = {"symbol": symbol, "sequence": "1568787654360", "side": print_["side"], "size": str(print_["size"])}
        data |= {"price": str(print_["price"]), "takerOrderId": "t", "makerOrderId": "m", "type": "match"}
        data |= {"time": f"{at_ms}050725", "tradeId": str(print_["id"])}
        frame = {"topic": f"/market/match:{symbol}", "type": "message", "subject": "trade.l3match"}
        return {**frame, "data": data}


def _listing(symbol: str) -> dict[str, object]:
    base, quote = symbol.split("-")
    limits = {"baseMinSize": "0.0001", "quoteMinSize": "0.01", "baseMaxSize": "10000000000", "quoteMaxSize": "99999999"}
    steps = {"baseIncrement": "0.0001", "quoteIncrement": "0.000001", "priceIncrement": "0.000001"}
    return {
        "symbol": symbol,
        "name": symbol,
        "baseCurrency": base,
        "quoteCurrency": quote,
        "feeCurrency": quote,
        "market": "USDS",
        **limits,
        **steps,
        "priceLimitRate": "0.1",
        "isMarginEnabled": False,
        "enableTrading": True,
    }
