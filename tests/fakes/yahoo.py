"""A loopback Yahoo Finance: cookie, crumb, quotes, charts and summaries, as yfinance's client asks for them."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.loopback import GONE_AWAY, Loopback

COOKIE, CRUMB = "A3=d=loopback", "cRuMb.1"
JSON = "application/json"


def chart(timestamps: list[int], closes: list[float | None], **more: Any) -> dict[str, Any]:
    """Return the result of a chart whose candles are a dollar high, with a volume of 1,000 each."""
    values = {
        "open": closes,
        "high": [close and close + 0.5 for close in closes],
        "low": [close and close - 0.5 for close in closes],
        "close": closes,
        "volume": [1000 if close else None for close in closes],
    }
    meta = {"currency": "USD", "gmtoffset": -18_000, "exchangeTimezoneName": "America/New_York"}
    return {"meta": meta, "timestamp": timestamps, "indicators": {"quote": [values]}, **more}


class FakeYahoo(Loopback):
    """``quotes``, ``charts`` and ``summaries`` are what it knows by symbol; ``ledger`` is every path that reached it.

    ``faults`` are statuses for the next answers of data; ``slow_s`` keeps every answer of data back.
    """

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.quotes: dict[str, dict[str, Any]] = {}
        self.charts: dict[str, dict[str, Any]] = {}
        self.summaries: dict[str, dict[str, Any]] = {}
        self.ledger: list[tuple[str, dict[str, str]]] = []
        self.faults: list[int] = []
        self.slow_s = 0.0
        self.body: bytes | None = None

    @property
    def urls(self) -> dict[str, str]:
        return {"rest": self.origin}

    def list_stock(self, symbol: str, price: float, **more: Any) -> None:
        self.quotes[symbol] = {
            "symbol": symbol,
            "regularMarketPrice": price,
            "regularMarketPreviousClose": price / 1.01,
            "regularMarketDayHigh": price * 1.02,
            "regularMarketDayLow": price * 0.98,
            "regularMarketVolume": 51_000_000,
            "regularMarketTime": 1_763_571_600,
            "bid": price - 0.01,
            "ask": price + 0.01,
            "marketState": "REGULAR",
            **more,
        }

    def asked(self, path: str) -> list[dict[str, str]]:
        """Return the parameters of each call whose path begins so."""
        return [params for found, params in self.ledger if found.startswith(path)]

    def data_calls(self) -> int:
        return sum(found.startswith(("/v7/", "/v8/", "/v10/")) for found, _ in self.ledger)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        fake: FakeYahoo = self.server.owner
        parts = urlsplit(self.path)
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        fake.ledger.append((parts.path, params))
        if parts.path == "/":  # https://fc.yahoo.com answers 404, and its cookie is all that counts
            self.answer(404, b"", "text/html", cookie=True)
        elif parts.path == "/v1/test/getcrumb":
            self.answer(200, CRUMB.encode(), "text/plain") if self.has_cookie() else self.answer(401, b"")
        elif parts.path == "/consent":
            self.answer(200, b"<html>no form</html>", "text/html")
        else:
            self.data(fake, parts.path, params)

    def data(self, fake: FakeYahoo, path: str, params: dict[str, str]) -> None:
        fake.wait(fake.slow_s)
        if fake.faults:
            self.answer(fake.faults.pop(0), b"Too Many Requests", "text/html")
        elif fake.body is not None:
            self.answer(200, fake.body)
        elif not self.has_cookie() or params.get("crumb") != CRUMB:
            self.answer(
                401, b'{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}'
            )
        else:
            self.known(fake, path, params)

    def known(self, fake: FakeYahoo, path: str, params: dict[str, str]) -> None:
        symbol = path.rpartition("/")[2]
        if path == "/v7/finance/quote":
            found = [fake.quotes[name] for name in params["symbols"].split(",") if name in fake.quotes]
            self.send({"quoteResponse": {"result": found, "error": None}})
        elif path.startswith("/v8/finance/chart/"):
            self.found("chart", fake.charts.get(symbol))
        elif path.startswith("/v10/finance/quoteSummary/"):
            self.found("quoteSummary", fake.summaries.get(symbol))
        else:
            self.answer(404, b"{}")

    def found(self, name: str, result: dict[str, Any] | None) -> None:
        if result is not None:
            self.send({name: {"result": [result], "error": None}})
            return
        error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
        self.answer(404, json.dumps({name: {"result": None, "error": error}}).encode())

    def has_cookie(self) -> bool:
        return COOKIE in (self.headers.get("Cookie") or "")

    def send(self, body: dict[str, Any]) -> None:
        self.answer(200, json.dumps(body).encode())

    def answer(self, status: int, body: bytes, kind: str = JSON, *, cookie: bool = False) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if cookie:
                self.send_header("Set-Cookie", f"{COOKIE}; Path=/")
            self.end_headers()
            self.wfile.write(body)
        except GONE_AWAY:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""
