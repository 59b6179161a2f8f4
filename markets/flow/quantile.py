"""What is big for a stream of amounts: a histogram of the last hours whose past fades."""

from math import log

GROWTH = 1.02
"""Each bucket reaches two percent further than the one before: no answer is further than that from the exact one."""

BUCKETS = 1_200
"""From one dollar to twenty billion; what is smaller or bigger counts as the smallest or biggest."""

PER_BUCKET = 1 / log(GROWTH)
LONGEST = 64.0
"""Weights grow with time instead of old ones shrinking; after so many doublings all are written anew."""


class Quantile:
    """Where an amount stands among those before it, each of which counts half as much after every half-life."""

    def __init__(self, half_life_ms: float) -> None:
        self._half_life_ms = half_life_ms
        self._weights = [0.0] * BUCKETS
        self._total = 0.0
        self._from_ms: int | None = None
        self._newest = 1.0

    def add(self, amount: float, at_ms: int) -> None:
        if self._from_ms is None:
            self._from_ms = at_ms
        doublings = (at_ms - self._from_ms) / self._half_life_ms
        if doublings > LONGEST:
            self._write_anew(2.0**-doublings)
            self._from_ms, doublings = at_ms, 0.0
        weight = 2.0**doublings
        # One that comes late, or with a wrong time, must not make the others look newer than they are.
        self._newest = max(self._newest, weight)
        self._total += weight
        self._weights[bucket_of(amount)] += weight

    @property
    def seen(self) -> float:
        """How many amounts there were, those of long ago counting less."""
        return self._total / self._newest

    def at(self, share: float) -> float:
        """Return the amount that this share of all does not exceed, at most ``GROWTH`` times too much."""
        left, above = self._total - share * self._total, 0.0
        for bucket in range(BUCKETS - 1, 0, -1):
            above += self._weights[bucket]
            if above > left:
                return float(GROWTH ** (bucket + 1))
        return GROWTH

    def share_below(self, amount: float) -> float:
        """Return which share of all is smaller, leaving out what is about as big."""
        return sum(self._weights[: bucket_of(amount)]) / self._total if self._total else 0.0

    def _write_anew(self, shrink: float) -> None:
        self._weights = [weight * shrink for weight in self._weights]
        self._total *= shrink
        self._newest *= shrink


def bucket_of(amount: float) -> int:
    if amount <= 1.0:
        return 0
    bucket = int(log(amount) * PER_BUCKET)
    return bucket if bucket < BUCKETS else BUCKETS - 1
