"""A scored item turned into what it tells of an event."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from alerts.events.entity import Watched, entity_of, voice_of, watched
from alerts.events.signature import simhash
from alerts.events.types import Telling
from alerts.models import Company, Item, Source
from alerts.types import Facts, Score

ANALYSIS_VERSION = 2
# As long as the model's fields are; what a text says may be longer.
LENGTHS = {"venue": 80, "amount": 80, "chain": 40, "contract": 100}


def watched_companies(keys: Iterable[int]) -> dict[int, Watched]:
    """Return the companies of these keys that still exist, as events know them, in one query."""
    fields = ("pk", "name", "aliases", "tokens", "website", "twitter_handle")
    rows = Company.objects.filter(pk__in=set(keys)).values_list(*fields)
    return {
        key: watched(key, (name, *aliases), tokens, website, handle)
        for key, name, aliases, tokens, website, handle in rows
    }


def telling_of(item: Item, source: Source, score: Score, companies: Mapping[int, Watched]) -> Telling:
    """Return what ``item`` tells. A date of publication in the future is a mistake of the feed's."""
    entity = entity_of(score, companies)
    voice = voice_of(item.url, item.author, source.kind, source.pk)
    company = companies.get(entity.company) if entity.company else None
    facts = score.facts
    return Telling(
        item=item.pk,
        told_at=told_at(item.published_at, item.received_at),
        title=item.title,
        kind=score.kind,
        status=score.status,
        confidence=round(score.confidence, 3),
        voice=voice,
        rank=source.priority,
        is_project=company is not None and voice in company.voices,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on or facts.starts_on,
        date_words=facts.date_words[:60],
        details=details_of(facts),
        signature=simhash(f"{item.title}\n{item.text[:2000]}"),
        entity=entity,
        subject=score.subject[:120],
        is_event=score.is_event,
        mentioned=next((key for key in score.companies if key in companies), None),
    )


def told_at(published_at: datetime | None, received_at: datetime) -> datetime:
    return min(published_at, received_at) if published_at else received_at


def details_of(facts: Facts) -> dict[str, Any]:
    """Return the facts beside the day, as JSON has them; empty ones are left out."""
    details: dict[str, Any] = {name: getattr(facts, name)[:size] for name, size in LENGTHS.items()}
    details["starts_at"] = facts.starts_at.isoformat() if facts.starts_at else ""
    return {name: value for name, value in details.items() if value}


def analysis_json(score: Score, telling: Telling) -> dict[str, object]:
    """Return what is kept of a score: its reasons with the text that they point into, and what else it found."""
    return {
        "version": ANALYSIS_VERSION,
        "text": score.text,
        "contributions": [asdict(each) for each in score.contributions],
        "urgency_words": list(score.urgency_words),
        "subject": score.subject,
        "model": score.model,
        "details": telling.details,
        "is_project": telling.is_project,
    }
