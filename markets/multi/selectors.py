"""What several exchanges say together, as the API of earlier clients tells it."""

from collections.abc import Iterable
from typing import Any

from markets.books.metrics import Depth
from markets.books.selectors import books_of, merged_book
from markets.books.wants import want_books
from markets.exchanges.registry import exchange_names
from markets.exchanges.symbols import NOTATIONS, canonical_exchange, canonical_symbol, native_symbol
from markets.models import AssetClass, Instrument
from markets.multi.cache import shared
from markets.multi.kinds import Kind
from markets.selectors import active_instruments, data_mode, exchange_states, latest_prices, recent_trades
from markets.types import FeedState
from project.common.clock import from_ms, now_ms
from project.common.errors import Invalid, Missing, Unavailable

MOST_LEVELS = 100
RAW_LEVELS = RAW_TRADES = 20
"""How much of book and tape stands in everything that is known of a pair."""

EXACT_DIGITS = 10
"""More than any price has, fewer than the noise of a subtraction."""


def find_pair(text: str) -> Instrument:
    """Return the instrument of ``BTC``, ``BTC-USDT`` or any exchange's way to write it. Raises Missing."""
    pairs = Instrument.objects.filter(asset_class=AssetClass.CRYPTO, is_active=True)
    found = pairs.filter(symbol=pair_symbol(text)).first()
    if found is None:
        raise unsupported(text, pairs.values_list("base", flat=True))
    return found


def pair_symbol(text: str) -> str:
    """Return our symbol of the pair that a text names; nothing when it names none."""
    try:
        return canonical_symbol(text)
    except Invalid:
        return ""


def unsupported(text: str, supported: Iterable[str]) -> Missing:
    details = {"supported_symbols": list(dict.fromkeys(supported))}
    return Missing(f"Symbol {text[:40]} is not supported.", code="INVALID_SYMBOL", details=details)


def find_exchange(text: str) -> str:
    """Return the id of an exchange that has pairs here, ``huobi`` included. Raises Invalid."""
    exchange = canonical_exchange(text)
    if exchange not in NOTATIONS:
        message = f"There is no exchange “{text[:40]}”."
        raise Invalid(message, code="INVALID_EXCHANGE", details={"supported": [*NOTATIONS]})
    return exchange


def ticker(instrument: Instrument) -> dict[str, Any]:
    """Return price, both sides and the day of an instrument over all exchanges. Raises Unavailable."""
    answer: dict[str, Any] = shared(Kind.TICKER, instrument.symbol, lambda: make_ticker(instrument))
    return answer


def order_book(instrument: Instrument, depth: int) -> dict[str, Any]:
    """Return the merged book, best ``depth`` levels a side. Raises Unavailable while there is none."""
    want_books([instrument.symbol])
    return _cut(shared(Kind.BOOK, instrument.symbol, lambda: make_order_book(instrument)), depth)


def everything(instrument: Instrument) -> dict[str, Any]:
    """Return ticker, order book, None while it is being opened, and the last prints. Raises Unavailable."""
    want_books([instrument.symbol])
    try:
        answer: dict[str, Any] = shared(Kind.AGGREGATED, instrument.symbol, lambda: make_everything(instrument))
    except Unavailable:
        # Shared, it would keep the book from those who ask when it is open.
        return {"ticker": ticker(instrument), "orderbook": None, "trades": trades(instrument, RAW_TRADES, None)}
    return answer


def trades(instrument: Instrument, limit: int, exchange: str | None) -> list[dict[str, Any]]:
    """Return the last prints, newest first, of one exchange or of all."""
    return [
        {
            "id": each.trade_id,
            "exchange": each.exchange,
            "price": each.price,
            "amount": each.size,
            "usd_value": round(each.price * each.size, EXACT_DIGITS),
            "side": each.side,
            "timestamp": from_ms(each.event_ms),
        }
        for each in recent_trades(instrument.symbol, limit, exchange or "")
    ]


def mapping(exchange: str | None) -> dict[str, dict[str, str]]:
    """Return how each exchange, or one, writes the usual pair of every asset."""
    answer: dict[str, dict[str, str]] = shared(Kind.SYMBOLS, exchange or "all", lambda: _mapping(exchange))
    return answer


def _mapping(exchange: str | None) -> dict[str, dict[str, str]]:
    bases = dict.fromkeys(each.base for each in active_instruments() if each.asset_class == AssetClass.CRYPTO)
    names = [exchange] if exchange else [*NOTATIONS]
    return {base: {name: native_symbol(base, name) for name in names} for base in bases}


def health() -> dict[str, dict[str, Any]]:
    """Return how each exchange's stream does."""
    now = now_ms()
    return {
        state.exchange: {
            "name": state.name,
            "status": state.state.value,
            "is_healthy": state.state in (FeedState.LIVE, FeedState.CLOSED),
            "latency_ms": state.latency_ms,
            "age_s": None if state.at_ms is None else round(max(0, now - state.at_ms) / 1000, 1),
            "message": state.message,
        }
        for state in exchange_states()
        if state.exchange in exchange_names()
    }


def make_ticker(instrument: Instrument) -> dict[str, Any]:
    """Work the ticker out. Raises Unavailable."""
    price = latest_prices([instrument.symbol]).get(instrument.symbol)
    if price is None:
        raise Unavailable(f"There is no price of {instrument.symbol} yet. Try again in a few seconds.")
    return {
        "price": price.vwap if price.vwap is not None else price.last,
        "median_price": price.last,
        "bid": price.bid,
        "ask": price.ask,
        "volume_24h": price.turnover_24h,
        "change_24h": price.change_24h,
        "high_24h": price.high_24h,
        "low_24h": price.low_24h,
        "exchanges": list(price.exchanges),
        "standing": price.standing,
        "timestamp": from_ms(price.at_ms),
    }


def make_order_book(instrument: Instrument) -> dict[str, Any]:
    """Work the merged book out, as deep as anybody may ask. Raises Unavailable."""
    tick = 10.0**-instrument.decimals
    books = books_of(instrument.symbol)
    merged = merged_book(instrument.symbol, books, tick=tick, depth=MOST_LEVELS, now_ms=now_ms())
    if merged is None or merged.figures is None:
        why = "No stream of prices reports" if data_mode() == "off" else "They are being opened"
        message = f"There are no order books of {instrument.symbol} yet. {why}. Try again in a few seconds."
        raise Unavailable(message, details={"reasons": {book.exchange: book.reason for book in books}})
    found = merged.figures
    return {
        "bids": _levels(merged.bids),
        "asks": _levels(merged.asks),
        "spread": round(found.spread, EXACT_DIGITS),
        "spread_bps": found.spread_bps,
        "mid_price": round(found.middle, EXACT_DIGITS),
        "imbalance": found.imbalance,
        "near": [_near(band) for band in found.depth],
        "exchanges": list(merged.exchanges),
        "rejected": dict(merged.rejected),
        "timestamp": from_ms(merged.at_ms),
    }


def make_everything(instrument: Instrument) -> dict[str, Any]:
    """Work out what is known of a pair. Raises Unavailable while there is no price or no book."""
    return {
        "ticker": make_ticker(instrument),
        "orderbook": _cut(make_order_book(instrument), RAW_LEVELS),
        "trades": trades(instrument, RAW_TRADES, None),
    }


def _cut(book: dict[str, Any], depth: int) -> dict[str, Any]:
    return {**book, "bids": book["bids"][:depth], "asks": book["asks"][:depth], "depth": depth}


def _levels(levels: tuple[tuple[float, float], ...]) -> list[dict[str, float]]:
    return [{"price": price, "amount": size, "total": round(price * size, EXACT_DIGITS)} for price, size in levels]


def _near(band: Depth) -> dict[str, Any]:
    sides = {"bid": round(band.bid, EXACT_DIGITS), "ask": round(band.ask, EXACT_DIGITS)}
    return {"percent": band.percent, **sides, "is_whole": band.is_whole}
