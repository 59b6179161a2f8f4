"""Arrays as JSON wants them: no NaN, and no more digits than anyone can see."""

import numpy as np
from numpy.typing import NDArray

SIGNIFICANT = 8


def plain(values: NDArray[np.float64], digits: int = SIGNIFICANT) -> list[float | None]:
    """Return the values rounded to ``digits`` significant ones, None for each that is not finite."""
    return [float(f"{value:.{digits}g}") if np.isfinite(value) else None for value in values.tolist()]


def milliseconds(times: NDArray[np.float64]) -> list[int]:
    return [int(value) for value in times.tolist()]
