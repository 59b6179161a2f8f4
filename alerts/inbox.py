"""Items that are sent to us: by programs to a webhook source, by staff by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from alerts.health import record_slot
from alerts.models import Source, SourceKind
from alerts.storing import Stored, score_new, store_scored
from alerts.types import FeedItem
from project.common import clock
from project.common.errors import Conflict, Invalid

MANUAL = "manual:"
TAKES = (SourceKind.WEBHOOK, SourceKind.MANUAL)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many items were sent, how many of those were new, and how many alerts the new ones raised."""

    source_id: int
    received: int
    stored: int
    alerts: int


def manual_source() -> Source:
    """Return the source of what staff enter by hand."""
    values = {"name": "Manual", "kind": SourceKind.MANUAL, "reads_articles": False}
    return Source.objects.get_or_create(url=MANUAL, defaults=values)[0]


def take_items(source: Source, items: Sequence[FeedItem]) -> Taken:
    """Keep what was sent; an id that is known keeps its first item. Raises Invalid, Conflict."""
    if source.kind not in TAKES:
        raise Invalid("Items are sent to sources of type webhook.", details={"feed_id": "This source is read by us."})
    if not source.is_active:
        raise Conflict("This source is switched off.")
    now = clock.now()
    scored = score_new(source, items, now)
    with transaction.atomic():
        stored = store_scored(source, scored, now) if scored else Stored(0, 0)
        news = {"last_item_at": now} if stored.items else {}
        Source.objects.filter(pk=source.pk).update(
            last_poll_at=now, last_success_at=now, success_count=F("success_count") + 1, **news
        )
        record_slot(source, ok=True, items=stored.items, at=now)
    return Taken(source.pk, len(items), stored.items, stored.alerts)
