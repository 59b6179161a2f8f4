"""A history as a Plotly figure: plain values, ready for ``Plotly.newPlot``."""

from math import ceil
from typing import Any

import numpy as np

from markets.candles.resample import Rows
from project.common.clock import from_ms

MOST_CANDLES = 300


def history_figure(symbol: str, rows: Rows) -> dict[str, Any]:
    """Return data and layout: candles above, volume below; a long history in fewer, longer candles."""
    shown = grouped(rows, MOST_CANDLES)
    times = [from_ms(int(open_ms)).isoformat() for open_ms in shown[:, 0]]
    columns = {name: shown[:, at].tolist() for at, name in enumerate(("open", "high", "low", "close"), start=1)}
    candles = {"type": "candlestick", "name": symbol, "x": times, **columns}
    volume = {"type": "bar", "name": "Volume", "x": times, "y": shown[:, 5].tolist(), "yaxis": "y2"}
    layout = {
        "title": {"text": symbol},
        "xaxis": {"type": "date", "rangeslider": {"visible": False}},
        "yaxis": {"domain": [0.25, 1], "title": {"text": "Price"}},
        "yaxis2": {"domain": [0, 0.18], "title": {"text": "Volume"}},
        "showlegend": False,
    }
    return {"data": [candles, volume], "layout": layout}


def grouped(rows: Rows, most: int) -> Rows:
    """Join candles by as many as it takes to have at most ``most``. Shape: (n, 6), oldest first, in and out."""
    size = ceil(len(rows) / most)
    if size <= 1:
        return rows
    first = np.arange(0, len(rows), size)
    last = np.append(first[1:], len(rows)) - 1
    high, low = np.maximum.reduceat(rows[:, 2], first), np.minimum.reduceat(rows[:, 3], first)
    return np.column_stack(
        [rows[first, 0], rows[first, 1], high, low, rows[last, 4], np.add.reduceat(rows[:, 5], first)]
    )
