"""The trades tape: prints with their size, and which of them are big."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import NamedTuple

from dashboard.formats import compact, fixed
from markets.models import AssetClass, Instrument
from markets.types import Trade
from project.common.clock import from_ms

BIG_TIMES = 8
STEPS = (1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Print:
    trade: Trade
    size: str
    notional: int
    at: datetime
    is_big: bool


class SizeStep(NamedTuple):
    value: int
    label: str


def big_notional(trades: Sequence[Trade]) -> int:
    """Return the notional from which a print is shaded: eight times the middle one, 0 without trades."""
    return round(median(trade.price * trade.size for trade in trades) * BIG_TIMES) if trades else 0


def prints(trades: Sequence[Trade]) -> list[Print]:
    """Return the prints in the order given."""
    big = big_notional(trades)
    return [
        Print(trade, size_text(trade.size), int(trade.price * trade.size), from_ms(trade.event_ms), is_big)
        for trade in trades
        for is_big in [0 < big <= trade.price * trade.size]
    ]


def size_text(size: float) -> str:
    """Return a size with as many digits as matter: 1,240, 33.0, 0.0421."""
    return fixed(size, 0 if size >= 1_000 else 1 if size >= 10 else 2 if size >= 1 else 4)


def tape_note(instrument: Instrument, mode: str) -> str:
    """Say why the tape is empty."""
    if instrument.asset_class == AssetClass.STOCK:
        return "Trades of stocks are not published here."
    return "Waiting for the first trade." if mode != "off" else "No exchange is connected."


def size_steps(quote: str) -> list[SizeStep]:
    return [SizeStep(step, f"From {compact(step)} {quote}") for step in STEPS]
