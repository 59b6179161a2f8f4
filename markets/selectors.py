"""Reads of what is traded and what it costs now; when the bus is down, the last stored candle answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from markets.candles.selectors import hourly_closes, last_closes
from markets.exchanges.symbols import canonical_symbol
from markets.exchanges.verdicts import fresh_ms
from markets.models import Instrument
from markets.stream import bus
from markets.stream.reads import ask, data_mode
from markets.types import Confidence, ExchangeState, FeedState, Price, Standing, Trade
from project.common.clock import now_ms
from project.common.errors import Invalid, Missing

__all__ = [
    "active_instruments",
    "check_symbols",
    "data_mode",
    "exchange_states",
    "get_instrument",
    "latest_prices",
    "named_instruments",
    "recent_trades",
    "sparklines",
]
SILENT_MS = 15_000
"""A state that has not been renewed for so long is no longer believed."""


def active_instruments() -> list[Instrument]:
    return list(Instrument.objects.filter(is_active=True))


def get_instrument(symbol: str) -> Instrument:
    """Return the instrument of that symbol, in any case or in any exchange's way to write it. Raises Missing."""
    return named_instruments([symbol])[0]


def named_instruments(names: Sequence[str]) -> list[Instrument]:
    """Return the instrument of each name, as ``get_instrument`` reads it. Raises Missing for the first unknown one."""
    readings = {name: _readings(name) for name in names}
    wanted = {symbol for each in readings.values() for symbol in each}
    known = {each.symbol: each for each in Instrument.objects.filter(symbol__in=wanted, is_active=True)}
    found = {name: next((known[each] for each in readings[name] if each in known), None) for name in names}
    return [each or _refuse(name) for name, each in found.items()]


def check_symbols(symbols: Iterable[str]) -> None:
    """Raise Missing for the first symbol that no active instrument has."""
    wanted = list(symbols)
    known = set(Instrument.objects.filter(symbol__in=wanted, is_active=True).values_list("symbol", flat=True))
    for missing in [symbol for symbol in wanted if symbol not in known]:
        _refuse(missing)


def latest_prices(symbols: Iterable[str] | None = None) -> dict[str, Price]:
    """Return the newest price of each symbol that has one; of all active instruments when no symbols are given."""
    wanted = list(symbols) if symbols is not None else [instrument.symbol for instrument in active_instruments()]
    if not wanted:
        return {}
    raw: list[bytes | None] = ask(lambda: bus.client().hmget(bus.PRICES, wanted), [])
    now = now_ms()
    prices = {price.symbol: _doubted(price, now) for price in map(bus.load_price, filter(None, raw))}
    absent = [symbol for symbol in wanted if symbol not in prices]
    if absent:
        prices |= {
            close.symbol: _closed(close.symbol, close.close, close.exchange, close.at_ms)
            for close in last_closes(absent)
        }
    return {symbol: prices[symbol] for symbol in wanted if symbol in prices}


def exchange_states() -> list[ExchangeState]:
    """Return how each exchange's stream does; one that nobody has reported on for a while counts as stale."""
    raw: Mapping[bytes, bytes] = ask(lambda: bus.client().hgetall(bus.EXCHANGES), {})
    states = [bus.load_state(value) for value in raw.values()]
    return [_aged(state) for state in sorted(states, key=lambda state: state.name)]


def recent_trades(symbol: str, limit: int = 50, exchange: str = "") -> list[Trade]:
    """Return the last prints of a symbol, newest first, of all exchanges or of one."""
    raw: list[bytes] = ask(lambda: bus.client().lrange(bus.tape_key(symbol, exchange), 0, limit - 1), [])
    return [bus.load_trade(value) for value in raw]


def sparklines(symbols: Iterable[str], points: int = 48) -> dict[str, list[float]]:
    """Return hourly closes of the last seven days of each symbol that has any, at most ``points``, oldest first."""
    return {symbol: thin(closes, points) for symbol, closes in hourly_closes(list(symbols)).items()}


def thin(values: list[float], points: int) -> list[float]:
    """Keep at most ``points`` values at even steps, the first and the last always among them."""
    if len(values) <= points:
        return values
    step = (len(values) - 1) / (points - 1)
    return [values[round(index * step)] for index in range(points)]


def _readings(name: str) -> list[str]:
    """Return the symbols that a name may mean, the plainest first; a stock's name may be read as a coin's too."""
    # PostgreSQL refuses a text with NUL.
    plain = [name.strip().upper()] if "\x00" not in name else []
    try:
        return [*plain, canonical_symbol(name)]
    except Invalid:
        return plain


def _refuse(symbol: str) -> NoReturn:
    supported = list(Instrument.objects.filter(is_active=True).values_list("symbol", flat=True))
    message = f"There is no instrument {symbol[:40]}."
    raise Missing(message, code="INVALID_SYMBOL", details={"supported_symbols": supported})


def _aged(state: ExchangeState) -> ExchangeState:
    silent = state.at_ms is None or now_ms() - state.at_ms > SILENT_MS
    if state.state is FeedState.LIVE and silent:
        return replace(state, state=FeedState.STALE, latency_ms=None, rate=0.0, counted=0)
    return state


def _doubted(price: Price, now: int) -> Price:
    """Mark what nobody has renewed: the stream itself may be gone."""
    if price.standing is Standing.STALE or now - price.at_ms <= fresh_ms(price.symbol):
        return price
    return replace(price, standing=Standing.STALE, confidence=Confidence.LOW)


def _closed(symbol: str, close: float, exchange: str, at_ms: int) -> Price:
    nothing = dict.fromkeys(
        ("bid", "ask", "change_1h", "change_24h", "high_24h", "low_24h", "volume_24h", "turnover_24h", "spread_bps")
    )
    return Price(
        symbol=symbol,
        last=close,
        exchanges=(exchange,),
        at_ms=at_ms,
        standing=Standing.STALE,
        confidence=Confidence.LOW,
        venues=(),
        **nothing,
    )
