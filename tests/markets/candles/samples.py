"""Candles for tests."""

import numpy as np
from hypothesis import strategies as st

MINUTE_MS = 60_000
DAY_MS = 86_400_000
MONDAY_MS = 1_760_313_600_000
"""Monday 13 October 2025, 00:00 UTC."""


def candles(count: int, start_ms: int = MONDAY_MS, step_ms: int = MINUTE_MS, seed: int = 1) -> np.ndarray:
    """Return believable candles without a gap."""
    generator = np.random.default_rng(seed)
    closes = 100 * np.exp(np.cumsum(generator.normal(0, 0.001, count)))
    opens = np.concatenate(([100.0], closes[:-1]))[:count]
    highs, lows = np.maximum(opens, closes) * 1.001, np.minimum(opens, closes) * 0.999
    stamps = start_ms + step_ms * np.arange(count, dtype=np.float64)
    return np.column_stack((stamps, opens, highs, lows, closes, generator.uniform(0.1, 9, count)))


@st.composite
def histories(draw, longest: int = 4_000) -> np.ndarray:
    """Draw 1m candles that start anywhere and have gaps."""
    start_ms = MONDAY_MS + draw(st.integers(-9_000, 9_000)) * MINUTE_MS
    rows = candles(draw(st.integers(1, longest)), start_ms, seed=draw(st.integers(0, 99)))
    density = draw(st.sampled_from([0.02, 0.5, 0.99, 1.0]))
    is_kept = np.random.default_rng(draw(st.integers(0, 99))).random(len(rows)) < density
    return rows[is_kept]
