"""A loopback Bybit: version 5 of REST and of the public streams, spot and the perpetuals of the same names."""

import json
from collections.abc import Mapping, Sequence

from tests.fakes.venue_books import BookChange, texts
from tests.fakes.venues import FakeVenue, Tick, candle, now_ms, opens

STEPS_MS = {"1": 60_000, "5": 300_000, "15": 900_000, "60": 3_600_000, "D": 86_400_000}
CHANNELS = {"tickers": "ticker", "orderbook.1": "sides", "publicTrade": "trade", "orderbook.200": "book"}
FORCED = "allLiquidation"


class FakeBybit(FakeVenue):
    id = "bybit"
    pairs: Sequence[str] = ("BTC-USDT", "ETH-USDT")
    perpetuals: Sequence[str] = ("BTC-USDT", "ETH-USDT")
    no_markets: object = {"retCode": 0, "retMsg": "OK", "result": {"category": "spot", "list": []}}
    answers_pings = False

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        category = query["category"]
        if path == "/v5/market/instruments-info" and category == "linear":
            return _result(category, _contracts(self.perpetuals) if "status" not in query else [])
        if path == "/v5/market/instruments-info":
            halted = {**_instrument("LUNA-USDT"), "status": "Closed"}
            return _result(category, [*map(_instrument, self.pairs), halted])
        if path == "/v5/market/kline":
            return _result(category, self._candles(query))
        raise LookupError(path)

    def _candles(self, query: Mapping[str, str]) -> list[list[str]]:
        symbol, step = self._symbol(query["symbol"]), STEPS_MS[query["interval"]]
        starts = opens(int(query["start"]), min(int(query.get("end", now_ms())) + 1, now_ms()), step, 10_000)
        newest = starts[::-1][: int(query.get("limit", 200))]
        return [[str(at), *map(str, candle(symbol, at)), "250000"] for at in newest]

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        topics: list[str] = message["args"]  # type: ignore[assignment]
        unknown = [topic for topic in topics if not self._is_known(topic)]
        problem = "args size >10" if len(topics) > 10 else f"Invalid symbol :[{unknown[0]}]" if unknown else ""
        problem = problem or (self.refusal if topics[0].startswith(FORCED) else "")
        reply = {"success": not problem, "ret_msg": problem, "conn_id": "c-1", "op": message["op"]}
        wanted = [] if problem else [self._wanted(topic) for topic in topics]
        return wanted, [{**reply, "req_id": message["req_id"]}]

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        return self.subscribe(message) if message["op"] == "unsubscribe" else None

    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        levels = {"b": texts(change.bids), "a": texts(change.asks)}
        data = {"s": _id(symbol), **levels, "u": change.number, "seq": 79_616_387 + change.number}
        kind = "snapshot" if is_snapshot else "delta"
        return {"topic": f"orderbook.200.{_id(symbol)}", "type": kind, "ts": change.at_ms, "data": data}

    def pong(self, text: str) -> str | None:
        message = json.loads(text)
        if message["op"] != "ping":
            return None
        return json.dumps({"success": True, "ret_msg": "pong", "conn_id": "c-1", "req_id": "1", "op": "ping"})

    def tick_frames(self, symbol: str, tick: Tick, at_ms: int) -> Sequence[tuple[str, object]]:
        levels = {"b": tick.bid, "a": tick.ask}
        data = {side: [] if price is None else [[str(price), "0.5"]] for side, price in levels.items()}
        book = {"topic": f"orderbook.1.{_id(symbol)}", "type": "snapshot", "ts": at_ms}
        sides = {**book, "data": {"s": _id(symbol), **data, "u": 18521288, "seq": 7961638724}, "cts": at_ms}
        return [("sides", sides), ("ticker", self.ticker_frame(symbol, tick, at_ms))]

    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object:
        numbers = {"lastPrice": tick.last, "highPrice24h": tick.high, "lowPrice24h": tick.low}
        numbers |= {"prevPrice24h": tick.open, "volume24h": tick.volume, "turnover24h": "85000000.5"}
        texts = {key: None if value is None else str(value) for key, value in numbers.items()}
        data = {"symbol": _id(symbol), **texts, "price24hPcnt": "0.0196", "usdIndexPrice": ""}
        return {"topic": f"tickers.{_id(symbol)}", "ts": at_ms, "type": "snapshot", "cs": 2588407389, "data": data}

    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object:
        trade = {"T": at_ms, "s": _id(symbol), "S": str(print_["side"]).title(), "v": str(print_["size"])}
        trade |= {"p": str(print_["price"]), "L": "PlusTick", "i": str(print_["id"]), "BT": False}
        return {"topic": f"publicTrade.{_id(symbol)}", "type": "snapshot", "ts": at_ms, "data": [trade]}

    def liquidation_frame(self, symbol: str, orders: Sequence[Mapping[str, object]], at_ms: int) -> object:
        told = [
            {
                "T": at_ms,
                "s": _id(symbol),
                "S": "Buy" if order["side"] == "long" else "Sell",
                "v": str(order["size"]),
                "p": str(order["price"]),
                "note": None,
            }
            for order in orders
        ]
        return {"topic": f"{FORCED}.{_id(symbol)}", "type": "snapshot", "ts": at_ms + 300, "data": told}

    def _is_known(self, topic: str) -> bool:
        channel, _, market = topic.rpartition(".")
        return channel in {*CHANNELS, FORCED} and market in map(
            _id, self.perpetuals if channel == FORCED else self.pairs
        )

    def _wanted(self, topic: str) -> tuple[str, str]:
        channel, _, market = topic.rpartition(".")
        return CHANNELS.get(channel, "liquidation"), self._symbol(market)

    def _symbol(self, market: str) -> str:
        return next(pair for pair in self.pairs if _id(pair) == market)


def _id(symbol: str) -> str:
    return symbol.replace("-", "")


def _result(category: str, rows: Sequence[object]) -> object:
    return {"retCode": 0, "retMsg": "OK", "result": {"category": category, "list": rows}, "time": now_ms()}


def _contracts(symbols: Sequence[str]) -> list[dict[str, object]]:
    """List perpetuals, and beside them a dated one and one in another coin."""
    kinds = {"contractType": "LinearPerpetual", "settleCoin": "USDT", "deliveryTime": "0", "fundingInterval": 480}
    lot = {"maxOrderQty": "1190", "minOrderQty": "0.001", "qtyStep": "0.001"}
    perpetuals = [{**_instrument(symbol), **kinds, "lotSizeFilter": lot} for symbol in symbols]
    dated = {"symbol": "BTCUSDT-31DEC99", "contractType": "LinearFutures", "deliveryTime": "4102387200000"}
    usdc = {"symbol": "BTCPERP", "quoteCoin": "USDC", "settleCoin": "USDC"}
    return [*perpetuals, {**perpetuals[0], **dated}, {**perpetuals[0], **usdc}]


def _instrument(symbol: str) -> dict[str, object]:
    base, quote = symbol.split("-")
    lot = {"basePrecision": "0.000001", "quotePrecision": "0.00000001", "minOrderQty": "0.00004", "maxOrderQty": "63"}
    return {
        "symbol": base + quote,
        "baseCoin": base,
        "quoteCoin": quote,
        "innovation": "0",
        "status": "Trading",
        "marginTrading": "both",
        "lotSizeFilter": {**lot, "minOrderAmt": "1", "maxOrderAmt": "100000"},
        "priceFilter": {"tickSize": "0.01"},
    }
