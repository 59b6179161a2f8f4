"""How sure a share is that was counted."""

from math import sqrt

Z_95 = 1.959963984540054


def wilson(hits: int, count: int) -> tuple[float, float] | None:
    """Return the 95 % interval of the share ``hits / count``, None when nothing was counted.

    **Source**: Wilson 1927, without continuity correction; 81 of 263 gives 0.2553 to 0.3662 (Newcombe 1998, table 1).
    """
    if count == 0:
        return None
    share, z2 = hits / count, Z_95 * Z_95
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z_95 * sqrt(share * (1 - share) / count + z2 / (4 * count * count)) / (1 + z2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)
