"""Alerts that a user writes, for that user alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from alerts import hints
from alerts.models import Alert, Company, Kind, SourceType, Urgency
from alerts.sequence import lock_counter, next_number
from project.common import clock

SOURCE_NAME = "Manual"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a user has to say; ``confidence`` is 0 to 1, ``tokens`` are tickers with or without $."""

    title: str
    content: str = ""
    source_url: str = ""
    confidence: Decimal = Decimal(1)
    company: Company | None = None
    kind: str = Kind.OTHER
    urgency: str = Urgency.MEDIUM
    tokens: Sequence[str] = ()
    event_date: date | None = None


def create_manual_alert(user: User, draft: Draft) -> Alert:
    """Raise an alert that only its maker sees."""
    with transaction.atomic():
        alert: Alert = Alert.objects.create(
            seq=next_number(lock_counter()),
            user=user,
            company=draft.company,
            title=draft.title,
            content=draft.content,
            source_name=SOURCE_NAME,
            source_type=SourceType.MANUAL,
            source_url=draft.source_url,
            kind=draft.kind,
            confidence=draft.confidence,
            urgency=draft.urgency,
            tokens_mentioned=[token.lstrip("$").upper() for token in draft.tokens],
            event_date=draft.event_date,
            created_at=clock.now(),
        )
        transaction.on_commit(hints.send_hint)
    return alert
