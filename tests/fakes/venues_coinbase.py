"""A loopback Coinbase Exchange: REST products and the public feed."""

from collections.abc import Mapping
from datetime import datetime

from tests.fakes.venue_books import BookChange, texts
from tests.fakes.venues import FakeVenue, Tick, candle, iso, now_ms, opens

CHANNELS = {"ticker": "ticker", "matches": "trade", "level2_batch": "book"}


class FakeCoinbase(FakeVenue):
    id = "coinbase"
    pairs = ("BTC-USD", "ETH-USD", "BTC-USDT")
    no_markets: object = ()

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        if path == "/products":
            return [_product(pair) for pair in self.pairs] + [{**_product("LUNA-USD"), "status": "delisted"}]
        if path == "/currencies":
            return [
                {"id": name, "name": name, "status": "online", "details": {"type": "crypto"}} for name in ("BTC", "USD")
            ]
        if path.endswith("/candles"):
            return self._candles(path.split("/")[2], query)
        raise LookupError(path)

    def _candles(self, symbol: str, query: Mapping[str, str]) -> list[list[float]]:
        start, end = (int(datetime.fromisoformat(query[key]).timestamp() * 1000) for key in ("start", "end"))
        step = int(query["granularity"]) * 1000
        rows = []
        for at in opens(start, min(end + 1, now_ms()), step, 300):
            opening, high, low, close, volume = candle(symbol, at)
            rows.append([at // 1000, low, high, opening, close, volume])
        return rows[::-1]

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        symbols, channels = list(message["product_ids"]), list(message["channels"])  # type: ignore[call-overload]
        unknown = [symbol for symbol in symbols if symbol not in self.pairs]
        if unknown:
            return [], [{"type": "error", "message": "Failed to subscribe", "reason": f"{unknown[0]} is not valid"}]
        reply = {"type": "subscriptions", "channels": [{"name": name, "product_ids": symbols} for name in channels]}
        return [(CHANNELS[name], symbol) for name in channels for symbol in symbols], [reply]

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        return self.subscribe(message) if message["type"] == "unsubscribe" else None

    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        bids, asks = texts(change.bids), texts(change.asks)
        if is_snapshot:
            return {"type": "snapshot", "product_id": symbol, "bids": bids, "asks": asks}
        changes = [("buy", *level) for level in bids] + [("sell", *level) for level in asks]
        # The time of the feed is finer than a millisecond; here the number makes it so.
        at = iso(change.at_ms).removesuffix("000Z") + f"{change.number % 1000:03d}Z"
        return {"type": "l2update", "product_id": symbol, "changes": changes, "time": at}

    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object:
        numbers = {"price": tick.last, "best_bid": tick.bid, "best_ask": tick.ask}
        numbers |= {"open_24h": tick.open, "high_24h": tick.high, "low_24h": tick.low, "volume_24h": tick.volume}
        texts = {key: None if value is None else str(value) for key, value in numbers.items()}
        return {"type": "ticker", "sequence": 1, "product_id": symbol, **texts, "side": "buy", "time": iso(at_ms)}

    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object:
        # The feed names the maker's side.
        maker = {"buy": "sell", "sell": "buy"}.get(str(print_["side"]), print_["side"])
        return {
            "type": "match",
            "trade_id": print_["id"],
            "maker_order_id": "m",
            "taker_order_id": "t",
            "side": maker,
            "size": str(print_["size"]),
            "price": str(print_["price"]),
            "product_id": symbol,
            "sequence": 2,
            "time": iso(at_ms),
        }


def _product(symbol: str) -> dict[str, object]:
    base, quote = symbol.split("-")
    return {
        "id": symbol,
        "base_currency": base,
        "quote_currency": quote,
        "quote_increment": "0.01",
        "base_increment": "0.00000001",
        "display_name": f"{base}/{quote}",
        "min_market_funds": "1",
        "status": "online",
        "trading_disabled": False,
    }
