"""How a call stood against its limits: kept on the request for the headers and the meter."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Standing:
    """One layer after this call; ``reset_s`` is when more calls are free, and so how long to wait if none is left."""

    name: str
    limit: int
    window_s: int
    remaining: int
    reset_s: int


@dataclass(frozen=True, slots=True)
class Admission:
    """``standings`` are empty when nothing limited the call; a ``metered`` one counts for its user's ``month``.

    ``calls`` is how many calls it counted as.
    """

    standings: tuple[Standing, ...]
    metered: bool
    month: date
    calls: int = 1

    @property
    def tightest(self) -> Standing | None:
        """The layer with the fewest calls left, of several the one that stays so longest."""
        return min(self.standings, key=lambda layer: (layer.remaining, -layer.reset_s), default=None)


def admission_of(request: HttpRequest) -> Admission | None:
    """Return how this request was let in or refused, None before anybody asked."""
    return getattr(request, "admission", None)
