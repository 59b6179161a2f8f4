"""Was it right: how prices moved after alerts, counted in the database, nothing left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet, TextField, Value, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, RowNumber

from alerts.models import Alert, AlertQuerySet, Outcome, SourceKind
from alerts.outcome_prices import allowed_exchanges
from alerts.outcomes import HORIZONS_S
from markets.exchanges.registry import SIMULATED
from markets.quant.intervals import wilson

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

State = Outcome.State
MEASURED = Q(state=State.MEASURED)
AFTER_S = HORIZONS_S[1:]
RISE_MEANT = Q(alert__sentiment_score__gte=0)
HIT = MEASURED & ((RISE_MEANT & Q(change__gt=0)) | (~RISE_MEANT & Q(change__lt=0)))
"""The price moved the way the alert's sentiment said: up for zero and above, down below zero."""
FIGURES: dict[str, Any] = {
    "measured": Count("pk", filter=MEASURED),
    "pending": Count("pk", filter=Q(state=State.PENDING)),
    "missing": Count("pk", filter=Q(state=State.MISSING)),
    "hits": Count("pk", filter=HIT),
    "mean": Avg("change", filter=MEASURED),
    "best": Max("change", filter=MEASURED),
    "worst": Min("change", filter=MEASURED),
    "net": Avg("net_change", filter=MEASURED),
    "net_count": Count("net_change", filter=MEASURED),
}
GROUPS = ("source", "company", "kind", "urgency", "model")
EXTREMES = 5


@dataclass(frozen=True, slots=True)
class Moves:
    """How prices moved until one horizon. Changes are shares: 0.05 is 5 % up; ``net`` is less bitcoin's change."""

    measured: int = 0
    pending: int = 0
    missing: int = 0
    hits: int = 0
    mean: float | None = None
    median: float | None = None
    best: float | None = None
    worst: float | None = None
    net: float | None = None
    net_count: int = 0

    @property
    def hit_rate(self) -> float | None:
        return self.hits / self.measured if self.measured else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.measured)


@dataclass(frozen=True, slots=True)
class Group:
    """The alerts that share a source, a company and so on; ``name`` is empty where it is not known."""

    name: str
    alerts: int
    moves: Moves


@dataclass(frozen=True, slots=True)
class Record:
    """``priced`` are the alerts with a first price; ``waiting`` those that still wait for it; ``moves`` by horizon."""

    alerts: int
    priced: int
    waiting: int
    moves: dict[int, Moves] = field(default_factory=dict)


def alerts_in(user: "User | AnonymousUser", days: int | None, now: datetime) -> AlertQuerySet:
    """Return the alerts that the record is about: of the last ``days``, invented ones only in simulated mode."""
    alerts = Alert.objects.visible_to(user)
    if days is not None:
        alerts = alerts.filter(created_at__gte=now - timedelta(days=days))
    return alerts if is_simulated() else alerts.exclude(item__source__kind=SourceKind.SAMPLE)


def outcomes_of(alerts: AlertQuerySet) -> QuerySet[Outcome]:
    """Return the prices of ``alerts``, never simulated and real ones together."""
    simulated = Q(exchange=SIMULATED)
    ours = (simulated | Q(exchange="")) if is_simulated() else ~simulated
    return Outcome.objects.filter(ours, alert__in=alerts.order_by().values("pk")).order_by()


def is_simulated() -> bool:
    return list(allowed_exchanges()[:1]) == [SIMULATED]


def track_record(alerts: AlertQuerySet) -> Record:
    """Return the figures of every horizon, in four queries."""
    outcomes = outcomes_of(alerts)
    first = dict(outcomes.filter(horizon_s=0).values_list("state").annotate(Count("pk")))
    moves = _moves(outcomes.filter(horizon_s__in=AFTER_S), ("horizon_s",))
    return Record(
        alerts=alerts.order_by().count(),
        priced=first.get(State.MEASURED, 0),
        waiting=first.get(State.PENDING, 0),
        moves={horizon: moves.get((horizon,), Moves()) for horizon in AFTER_S},
    )


def groups(alerts: AlertQuerySet, group: str, horizon_s: int) -> list[Group]:
    """Return the figures of each source, company, kind, urgency or model version at one horizon, the fullest first."""
    named = alerts.order_by().annotate(name=_name_of(group))
    counts = named.values_list("name").annotate(count=Count("pk"))
    outcomes = outcomes_of(alerts).filter(horizon_s=horizon_s).annotate(name=_name_of(group, "alert__"))
    moves = _moves(outcomes, ("name",))
    found = [Group(str(name), count, moves.get((name,), Moves())) for name, count in counts]
    return sorted(found, key=lambda each: (-each.moves.measured, -each.alerts, each.name))


def _name_of(group: str, before: str = "") -> Coalesce:
    names: dict[str, Any] = {
        "source": f"{before}source_name",
        "company": f"{before}company__name",
        "kind": f"{before}kind",
        "urgency": f"{before}urgency",
        "model": KeyTextTransform("model", f"{before}analysis"),
    }
    return Coalesce(names[group], Value(""), output_field=TextField())


def _moves(outcomes: QuerySet[Outcome], keys: Sequence[str]) -> dict[tuple[Any, ...], Moves]:
    medians = _medians(outcomes, keys)
    rows = outcomes.values_list(*keys).annotate(**FIGURES)
    return {row[: len(keys)]: _made(row[len(keys) :], medians.get(row[: len(keys)])) for row in rows}


def _made(row: Sequence[Any], median: float | None) -> Moves:
    measured, pending, missing, hits, mean, best, worst, net, net_count = row
    return Moves(measured, pending, missing, hits, mean, median, best, worst, net, net_count)


def _medians(outcomes: QuerySet[Outcome], keys: Sequence[str]) -> dict[tuple[Any, ...], float]:
    """Return the middle change of each group: the database gives at most two rows of it."""
    within: dict[str, Any] = {"partition_by": [F(key) for key in keys]}
    ranked = outcomes.filter(MEASURED, change__isnull=False).annotate(
        rank=Window(RowNumber(), order_by=[F("change").asc(), F("pk").asc()], **within),
        size=Window(Count("pk"), **within),
    )
    middle = ranked.filter(size__lte=F("rank") * 2, size__gte=F("rank") * 2 - 2)
    found: dict[tuple[Any, ...], list[float]] = {}
    for *key, change in middle.values_list(*keys, "change"):
        found.setdefault(tuple(key), []).append(change)
    return {key: sum(changes) / len(changes) for key, changes in found.items()}


def extremes(alerts: AlertQuerySet, horizon_s: int) -> tuple[list[Outcome], list[Outcome]]:
    """Return the outcomes with the largest rises, and those with the largest falls, each with its alert."""
    measured = outcomes_of(alerts).filter(MEASURED, horizon_s=horizon_s).select_related("alert__company")
    rises = measured.filter(change__gt=0).order_by("-change", "pk")[:EXTREMES]
    falls = measured.filter(change__lt=0).order_by("change", "pk")[:EXTREMES]
    return list(rises), list(falls)


def is_hit(outcome: Outcome) -> bool:
    """Tell whether the price moved the way the alert's sentiment said; the same as HIT in the database."""
    change = outcome.change or 0.0
    return change > 0 if outcome.alert.sentiment_score >= 0 else change < 0


def next_figure_at(alerts: AlertQuerySet) -> datetime | None:
    """Return when the next change is due that can become a figure, for a record that has none yet."""
    pending = outcomes_of(alerts).filter(state=State.PENDING, horizon_s__in=AFTER_S)
    due: datetime | None = pending.order_by("due_at").values_list("due_at", flat=True).first()
    return due


def raw_rows(alerts: AlertQuerySet) -> QuerySet[Outcome]:
    """Return every outcome with its alert, the newest alert first."""
    return outcomes_of(alerts).select_related("alert__company").order_by("-alert__seq", "horizon_s")
