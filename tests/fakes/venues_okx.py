"""A loopback OKX: version 5 of REST and of the public stream."""

from collections.abc import Mapping, Sequence

from tests.fakes.venue_books import BookChange, texts
from tests.fakes.venues import FakeVenue, Tick, candle, now_ms, opens

# Days at midnight UTC are ``1Dutc``; those of ``1D`` begin at 16:00.
STEPS_MS = {"1m": 60_000, "5m": 300_000, "15m": 900_000, "1H": 3_600_000, "1Dutc": 86_400_000}
CHANNELS = {"tickers": "ticker", "trades": "trade", "books": "book", "books5": "book", "bbo-tbt": "sides"}
RECENT = 1440
CONTRACTS = {"BTC-USDT": 0.01, "ETH-USDT": 0.1}
"""How much of its base asset is in one contract."""


class FakeOkx(FakeVenue):
    id = "okx"
    pairs: Sequence[str] = ("BTC-USDT", "ETH-USDT", "BTC-USD")
    perpetuals: Sequence[str] = tuple(CONTRACTS)
    no_markets: object = {"code": "0", "msg": "", "data": []}
    answers_pings = False

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        if path == "/api/v5/public/instruments" and query["instType"] == "SWAP":
            return {"code": "0", "msg": "", "data": _swaps(self.perpetuals)}
        if path == "/api/v5/public/instruments":
            halted = {**_instrument("LUNA-USDT"), "state": "suspend"}
            rows = [*map(_instrument, self.pairs), halted] if query["instType"] == "SPOT" else []
            return {"code": "0", "msg": "", "data": rows}
        if path in {"/api/v5/market/candles", "/api/v5/market/history-candles"}:
            return {"code": "0", "msg": "", "data": self._candles(query, is_recent=path.endswith("/candles"))}
        raise LookupError(path)

    def _candles(self, query: Mapping[str, str], *, is_recent: bool) -> list[list[str]]:
        step, now = STEPS_MS[query["bar"]], now_ms()
        since = int(query["before"]) + 1
        if is_recent:
            since = max(since, now - RECENT * step)
        starts = opens(since, min(int(query["after"]), now), step, 10_000)
        newest = starts[::-1][: int(query["limit"])]
        return [[str(at), *map(str, candle(query["instId"], at)), "250000", "250000", "1"] for at in newest]

    def subscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]]:
        wanted: list[tuple[str, str]] = []
        replies: list[object] = []
        for arg in message["args"]:  # type: ignore[attr-defined]
            channel, symbol = arg["channel"], arg.get("instId")
            if channel == "liquidation-orders" and arg["instType"] == "SWAP" and not self.refusal:
                wanted += [("liquidation", each) for each in self.perpetuals]
                replies.append({"event": message["op"], "arg": arg, "connId": "a4d3ae55"})
            elif channel in CHANNELS and symbol in self.pairs:
                wanted.append((CHANNELS[channel], symbol))
                replies.append({"event": message["op"], "arg": arg, "connId": "a4d3ae55"})
            else:
                problem = f"channel:{channel},instId:{symbol} doesn't exist"
                replies.append({"event": "error", "code": "60018", "msg": problem, "connId": "a4d3ae55"})
        return wanted, replies

    def unsubscribe(self, message: Mapping[str, object]) -> tuple[list[tuple[str, str]], list[object]] | None:
        return self.subscribe(message) if message["op"] == "unsubscribe" else None

    def book_frame(self, symbol: str, change: BookChange, *, is_snapshot: bool) -> object:
        bids, asks = ([(*level, "0", "1") for level in texts(side)] for side in (change.bids, change.asks))
        numbers = {"seqId": change.number, "prevSeqId": -1 if is_snapshot else change.before}
        data = {"bids": bids, "asks": asks, "ts": str(change.at_ms), "checksum": 0, **numbers}
        arg = {"channel": "books", "instId": symbol}
        return {"arg": arg, "action": "snapshot" if is_snapshot else "update", "data": [data]}

    def pong(self, text: str) -> str | None:
        return "pong" if text == "ping" else None

    def ticker_frame(self, symbol: str, tick: Tick, at_ms: int) -> object:
        numbers = {"last": tick.last, "askPx": tick.ask, "bidPx": tick.bid, "open24h": tick.open}
        numbers |= {"high24h": tick.high, "low24h": tick.low, "vol24h": tick.volume, "volCcy24h": "85000000.5"}
        texts = {key: "" if value is None else str(value) for key, value in numbers.items()}
        sizes = {"lastSz": "0.1", "askSz": "11", "bidSz": "5", "sodUtc0": texts["open24h"], "sodUtc8": texts["open24h"]}
        data = {"instType": "SPOT", "instId": symbol, **texts, **sizes, "ts": str(at_ms)}
        return {"arg": {"channel": "tickers", "instId": symbol}, "data": [data]}

    def liquidation_frame(self, symbol: str, orders: Sequence[Mapping[str, object]], at_ms: int) -> object:
        details = [
            {
                "bkLoss": "0",
                "bkPx": str(order["price"]),
                "ccy": "",
                "posSide": order.get("position", order["side"]),
                "side": "sell" if order["side"] == "long" else "buy",
                "sz": str(_contracts(symbol, order["size"])),
                "ts": str(at_ms),
            }
            for order in orders
        ]
        data = {"details": details, "instFamily": symbol, "instId": f"{symbol}-SWAP", "instType": "SWAP", "uly": symbol}
        return {"arg": {"channel": "liquidation-orders", "instType": "SWAP"}, "data": [data]}

    def trade_frame(self, symbol: str, print_: Mapping[str, object], at_ms: int) -> object:
        data = {"instId": symbol, "tradeId": str(print_["id"]), "px": str(print_["price"]), "sz": str(print_["size"])}
        data |= {"side": str(print_["side"]), "ts": str(at_ms), "count": "1"}
        return {"arg": {"channel": "trades", "instId": symbol}, "data": [data]}


def _contracts(symbol: str, size: object) -> object:
    return round(size / CONTRACTS[symbol], 9) if isinstance(size, int | float) else size


def _swaps(symbols: Sequence[str]) -> list[dict[str, object]]:
    """List perpetuals, and beside them one that is settled in its own coin."""
    kinds = {"instType": "SWAP", "baseCcy": "", "quoteCcy": "", "ctMult": "1", "settleCcy": "USDT", "ctType": "linear"}
    linear = [
        {**_instrument(symbol), **kinds, "instId": f"{symbol}-SWAP", "uly": symbol, "ctVal": str(CONTRACTS[symbol])}
        for symbol in symbols
    ]
    inverse = {"instId": "BTC-USD-SWAP", "uly": "BTC-USD", "settleCcy": "BTC", "ctVal": "100", "ctType": "inverse"}
    return [*linear, {**linear[0], **inverse}]


def _instrument(symbol: str) -> dict[str, object]:
    base, quote = symbol.split("-")
    contract = dict.fromkeys(("alias", "ctMult", "ctType", "ctVal", "ctValCcy", "expTime", "optType", "settleCcy"), "")
    return {
        **contract,
        "instType": "SPOT",
        "instId": symbol,
        "baseCcy": base,
        "quoteCcy": quote,
        "state": "live",
        "lever": "10",
        "tickSz": "0.1",
        "lotSz": "0.00000001",
        "minSz": "0.00001",
        "maxLmtSz": "9999999999",
        "maxMktSz": "1000000",
        "listTime": "1548133413000",
    }
