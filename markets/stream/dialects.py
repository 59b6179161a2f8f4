"""The words in which values are put into frames: those of our own pages, and those of programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import orjson

from markets.exchanges.registry import SIMULATED
from markets.flow.views import view_of
from project.common import clock

Row = Mapping[str, Any]

TOLD = ("exchange", "name", "state", "latency_ms", "message", "at_ms")
"""What programs hear of an exchange; the rest is for the page of its health."""


class Dialect(Protocol):
    """How one kind of socket hears. ``wants_reports`` is whether states come at each report or at changes alone."""

    wants_reports: bool

    def price(self, symbol: str, price: Row) -> bytes:
        """Return one price as it stands in a frame of several."""

    def prices(self, written: Mapping[str, bytes]) -> str: ...
    def trades(self, symbol: str, trades: Sequence[Row]) -> str: ...
    def venues(self, symbol: str, venues: Sequence[Row]) -> str: ...
    def book(self, key: str, book: Row) -> str: ...
    def flow(self, key: str, rows: Sequence[Row]) -> str: ...
    def exchanges(self, states: Sequence[Row]) -> str: ...


class Pages:
    """Short words, for the scripts of our pages."""

    wants_reports = True

    def price(self, symbol: str, price: Row) -> bytes:
        return orjson.dumps(price)

    def prices(self, written: Mapping[str, bytes]) -> str:
        parts = b",".join(b'"%b":%b' % (symbol.encode(), price) for symbol, price in written.items())
        return (b'{"type":"prices","t":%d,"prices":{%b}}' % (clock.now_ms(), parts)).decode()

    def trades(self, symbol: str, trades: Sequence[Row]) -> str:
        return orjson.dumps({"type": "trades", "symbol": symbol, "trades": trades}).decode()

    def venues(self, symbol: str, venues: Sequence[Row]) -> str:
        return orjson.dumps({"type": "venues", "symbol": symbol, "venues": venues}).decode()

    def book(self, key: str, book: Row) -> str:
        return orjson.dumps({"type": "book", "key": key, **book}).decode()

    def flow(self, key: str, rows: Sequence[Row]) -> str:
        return orjson.dumps({"type": "flow", "key": key, "rows": rows}).decode()

    def exchanges(self, states: Sequence[Row]) -> str:
        return orjson.dumps({"type": "exchanges", "exchanges": states}).decode()


class Programs:
    """The words of the API: ``type``, ``data`` and ``timestamp``, times as ISO 8601."""

    wants_reports = False

    def price(self, symbol: str, price: Row) -> bytes:
        others = {name: value for name, value in price.items() if name not in {"symbol", "last", "at_ms", "venues"}}
        return orjson.dumps({"symbol": symbol, "price": price["last"], **others, "timestamp": at(price["at_ms"])})

    def prices(self, written: Mapping[str, bytes]) -> str:
        return frame("price", {"prices": [orjson.Fragment(price) for price in written.values()]})

    def trades(self, symbol: str, trades: Sequence[Row]) -> str:
        return frame("trade", {"symbol": symbol, "trades": [timed(each) for each in trades]})

    def venues(self, symbol: str, venues: Sequence[Row]) -> str:
        return frame("venues", {"symbol": symbol, "venues": [timed(each) for each in venues]})

    def book(self, key: str, book: Row) -> str:
        own = {"mid_price": book["middle"], **{side: levels_of(book[side]) for side in ("bids", "asks")}}
        kept = ("symbol", "spread", "spread_bps", "imbalance", "exchanges", "rejected")
        return frame("orderbook", {**{name: book[name] for name in kept}, **own, "timestamp": at(book["at_ms"])})

    def flow(self, key: str, rows: Sequence[Row]) -> str:
        view = view_of(key)
        orders = [order_of(each) for each in rows]
        return frame(view.kind, {"minimum_usd": view.minimum_usd, f"{view.kind}s": orders})

    def exchanges(self, states: Sequence[Row]) -> str:
        exchanges = [timed({name: each[name] for name in TOLD}) for each in states]
        return frame("status", {"state": "system", "mode": mode_of(states), "exchanges": exchanges})


def frame(kind: str, data: object, **more: object) -> str:
    """Return a frame of the API's socket."""
    return orjson.dumps({"type": kind, **more, "data": data, "timestamp": clock.now()}).decode()


def timed(row: Row) -> dict[str, object]:
    """Return a row with its time as the API writes it."""
    return {**{name: value for name, value in row.items() if name != "at_ms"}, "timestamp": at(row["at_ms"])}


def levels_of(side: Sequence[Sequence[float]]) -> list[dict[str, float]]:
    """Return the levels of a book as ``GET /multi/orderbook`` writes them."""
    return [{"price": price, "amount": size, "total": round(price * size, 10)} for price, size in side]


def order_of(row: Row) -> dict[str, object]:
    """Return a whale or a liquidation as ``GET /gpt/whale`` and ``/gpt/liq`` write it."""
    kept = {name: row[name] for name in ("exchange", "symbol", "side", "price", "usd_value")}
    named = {"id": f"{row['exchange']}:{row['trade_id']}", "amount": row["size"], "timestamp": at(row["event_ms"])}
    return kept | named | ({"percentile": row["percentile"]} if "percentile" in row else {})


def at(at_ms: int | None) -> object:
    return None if at_ms is None else clock.from_ms(at_ms)


def mode_of(states: Iterable[Row]) -> str:
    """Return where prices come from: simulated ones are never mixed with others."""
    exchanges = {each["exchange"] for each in states}
    return "simulated" if SIMULATED in exchanges else "live" if exchanges else "off"


PAGES: Dialect = Pages()
PROGRAMS: Dialect = Programs()
