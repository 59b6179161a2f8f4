"""What waits for the database: bounded, counted when it overflows, and given back when it was not stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from markets.flow.services import Batch
from markets.types import FlowEvent, Liquidation, Whale

MOST = 5_000
AT_ONCE = 500


class Pending:
    """Three lists, oldest first. ``lost`` counts what had to make room for newer ones while the database was away."""

    def __init__(self) -> None:
        self.whales: list[Whale] = []
        self.liquidations: list[Liquidation] = []
        self.events: list[tuple[FlowEvent, bool]] = []
        self.lost = 0

    def take(self) -> Batch | None:
        """Take out as much as one transaction should hold; None when nothing waits."""
        self._make_room()
        batch = Batch(self.whales[:AT_ONCE], self.liquidations[:AT_ONCE], self.events[:AT_ONCE])
        for waiting in (self.whales, self.liquidations, self.events):
            del waiting[:AT_ONCE]
        return batch if any(batch) else None

    def end_events(self, at_ms: int) -> None:
        """End what goes on among the events that wait."""
        self.events = [
            (event if event.ended_ms is not None else replace(event, ended_ms=at_ms), simulated)
            for event, simulated in self.events
        ]

    @contextmanager
    def kept_unless_done(self, batch: Batch) -> Iterator[None]:
        """Put a batch back in its place when it could not be stored, or nobody waited for it."""
        is_done = False
        try:
            yield
            is_done = True
        finally:
            if not is_done:
                self.whales[:0], self.liquidations[:0], self.events[:0] = batch

    def _make_room(self) -> None:
        for waiting in (self.whales, self.liquidations, self.events):
            if (over := len(waiting) - MOST) > 0:
                del waiting[:over]
                self.lost += over
