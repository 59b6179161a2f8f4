"""An indicator as a chart has it: which one, with which numbers, and the lines that come of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from dashboard.charts.numbers import plain
from markets.candles.resample import Rows
from markets.quant.indicators import Series


class Parameter(NamedTuple):
    """A number that a person may change; a ``step`` of 1 takes whole ones alone."""

    label: str
    default: float
    least: float
    most: float
    step: float = 1


class Bars(NamedTuple):
    """Candles by column, oldest first, and the number of the session that each stands in."""

    high: Series
    low: Series
    close: Series
    volume: Series
    session: Series


MAIN = (("", "main"),)


def length(default: float, most: float = 200, least: float = 2, label: str = "Length") -> Parameter:
    return Parameter(label, default, least, most)


def hlc(bars: Bars) -> tuple[Series, Series, Series]:
    return bars.high, bars.low, bars.close


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the menu.

    ``lines`` are name and role; a role says how a line is drawn, never in which colour. ``needs`` counts the candles
    up to the first value of the last line. ``writes`` is how a value is written: price, one (decimal) or compact.
    """

    key: str
    label: str
    title: str
    about: str
    lines: tuple[tuple[str, str], ...]
    compute: Callable[..., Sequence[Series]]
    needs: Callable[..., int]
    parameters: tuple[Parameter, ...] = ()
    has_pane: bool = False
    levels: tuple[float, ...] = ()
    span: tuple[float, float] | None = None
    writes: str = "price"
    # Whether the first number has to be below the second.
    ascends: bool = False

    @property
    def usual_key(self) -> str:
        return Indicator(self, tuple(parameter.default for parameter in self.parameters)).key


@dataclass(frozen=True, slots=True)
class Indicator:
    """A kind with its numbers; ``key`` is how an address writes it, such as ``bollinger-20-2.5``."""

    kind: Kind
    numbers: tuple[float, ...]

    @property
    def key(self) -> str:
        return "-".join([self.kind.key, *self._texts()])

    @property
    def label(self) -> str:
        return " ".join([self.kind.label, *self._texts()])

    @property
    def needed(self) -> int:
        return self.kind.needs(*self._arguments())

    def fields(self) -> list[tuple[Parameter, str]]:
        return list(zip(self.kind.parameters, self._texts(), strict=True))

    def compute(self, bars: Bars) -> Sequence[Series]:
        return self.kind.compute(bars, *self._arguments())

    def _texts(self) -> list[str]:
        return [f"{number:g}" for number in self.numbers]

    def _arguments(self) -> list[float]:
        pairs = zip(self.kind.parameters, self.numbers, strict=True)
        return [int(number) if parameter.step == 1 else number for parameter, number in pairs]


def bars_of(rows: Rows, sessions: Series) -> Bars:
    return Bars(rows[:, 2], rows[:, 3], rows[:, 4], rows[:, 5], sessions)


def drawn(indicator: Indicator, bars: Bars, limit: int) -> dict[str, Any]:
    """Return the last ``limit`` values of each line, and a sentence where there are too few candles for any."""
    kind, count = indicator.kind, len(bars.close)
    names = [(name, role) for name, role in kind.lines]
    too_few = f"{indicator.label} needs {indicator.needed} candles, {count} so far"
    return {
        "key": indicator.key,
        "kind": kind.key,
        "label": indicator.label,
        "pane": kind.has_pane,
        "levels": kind.levels,
        "span": kind.span,
        "writes": kind.writes,
        "note": too_few if count < indicator.needed else "",
        "fields": [{**parameter._asdict(), "value": text} for parameter, text in indicator.fields()],
        "lines": [
            {"name": name, "role": role, "values": plain(np.asarray(values)[-limit:])}
            for (name, role), values in zip(names, indicator.compute(bars), strict=True)
        ],
    }
