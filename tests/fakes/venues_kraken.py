"""A loopback Kraken: REST and version 2 of its WebSocket."""

from collections.abc import Mapping
from zlib import crc32

from tests.fakes.venue_books import BookChange
from tests.fakes.venues import FakeVenue, Tick, candle, iso, now_ms, opens

IDS = {"BTC-USD": "XXBTZUSD", "ETH-USD": "XETHZUSD", "BTC-USDT": "XBTUSDT"}
ASSETS = {"BTC": "XXBT", "ETH": "XETH", "USD": "ZUSD", "USDT": "USDT", "LUNA": "LUNA"}
CHANNELS = ("ticker", "trade", "book")


class FakeKraken(FakeVenue):
    id = "kraken"
    pairs = ("BTC-USD", "ETH-USD", "BTC-USDT")
    no_markets: object = {"error": [], "result": {}}

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        if path == "/0/public/Assets":
            names = {"XXBT": "XBT", "XETH": "ETH", "ZUSD": "USD", "USDT": "USDT", "LUNA": "LUNA"}
            assets = {key: {"aclass": "currency", "altname": name, "decimals": 10} for key, name in names.items()}
            return {"error": [], "result": {key: {**asset, "status": "enabled"} for key, asset in assets.items()}}
        if path == "/0/public/AssetPairs":
            listed = {IDS[pair]: _pair(pair) for pair in self.pairs}
            return {"error": [], "result": listed | {"LUNAUSD": {**_pair("LUNA-USD"), "status": "cancel_only"}}}
        if path == "/0/public/OHLC":
            return self._candles(query)
        raise LookupError(path)

    def _candles(self, query: Mapping[str, str]) -> object:
        symbol = next(pair for pair, id_ in IDS.items() if id_ == query["pair"])
        step, now = int(query["interval"]) * 60_000, now_ms()
        since = max(int(query.get("since", 0)) * 1000 + 1, now - 720 * step)
        rows = []
        for at in opens(since, now, step, 720):
            opening, high, low, close, volume = map(str, candle(symbol, at))
            rows.append([at // 1000, opening, high, low, close, opening, volume, 12])
        return {"error": [], "result": {query["pair"]: rows, "last": now // 1000}}

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        if message["method"] == "ping":
            return [], [{"method": "pong", "req_id": message.get("req_id", 0), "time_in": iso(now_ms())}]
        params: Mapping[str, list[str]] = message["params"]  # type: ignore[assignment]
        method, channel, wanted, replies = str(message["method"]), str(params["channel"]), [], []
        assert channel in CHANNELS
        for name in params["symbol"]:
            symbol = name.replace("/", "-")
            reply: dict[str, object] = {
                "method": method,
                "req_id": message["req_id"],
                "success": symbol in self.pairs,
            }
            if symbol in self.pairs:
                wanted.append((channel, symbol))
                reply["result"] = {"channel": channel, "symbol": name, "snapshot": True}
            else:
                reply["error"] = f"Currency pair not supported {name}"
            replies.append(reply)
        return wanted, [{"channel": "status", "type": "update", "data": [{"system": "online"}]}, *replies]

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        return self.subscribe(message) if message["method"] == "unsubscribe" else None

    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        sides = {
            side: [{"price": price, "qty": size} for price, size in levels]
            for side, levels in (("bids", change.bids), ("asks", change.asks))
        }
        data = {"symbol": symbol.replace("-", "/"), **sides, "checksum": self._checksum(symbol)}
        if is_snapshot:
            return {"channel": "book", "type": "snapshot", "data": [data]}
        return {"channel": "book", "type": "update", "data": [{**data, "timestamp": iso(change.at_ms)}]}

    def _checksum(self, symbol: str) -> int:
        """Work it out as the exchange says: prices to two digits, sizes to eight, as in ``_pair``."""
        book = self.book(symbol)
        texts = [f"{price:.2f} {size:.8f}" for side in ("asks", "bids") for price, size in book.top(side, 10)]
        return crc32("".join(part.replace(".", "").lstrip("0") for text in texts for part in text.split()).encode())

    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object:
        data = {
            "symbol": symbol.replace("-", "/"),
            "bid": tick.bid,
            "bid_qty": 0.5,
            "ask": tick.ask,
            "ask_qty": 0.5,
            "last": tick.last,
            "volume": tick.volume,
            "vwap": tick.open,
            "low": tick.low,
            "high": tick.high,
            "change": None if isinstance(tick.last, str | None) else float(str(tick.last)) - float(str(tick.open)),
            "change_pct": 2.0,
            "timestamp": iso(at_ms),
        }
        return {"channel": "ticker", "type": "update", "data": [data]}

    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object:
        data = {
            "symbol": symbol.replace("-", "/"),
            "side": print_["side"],
            "price": print_["price"],
            "qty": print_["size"],
            "ord_type": "market",
            "trade_id": print_["id"],
            "timestamp": iso(at_ms),
        }
        return {"channel": "trade", "type": "update", "data": [data]}


def _pair(symbol: str) -> dict[str, object]:
    base, quote = symbol.split("-")
    alias = "XBT" if base == "BTC" else base
    return {
        "altname": alias + quote,
        "wsname": f"{alias}/{quote}",
        "base": ASSETS[base],
        "quote": ASSETS[quote],
        "pair_decimals": 2,
        "lot_decimals": 8,
        "leverage_buy": [],
        "fees": [[0, 0.4]],
        "fees_maker": [[0, 0.25]],
        "ordermin": "0.0001",
        "costmin": "0.5",
        "status": "online",
    }
