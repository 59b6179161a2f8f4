"""Sentences about an instrument that depend on what is known of it."""

from collections.abc import Iterable

from dashboard.formats import percent, price
from markets.exchanges.registry import exchange_names as known_names
from markets.models import AssetClass, Instrument
from markets.types import Price


def exchange_names(exchanges: Iterable[str]) -> str:
    names = known_names()
    return ", ".join(names.get(exchange, exchange) for exchange in exchanges)


def chart_label(instrument: Instrument, latest: Price | None) -> str:
    """Say what a chart shows to who cannot see it: last, change and range."""
    if latest is None:
        return f"{instrument.symbol} candles. No price yet."
    digits = instrument.decimals
    parts = [f"{instrument.symbol} candles. Last {price(latest.last, digits)}"]
    if latest.change_24h is not None:
        parts.append(f"{percent(latest.change_24h).replace('%', ' percent')} in 24 hours")
    if latest.low_24h is not None and latest.high_24h is not None:
        parts.append(f"range {price(latest.low_24h, digits)} to {price(latest.high_24h, digits)}")
    return f"{', '.join(parts)}. The Table button shows the numbers."


def empty_note(instrument: Instrument, mode: str) -> str:
    """Say why there is nothing to draw."""
    if instrument.asset_class == AssetClass.STOCK and mode != "simulated":
        return "No candle yet. Those of stocks come from Yahoo Finance; Sources says how it does."
    if mode == "off":
        return "No exchange is connected, and no candle is stored yet."
    return "No candle yet. The first one appears within a minute of the first trade."
