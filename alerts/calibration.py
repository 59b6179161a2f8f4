"""Does 80 % mean 80 %: the confidence with which events were announced against what proved true."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from alerts.models import EVENT_KINDS, AlertMark, AlertQuerySet, EventStatus, Verdict
from alerts.tenths import TENTHS, tenth_of
from markets.quant.intervals import wilson

INDEPENDENT_SOURCES = 2


@dataclass(frozen=True, slots=True)
class Bin:
    """Events announced with a confidence from ``low`` to ``high`` percent. ``mean`` is of those that are decided."""

    low: int
    high: int
    came_true: int = 0
    proved_false: int = 0
    undecided: int = 0
    mean: float | None = None
    brier: float | None = None

    @property
    def decided(self) -> int:
        return self.came_true + self.proved_false

    @property
    def share(self) -> float | None:
        return self.came_true / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.came_true, self.decided)


@dataclass(frozen=True, slots=True)
class Calibration:
    bins: tuple[Bin, ...]

    @property
    def decided(self) -> int:
        return sum(each.decided for each in self.bins)

    @property
    def undecided(self) -> int:
        return sum(each.undecided for each in self.bins)

    @property
    def brier(self) -> float | None:
        """Return the mean squared distance of confidence and truth, 0 the best; None when nothing is decided."""
        total = sum((each.brier or 0.0) * each.decided for each in self.bins)
        return total / self.decided if self.decided else None


def calibration(alerts: AlertQuerySet) -> Calibration:
    """Compare what was said at first with what came of it, in one query.

    An event is true when it went live, or two independent sources tell of it, or more users judge it useful than
    false; false when it was denied or judged false by more. What is neither is undecided.
    """
    figures = {
        "came_true": Count("pk", filter=Q(truth=1)),
        "proved_false": Count("pk", filter=Q(truth=0)),
        "undecided": Count("pk", filter=Q(truth=None)),
        "mean": Avg("predicted", filter=Q(truth__isnull=False)),
        "brier": Avg(F("distance") * F("distance")),
    }
    rows = _judged(alerts).values_list("tenth").annotate(**figures)
    found = {tenth: counted for tenth, *counted in rows}
    return Calibration(tuple(Bin(at * 10, at * 10 + 10, *found.get(at, ())) for at in range(TENTHS)))


def _judged(alerts: AlertQuerySet) -> "QuerySet[Any]":
    # What a second source added to the confidence would foretell what it already knows.
    first_said = Coalesce(F("item__evidence__confidence"), F("confidence"))
    events = alerts.order_by().filter(event__isnull=False, kind__in=EVENT_KINDS)
    counted = events.annotate(useful=_verdicts(Verdict.USEFUL), wrong=_verdicts(Verdict.FALSE_POSITIVE))
    return counted.annotate(
        predicted=Cast(first_said, FloatField()),
        tenth=tenth_of(first_said),
        truth=_truth(),
        distance=F("predicted") - Cast("truth", FloatField()),
    )


def _verdicts(verdict: Verdict) -> Coalesce:
    marks = AlertMark.objects.filter(alert=OuterRef("pk"), verdict=verdict).order_by().values("alert")
    return Coalesce(Subquery(marks.annotate(count=Count("pk")).values("count")), Value(0))


def _truth() -> Case:
    return Case(
        When(event__status=EventStatus.FALSE, then=Value(0)),
        When(event__status__in=[EventStatus.LIVE, EventStatus.DONE], then=Value(1)),
        When(wrong__gt=F("useful"), then=Value(0)),
        When(event__sources_count__gte=INDEPENDENT_SOURCES, then=Value(1)),
        When(useful__gt=F("wrong"), then=Value(1)),
        default=Value(None),
        output_field=IntegerField(),
    )
