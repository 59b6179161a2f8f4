"""What the page of one source shows besides its settings."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.template.defaultfilters import pluralize

from alerts.health import WEEK, SourceHealth, lag_p95, source_health
from alerts.models import POLLED, Alert, Item, Source
from alerts.quota import quotas
from dashboard.formats import age
from dashboard.health import counts, feed_line
from project.common import clock

SHOWN_ITEMS = 10
SAMPLE_TEXT = 2_000


class LogLine(NamedTuple):
    starts_at: datetime
    look: str
    words: str


class ItemLine(NamedTuple):
    item: Item
    lag: str
    alert_id: int | None


def detail_context(source: Source) -> dict[str, Any]:
    row = source_health(Source.objects.filter(pk=source.pk))[0]
    week = lag_p95([source.pk], clock.now() - WEEK).get(source.pk)
    items = latest_items(source)
    line = feed_line(row, quotas())
    return {
        "feed": line,
        "source": row.source,
        "lag_week": age(week) if week is not None else "n/a",
        "log": log_of(row, line.marks),
        "items": items,
        "sample": sample_of(items[0].item) if items else "",
        "back_off": back_off(row),
    }


def log_of(row: SourceHealth, marks: tuple[Any, ...]) -> list[LogLine]:
    """Return the half hours of the last day in which the source was read, the newest first."""
    pairs = zip(row.slots, marks, strict=True)
    lines = [LogLine(slot.starts_at, mark.look, counts(slot)) for slot, mark in pairs if slot.polls]
    return lines[::-1]


def latest_items(source: Source) -> list[ItemLine]:
    items = list(source.items.order_by("-id")[:SHOWN_ITEMS])
    alerts = dict(Alert.objects.filter(item__in=items, user=None).order_by().values_list("item", "pk"))
    return [ItemLine(each, delay(each), alerts.get(each.pk)) for each in items]


def delay(item: Item) -> str:
    """Return how long after its publication an item came."""
    return age((item.received_at - item.published_at).total_seconds()) if item.published_at else "n/a"


def sample_of(item: Item) -> str:
    """Return the last item as it was received, as JSON."""
    names = ("external_id", "url", "title", "text", "author", "language", "published_at", "fetched_at", "received_at")
    values = {name: getattr(item, name) for name in names}
    values["text"] = item.text[:SAMPLE_TEXT]
    return json.dumps(values, indent=2, ensure_ascii=False, default=str)


def back_off(row: SourceHealth) -> str:
    """Say in a sentence or two how long the source is left alone, and why."""
    source = row.source
    if source.kind not in POLLED:
        return "It is not read: what it has is sent to it."
    usual = f"It is read every {age(source.interval_s)}."
    if not source.is_active:
        return source.paused_because or "It is switched off."
    if not source.failures_in_a_row:
        return usual
    now = clock.now()
    since = f" for {age((now - source.failing_since).total_seconds())}" if source.failing_since else ""
    wait = age((source.next_poll_at - now).total_seconds()) if source.next_poll_at else "now"
    failures = f"{source.failures_in_a_row} failure{pluralize(source.failures_in_a_row)} in a row{since}"
    return f"{failures}. The wait grows with each; the next reading is {'due now' if wait == 'now' else f'in {wait}'}."
