import numpy as np
import pytest

from markets.stocks.figure import MOST_CANDLES, grouped, history_figure
from tests.markets.candles.samples import candles


@pytest.mark.parametrize("count", [0, 1, 299, 300, 301, 2_516])
def test_a_figure_has_at_most_300_candles_and_loses_no_volume_high_or_low(count):
    rows = candles(count) if count else np.empty((0, 6))
    shown = grouped(rows, MOST_CANDLES)
    assert len(shown) == (count if count <= 300 else -(-count // -(-count // 300)))
    assert shown[:, 5].sum() == pytest.approx(rows[:, 5].sum())
    if count:
        assert (shown[:, 2].max(), shown[:, 3].min()) == (rows[:, 2].max(), rows[:, 3].min())
        assert (shown[0, 1], shown[-1, 4], shown[0, 0]) == (rows[0, 1], rows[-1, 4], rows[0, 0])


def test_the_values_are_plain_and_name_their_time():
    figure = history_figure("AAPL", np.array([[1_795_100_400_000, 1.0, 3.0, 0.5, 2.0, 9.0]]))
    candle, volume = figure["data"]
    assert candle == {
        "type": "candlestick",
        "name": "AAPL",
        "x": ["2026-11-19T15:00:00+00:00"],
        "open": [1.0],
        "high": [3.0],
        "low": [0.5],
        "close": [2.0],
    }
    assert volume["y"] == [9.0]
    assert figure["layout"]["title"] == {"text": "AAPL"}
