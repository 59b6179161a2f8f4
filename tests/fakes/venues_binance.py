"""A loopback Binance: spot REST and the raw streams of ``/ws``."""

from collections.abc import Mapping

from tests.fakes.venues import FakeVenue, Tick, candle, now_ms, opens

STEPS_MS = {"1m": 60_000, "5m": 300_000, "15m": 900_000, "1h": 3_600_000, "1d": 86_400_000}
CHANNELS = {"ticker": "ticker", "aggTrade": "trade"}


class FakeBinance(FakeVenue):
    id = "binance"
    pairs = ("BTC-USDT", "ETH-USDT")
    no_markets: object = {"symbols": []}

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        if path == "/api/v3/exchangeInfo":
            halted = {**_market("LUNA-USDT"), "status": "BREAK", "isSpotTradingAllowed": False}
            return {"timezone": "UTC", "serverTime": now_ms(), "symbols": [*map(_market, self.pairs), halted]}
        if path == "/api/v3/klines":
            symbol = self._symbol(query["symbol"])
            step = STEPS_MS[query["interval"]]
            starts = opens(int(query["startTime"]), now_ms(), step, int(query.get("limit", 500)))
            return [_kline(candle(symbol, start), start, step) for start in starts]
        raise LookupError(path)

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        wanted = []
        for stream in message["params"]:  # type: ignore[attr-defined]
            name, _, channel = stream.partition("@")
            wanted.append((CHANNELS[channel], self._symbol(name.upper())))
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


def _kline(values: tuple[float, ...], open_ms: int, step_ms: int) -> list[object]:
    return [open_ms, *map(str, values), open_ms + step_ms - 1, "250000.0", 100, "1.0", "71000.0", "0"]
