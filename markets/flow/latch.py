"""A state that begins only when it has lasted, and ends only when it has been over for as long."""


class Latch:
    """Switches on when a reading stays at 1 or above for ``hold_ms``, off when it stays below ``release`` that long.

    A reading of None, for when nothing can be said, counts as below. ``since_ms`` is when what is on began.
    """

    def __init__(self, hold_ms: int, release: float = 0.5) -> None:
        self._hold_ms = hold_ms
        self._release = release
        self._turning_ms: int | None = None
        self.since_ms: int | None = None

    def take(self, reading: float | None, now_ms: int) -> bool:
        """Return whether it is on."""
        value = reading if reading is not None else 0.0
        is_on = self.since_ms is not None
        if (value >= self._release) if is_on else (value < 1):
            self._turning_ms = None
            return is_on
        # A clock that was put back begins to count anew.
        if self._turning_ms is None or now_ms < self._turning_ms:
            self._turning_ms = now_ms
        if now_ms - self._turning_ms >= self._hold_ms:
            self.since_ms, self._turning_ms = None if is_on else self._turning_ms, None
        return self.since_ms is not None
