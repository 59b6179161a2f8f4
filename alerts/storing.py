"""Items kept, scored and turned into alerts, in one transaction."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from alerts import hints
from alerts.analysis.match import CompanyMatcher, company_matcher
from alerts.analysis.score import score_text
from alerts.models import Alert, Company, Counter, Item, Kind, Source
from alerts.sequence import lock_counter, next_number
from alerts.types import FeedItem, Score

ANALYSIS_VERSION = 1
# A feed read for the first time brings weeks of old news; it is kept, but nobody is told.
MAX_ALERT_AGE = timedelta(days=7)
SAME_STORY_WITHIN = timedelta(hours=48)
SAME_STORY_LIKENESS = 0.5
# Where nobody knows whom a title is about, one other word may be another project.
SAME_UNNAMED_LIKENESS = 0.9
WORD = re.compile(r"[^\W_]+")
COMMON_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "be", "by", "for", "from", "has", "in", "is", "it", "its", "new", "of", "on", "or"}
    | {"that", "the", "this", "to", "will", "with"}
)

Scored = tuple[FeedItem, Score]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many items were new, and how many of those raised an alert."""

    items: int
    alerts: int


def store_items(source: Source, items: Sequence[FeedItem], *, now: datetime) -> Stored:
    """Keep the items that ``source`` had not sent before and raise their alerts; harmless to repeat."""
    scored = score_new(source, items, now)
    return store_scored(source, scored, now) if scored else Stored(0, 0)


def score_new(source: Source, items: Sequence[FeedItem], now: datetime) -> list[Scored]:
    """Score the items that are not kept yet. This is the slow part, so it belongs outside a transaction."""
    new = _unseen(source, items)
    matcher = company_matcher() if new else None
    return [(each, score_item(each, source, matcher, now)) for each in new] if matcher else []


def store_scored(source: Source, scored: Sequence[Scored], now: datetime) -> Stored:
    """Keep scored items and raise their alerts in one transaction, which may be part of an outer one."""
    scores = {item.external_id: score for item, score in scored}
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        new = _unseen(source, (item for item, _ in scored))
        rows = Item.objects.bulk_create(_row(source, each, now) for each in new)
        alerts = raise_alerts([(row, scores[row.external_id]) for row in rows], source, now)
    return Stored(len(rows), alerts)


def score_item(item: FeedItem, source: Source, matcher: CompanyMatcher, now: datetime) -> Score:
    """Score ``item`` as of the day it was published, on which its "today" depends."""
    return score_text(item.title, item.text, matcher, source_priority=source.priority, now=item.published_at or now)


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
        published_at=item.published_at,
        received_at=now,
    )


def raise_alerts(scored: Iterable[tuple[Item, Score]], source: Source, now: datetime) -> int:
    """Raise an alert for each item that deserves one, oldest first, and return how many; call it in a transaction."""
    worthy = [(item, score) for item, score in scored if deserves_alert(item, score, now)]
    if not worthy:
        return 0
    counter = lock_counter()
    worthy.sort(key=lambda pair: pair[0].published_at or now)
    count = sum(_raise_alert(counter, item, score, source, now) for item, score in worthy)
    if count:
        transaction.on_commit(hints.send_hint)
    return count


def deserves_alert(item: Item, score: Score, now: datetime) -> bool:
    """Tell whether users hear of ``item``: sure enough, or an update on a watched company, and not old."""
    if item.published_at and now - item.published_at > MAX_ALERT_AGE:
        return False
    is_sure = score.is_event and round(score.confidence * 100) >= settings.ALERT_THRESHOLD
    return is_sure or (bool(score.companies) and score.kind in {Kind.DELAY, Kind.SCAM})


def _raise_alert(counter: Counter, item: Item, score: Score, source: Source, now: datetime) -> bool:
    company_id = score.companies[0] if score.companies else None
    if _is_told_already(item.title, company_id, score.kind, now):
        return False
    Alert.objects.create(
        seq=next_number(counter),
        item=item,
        company=Company.objects.filter(pk=company_id).first() if company_id else None,
        title=item.title,
        content=item.text,
        source_name=source.name,
        source_url=item.url,
        kind=score.kind,
        confidence=Decimal(str(round(score.confidence, 3))),
        urgency=score.urgency,
        keywords_matched=list(score.keywords),
        tokens_mentioned=list(score.tokens),
        analysis=analysis_json(score),
        sentiment_score=Decimal(str(round(score.sentiment, 3))),
        event_date=score.event_date,
        published_at=item.published_at,
        created_at=now,
    )
    return True


def analysis_json(score: Score) -> dict[str, object]:
    return {
        "version": ANALYSIS_VERSION,
        "text": score.text,
        "contributions": [asdict(each) for each in score.contributions],
    }


def _is_told_already(title: str, company_id: int | None, kind: str, now: datetime) -> bool:
    """Tell whether the same story raised an alert lately: same company and kind, and much the same title."""
    recent = Alert.objects.filter(company=company_id, kind=kind, created_at__gte=now - SAME_STORY_WITHIN, user=None)
    titles = recent.order_by("-seq").values_list("title", flat=True)[:200]
    least = SAME_UNNAMED_LIKENESS if company_id is None else SAME_STORY_LIKENESS
    return any(likeness(title, other) >= least for other in titles)


def likeness(first: str, second: str) -> float:
    """Return the share of words that two titles have in common, 0 to 1."""
    words, others = (set(WORD.findall(each.lower())) - COMMON_WORDS for each in (first, second))
    return len(words & others) / len(words | others) if words | others else 1.0
