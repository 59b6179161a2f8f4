"""Which items want their whole article: those that may be an event but say too little to tell."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from alerts.models import Allowance, Article, Item, Source, SourceKind
from alerts.types import FeedItem, Score

SHORT = 200
UNSURE = (0.20, 0.90)
LONGEST_WAIT = timedelta(days=1)
OLDEST = timedelta(days=7)
READER = "articles"


def want_articles(source: Source, scored: Sequence[tuple[FeedItem, Score]], now: datetime) -> None:
    """Queue the articles of those items, as part of the transaction that keeps them."""
    if not source.reads_articles or source.kind == SourceKind.X:
        return
    names = [item.external_id for item, score in scored if _wants(item, score, now)]
    if names:
        items = Item.objects.filter(source=source, external_id__in=names)
        Article.objects.bulk_create([Article(item=item, wanted_at=now) for item in items], ignore_conflicts=True)


def _wants(item: FeedItem, score: Score, now: datetime) -> bool:
    is_open = UNSURE[0] <= score.confidence <= UNSURE[1] or bool(score.companies)
    is_fresh = item.published_at is None or now - item.published_at <= OLDEST
    return is_open and is_fresh and bool(item.url) and len(item.text) < SHORT


def waiting_articles(now: datetime, limit: int) -> list[Article]:
    """Return the articles to read, the newest first, and forget those that have waited too long to matter."""
    queue = Article.objects.filter(fetched_at=None)
    queue.filter(wanted_at__lt=now - LONGEST_WAIT).delete()
    return list(queue.select_related("item__source").order_by("-wanted_at", "-pk")[:limit])


def take_reader(now: datetime, seconds: float) -> UUID | None:
    """Return the right to read articles for ``seconds``, None when somebody else has it: one reader, one host."""
    with transaction.atomic():
        Allowance.objects.get_or_create(service=READER)
        row = Allowance.objects.select_for_update().get(pk=READER)
        if row.busy_until and row.busy_until > now:
            return None
        row.busy_token, row.busy_until = uuid4(), now + timedelta(seconds=seconds)
        row.save(update_fields=["busy_token", "busy_until"])
    return row.busy_token


def release_reader(token: UUID) -> None:
    Allowance.objects.filter(pk=READER, busy_token=token).update(busy_token=None, busy_until=None)
