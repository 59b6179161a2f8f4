"""A loopback Binance: spot REST and the raw streams of ``/ws``, and what USDⓈ-M perpetuals tell in public."""

from collections.abc import Mapping, Sequence

from tests.fakes.venue_books import BookChange, texts
from tests.fakes.venues import FakeVenue, Tick, candle, now_ms, opens

STEPS_MS = {"1m": 60_000, "5m": 300_000, "15m": 900_000, "1h": 3_600_000, "1d": 86_400_000}
CHANNELS = {"ticker": "ticker", "aggTrade": "trade", "depth@100ms": "book", "forceOrder": "liquidation"}


class FakeBinance(FakeVenue):
    id = "binance"
    pairs = ("BTC-USDT", "ETH-USDT")
    perpetuals = pairs
    no_markets: object = {"symbols": []}
    sends_snapshots = False

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        if path == "/api/v3/exchangeInfo":
            halted = {**_market("LUNA-USDT"), "status": "BREAK", "isSpotTradingAllowed": False}
            return {"timezone": "UTC", "serverTime": now_ms(), "symbols": [*map(_market, self.pairs), halted]}
        if path == "/fapi/v1/exchangeInfo":
            return {"timezone": "UTC", "assets": [], "symbols": _contracts(self.perpetuals)}
        if path == "/api/v3/klines":
            symbol = self._symbol(query["symbol"])
            step = STEPS_MS[query["interval"]]
            starts = opens(int(query["startTime"]), now_ms(), step, int(query.get("limit", 500)))
            return [_kline(candle(symbol, start), start, step) for start in starts]
        if path == "/api/v3/depth":
            book = self.book(self._symbol(query["symbol"]))
            levels = {side: texts(book.top(side, int(query["limit"]))) for side in ("bids", "asks")}
            return {"lastUpdateId": book.number, **levels}
        raise LookupError(path)

    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        levels = {"b": texts(change.bids), "a": texts(change.asks)}
        numbers = {"U": change.before + 1, "u": change.number}
        return {"e": "depthUpdate", "E": change.at_ms, "s": symbol.replace("-", ""), **numbers, **levels}

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        return self._streams(message) if message["method"] == "UNSUBSCRIBE" else None

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        return self._streams(message)

    def _streams(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        wanted = []
        for stream in message["params"]:  # type: ignore[attr-defined]
            name, _, channel = stream.partition("@")
            wanted.append((CHANNELS[channel], self._symbol(name.upper())))
        if self.refusal:
            return [], [{"error": {"code": 2, "msg": self.refusal}, "id": message["id"]}]
        return wanted, [{"result": None, "id": message["id"]}]

    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object:
        numbers = {"c": tick.last, "b": tick.bid, "a": tick.ask, "o": tick.open, "h": tick.high, "l": tick.low}
        return {
            "e": "24hrTicker",
            "E": at_ms,
            "s": symbol.replace("-", ""),
            **{key: None if value is None else str(value) for key, value in numbers.items()},
            "v": str(tick.volume),
            "q": "85000000.0",
            "C": at_ms,
        }

    def liquidation_frame(self, symbol: str, orders: Sequence[Mapping[str, object]], at_ms: int) -> object:
        (order,) = orders
        told = {"s": symbol.replace("-", ""), "S": "SELL" if order["side"] == "long" else "BUY", "o": "LIMIT"}
        told |= {"f": "IOC", "q": str(order["size"]), "p": "1.5", "ap": str(order["price"]), "X": "FILLED"}
        # The last of its fills is not the whole of it.
        return {"e": "forceOrder", "E": at_ms + 2, "st": 1, "o": {**told, "l": "0.001", "z": told["q"], "T": at_ms}}

    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object:
        return {
            "e": "aggTrade",
            "E": at_ms,
            "s": symbol.replace("-", ""),
            "a": print_["id"],
            "p": str(print_["price"]),
            "q": str(print_["size"]),
            "T": at_ms,
            "m": print_["side"] == "sell",
            "M": True,
        }

    def _symbol(self, market: str) -> str:
        return next(pair for pair in self.pairs if pair.replace("-", "") == market)


def _market(symbol: str) -> dict[str, object]:
    base, quote = symbol.split("-")
    return {
        "symbol": base + quote,
        "status": "TRADING",
        "baseAsset": base,
        "baseAssetPrecision": 8,
        "quoteAsset": quote,
        "quotePrecision": 8,
        "isSpotTradingAllowed": True,
        "permissions": ["SPOT"],
        "permissionSets": [["SPOT"]],
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000.00", "tickSize": "0.01"},
            {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000.0", "stepSize": "0.00001"},
        ],
    }


def _contracts(symbols: Sequence[str]) -> list[dict[str, object]]:
    """List perpetuals, and beside them a quarterly one, one in another coin and one that rests."""
    kinds = {
        "contractType": "PERPETUAL",
        "marginAsset": "USDT",
        "deliveryDate": 4133404800000,
        "underlyingType": "COIN",
    }
    perpetuals = [{**_market(symbol), **kinds, "pair": symbol.replace("-", "")} for symbol in symbols]
    quarter = {"symbol": "BTCUSDT_991231", "contractType": "CURRENT_QUARTER", "deliveryDate": 4102387200000}
    usdc = {**_market("BTC-USDC"), **kinds, "marginAsset": "USDC"}
    resting = {**_market("LUNA-USDT"), **kinds, "status": "SETTLING"}
    return [*perpetuals, {**perpetuals[0], **quarter}, usdc, resting]


def _kline(values: tuple[float, ...], open_ms: int, step_ms: int) -> list[object]:
    return [open_ms, *map(str, values), open_ms + step_ms - 1, "250000.0", 100, "1.0", "71000.0", "0"]
