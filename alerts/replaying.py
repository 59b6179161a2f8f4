"""Stored items through today's model and rules, in memory: what would have been raised, and what was."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet

from alerts.events.book import Book, Record, Step
from alerts.events.cluster import OPEN_FOR
from alerts.events.lifecycle import state_of
from alerts.events.raising import Bar
from alerts.events.telling import telling_of, watched_companies
from alerts.models import Alert, Company, Item
from alerts.storing import Scorer, current_scorer

# Items before the first day are told too, so that a story that was under way is not taken for news.
LEAD_IN = timedelta(days=7)
CHUNK = 500
SAME, NEW, GONE = "same", "new", "gone"


@dataclass(frozen=True, slots=True)
class Span:
    """Which items are told, and what an event has to reach; the end is not part of it."""

    start: datetime
    end: datetime
    threshold: int
    company: Company | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One event that is raised now or was raised then. ``alert`` is the one of then, None when there was none."""

    verdict: str
    at: datetime
    title: str
    source: str
    kind: str
    status: str
    confidence: float
    item: int | None
    alert: int | None
    company: int | None


@dataclass(slots=True)
class Replay:
    """The scratch space. ``read`` counts the items so far; nothing is ever written."""

    span: Span
    scorer: Scorer = field(default_factory=current_scorer)
    book: Book = field(default_factory=Book)
    read: int = 0
    on_progress: Callable[[int], None] = lambda _: None
    found: set[int] = field(default_factory=set)
    swept_at: datetime | None = None

    def run(self) -> Iterator[Line]:
        """Yield a line for each event raised now, then one for each alert of then that is not raised any more."""
        companies = watched_companies(self.scorer.matcher.names)
        for chunk in _chunks(items_of(self.span)):
            self.on_progress(self.read)
            known = _alerts_of(chunk)
            for item in chunk:
                self.read += 1
                self._sweep(item.received_at)
                score = self.scorer.score(item, item.source, item.received_at)
                step = self.book.tell(telling_of(item, item.source, score, companies), item.received_at)
                line = self._raised(step, item, known.get(item.pk)) if step else None
                if line and self._is_asked(line.company, score.companies):
                    yield line
        yield from self._gone()

    def _raised(self, step: Step, item: Item, alert: int | None) -> Line | None:
        """Return the line of an event that this step raises, None when it does not or did so before."""
        record, now = step.record, item.received_at
        was_raised = record.is_raised
        if not was_raised and step.telling:
            record.is_raised = Bar(self.span.threshold).is_reached(step.telling, step.state, now)
        if record.is_raised and alert is not None:
            self.found.add(alert)
        if was_raised or not record.is_raised or now < self.span.start:
            return None
        verdict, state = NEW if alert is None else SAME, step.state
        return Line(
            *(verdict, now, item.title, item.source.name, state.kind, state.status, state.confidence),
            item=item.pk,
            alert=alert,
            company=record.entity.company,
        )

    def _is_asked(self, company: int | None, mentioned: Iterable[int]) -> bool:
        return self.span.company is None or self.span.company.pk in (company, *mentioned)

    def _sweep(self, now: datetime) -> None:
        """Let each day do its part, and drop what nothing more can be told of: memory is that of two months' events."""
        if self.swept_at and now.date() == self.swept_at.date():
            return
        self.swept_at = now
        for record in list(self.book.records.values()):
            if _is_past(record, now):
                self.book.forget(record)
            else:
                record.state = state_of(record.tellings, now)

    def _gone(self) -> Iterator[Line]:
        """Yield the alerts of then whose event is not raised now."""
        alerts = Alert.objects.filter(created_at__gte=self.span.start, created_at__lt=self.span.end)
        alerts = alerts.filter(user=None, item__isnull=False).select_related("event").order_by("created_at", "pk")
        if self.span.company:
            alerts = alerts.filter(company=self.span.company)
        for alert in alerts.iterator(chunk_size=CHUNK):
            if alert.pk not in self.found:
                yield _line_of(alert)


def _line_of(alert: Alert) -> Line:
    status = alert.event.status if alert.event else ""
    return Line(
        *(GONE, alert.created_at, alert.title, alert.source_name, alert.kind, status, float(alert.confidence)),
        item=alert.item_id,
        alert=alert.pk,
        company=alert.company_id,
    )


def _is_past(record: Record, now: datetime) -> bool:
    last_day = record.state.when.last_day
    return now - record.state.last_told_at > OPEN_FOR and (last_day is None or last_day < (now - OPEN_FOR).date())


def items_of(span: Span) -> "QuerySet[Item]":
    """Return the items in the order in which they were received, which is the order in which they became known."""
    items = Item.objects.filter(received_at__gte=span.start - LEAD_IN, received_at__lt=span.end)
    return items.select_related("source").order_by("received_at", "pk")


def _chunks(items: "QuerySet[Item]") -> Iterator[list[Item]]:
    found = items.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield chunk


def _alerts_of(items: list[Item]) -> dict[int, int]:
    """Return the alert for everybody that the event of each item had, by the item."""
    shared = Alert.objects.filter(user=None)
    own = shared.filter(item__in=items).values_list("item", "pk")
    told = shared.filter(event__evidence__item__in=items).values_list("event__evidence__item", "pk")
    return dict([*own, *told])
