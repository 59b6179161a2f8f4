"""How the sources do: half hours of the last day, delay, items an hour, and one word for each."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from alerts.models import POLLED, Item, Source, SourceKind, SourceSlot
from alerts.models.source import SLOT
from alerts.sources.registry import missing_setting
from project.common import clock

SLOTS = 48
DAY = timedelta(hours=24)
WEEK = timedelta(days=7)
KEPT = timedelta(days=7)
# The newest items of a source from which its delay is worked out.
SAMPLE = 200
# Sources that show up only once they hold something: nobody set them up.
QUIET = (SourceKind.SAMPLE, SourceKind.MANUAL)


@dataclass(frozen=True, slots=True)
class Slot:
    """One half hour; ``polls`` is 0 when the source was not read in it."""

    starts_at: datetime
    polls: int = 0
    failures: int = 0
    items: int = 0


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source and its last 24 hours; ``state`` is ok, failing, waiting, paused, off or token.

    ``lag_s`` is what 95 of 100 items stay under from their publication to their arrival, None when nothing tells.
    """

    source: Source
    state: str
    slots: tuple[Slot, ...]
    lag_s: float | None
    item_count: int
    alert_count: int

    @property
    def polls(self) -> int:
        return sum(slot.polls for slot in self.slots)

    @property
    def failures(self) -> int:
        return sum(slot.failures for slot in self.slots)

    @property
    def items(self) -> int:
        return sum(slot.items for slot in self.slots)

    @property
    def items_per_hour(self) -> float:
        return self.items / (DAY / timedelta(hours=1))


def record_slot(source: Source, *, ok: bool, items: int, at: datetime) -> None:
    """Count one poll of ``source`` in the half hour of ``at``, as part of the caller's transaction."""
    slot, _ = SourceSlot.objects.get_or_create(source=source, starts_at=slot_start(at))
    SourceSlot.objects.filter(pk=slot.pk).update(
        polls=F("polls") + 1, failures=F("failures") + (0 if ok else 1), items=F("items") + items
    )


def slot_start(at: datetime) -> datetime:
    """Return when the half hour began in which ``at`` falls."""
    seconds = int(SLOT.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def source_health(sources: "QuerySet[Source] | None" = None) -> list[SourceHealth]:
    """Return how the sources do, all of them by default, in six queries whatever their number."""
    shown = list(Source.objects.all() if sources is None else sources)
    now, keys = clock.now(), [source.pk for source in shown]
    bars, lags = bars_of(keys, now), lag_p95(keys, now - DAY)
    kept = Item.objects.filter(source__in=keys)
    items, alerts = _count_by_source(kept), _count_by_source(kept.filter(alert__isnull=False))
    rows = [
        SourceHealth(
            source=source,
            state=state_of(source),
            slots=bars[source.pk],
            lag_s=lags.get(source.pk),
            item_count=items.get(source.pk, 0),
            alert_count=alerts.get(source.pk, 0),
        )
        for source in shown
    ]
    return [row for row in rows if sources is not None or row.item_count or row.source.kind not in QUIET]


def state_of(source: Source) -> str:
    """Return one word: who switched a source off matters less than whether it comes back by a press."""
    if not source.is_active:
        return "paused" if source.paused_because else "off"
    if missing_setting(source.kind):
        return "token"
    if source.failures_in_a_row:
        return "failing"
    has_been_heard = source.last_success_at if source.kind in POLLED else source.last_item_at
    return "ok" if has_been_heard or source.kind in QUIET else "waiting"


def bars_of(keys: Iterable[int], now: datetime) -> dict[int, tuple[Slot, ...]]:
    """Return the last 48 half hours of each source, the oldest first, in one query."""
    starts = [slot_start(now) - SLOT * back for back in range(SLOTS - 1, -1, -1)]
    keys = list(keys)
    rows = SourceSlot.objects.filter(source__in=keys, starts_at__gte=starts[0])
    known = {(row.source_id, row.starts_at): Slot(row.starts_at, row.polls, row.failures, row.items) for row in rows}
    return {key: tuple(known.get((key, start), Slot(start)) for start in starts) for key in keys}


def lag_p95(keys: Sequence[int], since: datetime) -> dict[int, float]:
    """Return the delay of each source's newest items in seconds: 95 of 100 came sooner.

    What was published before a source was first read is no delay of ours and does not count.
    """
    rank = Window(RowNumber(), partition_by=[F("source")], order_by=F("received_at").desc())
    items = Item.objects.filter(source__in=keys, received_at__gte=since, published_at__isnull=False)
    newest = items.annotate(rank=rank).filter(rank__lte=SAMPLE).order_by()
    begun, lags = _first_reads(keys), dict[int, list[float]]()
    for key, published, received in newest.values_list("source", "published_at", "received_at"):
        if published is not None and published >= begun[key]:
            lags.setdefault(key, []).append(max(0.0, (received - published).total_seconds()))
    return {key: percentile(values, 95) for key, values in lags.items()}


def percentile(values: Iterable[float], percent: int) -> float:
    """Return the smallest of ``values`` that ``percent`` of 100 do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _first_reads(keys: Sequence[int]) -> dict[int, datetime]:
    first = Item.objects.filter(source=OuterRef("pk")).order_by("received_at").values("received_at")[:1]
    rows = Source.objects.filter(pk__in=keys).annotate(begun=Subquery(first)).filter(begun__isnull=False)
    return dict(rows.order_by().values_list("pk", "begun"))


def _count_by_source(items: "QuerySet[Item]") -> dict[int, int]:
    return dict(items.order_by().values_list("source").annotate(count=Count("id")))


def prune_slots() -> str:
    """Delete the half hours that no bar shows any more; the worker calls it."""
    deleted, _ = SourceSlot.objects.filter(starts_at__lt=clock.now() - KEPT).delete()
    return f"{deleted} half hours deleted."
