"""Items kept, scored and told to the events that they are about, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from alerts.analysis.match import CompanyMatcher, company_matcher
from alerts.analysis.model import Model
from alerts.analysis.score import score_text
from alerts.events.services import record_items
from alerts.model_versions import active_model
from alerts.models import Evidence, Item, Source
from alerts.types import FeedItem, Score

Scored = tuple[FeedItem, Score]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many items were new, and how many of those raised an alert."""

    items: int
    alerts: int


@dataclass(frozen=True, slots=True)
class Scorer:
    """Whom we watch and the weights in force, read once for many items."""

    matcher: CompanyMatcher
    model: Model

    def score(self, item: FeedItem | Item, source: Source, now: datetime) -> Score:
        """Score ``item`` as of the day it was published, on which its "today" depends."""
        return score_text(
            item.title,
            item.text,
            self.matcher,
            source_priority=source.priority,
            source_type=source.type,
            now=item.published_at or now,
            model=self.model,
        )


def current_scorer() -> Scorer:
    return Scorer(company_matcher(), active_model())


def store_items(source: Source, items: Sequence[FeedItem], *, now: datetime) -> Stored:
    """Keep the items that ``source`` had not sent before and tell what they say; harmless to repeat."""
    scored = score_new(source, items, now)
    return store_scored(source, scored, now) if scored else Stored(0, 0)


def score_new(source: Source, items: Sequence[FeedItem], now: datetime) -> list[Scored]:
    """Score the items that are not kept yet. This is the slow part, so it belongs outside a transaction."""
    new = _unseen(source, items)
    scorer = current_scorer() if new else None
    return [(each, scorer.score(each, source, now)) for each in new] if scorer else []


def store_scored(source: Source, scored: Sequence[Scored], now: datetime) -> Stored:
    """Keep scored items and what follows from them in one transaction, which may be part of an outer one."""
    scores = {item.external_id: score for item, score in scored}
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        new = _unseen(source, (item for item, _ in scored))
        rows = Item.objects.bulk_create(_row(source, each, now) for each in new)
        alerts = record_items([(row, scores[row.external_id]) for row in rows], source, now)
    return Stored(len(rows), alerts)


def tell_article(item: Item, text: str, now: datetime) -> bool:
    """Tell what the whole article behind ``item`` says, where its summary said too little to be evidence of anything.

    Return whether an alert was raised. Harmless to repeat.
    """
    read = FeedItem(item.external_id, item.url, item.title, text, item.author, item.published_at or item.received_at)
    score = current_scorer().score(read, item.source, now)
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=item.source_id)
        if Evidence.objects.filter(item=item).exists():
            return False
        return record_items([(item, score)], item.source, now) > 0


def _unseen(source: Source, items: Iterable[FeedItem]) -> list[FeedItem]:
    by_id = {each.external_id: each for each in items}
    known = set(Item.objects.filter(source=source, external_id__in=by_id).values_list("external_id", flat=True))
    return [each for key, each in by_id.items() if key not in known]


def _row(source: Source, item: FeedItem, now: datetime) -> Item:
    return Item(
        source=source,
        external_id=item.external_id,
        url=item.url,
        title=item.title,
        text=item.text,
        author=item.author,
        language=item.language[:8],
        published_at=item.published_at,
        fetched_at=item.fetched_at,
        received_at=now,
    )
