"""Tellings for tests: what one source says of an event, with only what the test is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from alerts.events.signature import simhash
from alerts.events.types import Entity, Telling

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
LAUNCH_DAY = date(2026, 11, 28)
NEBULA = Entity(company=1, token="NEBX", subject="nebula labs")


def telling(title: str = "Nebula Labs confirms the NEBX launch", *, hours: float = 0, **fields: Any) -> Telling:
    """Return a telling ``hours`` after START; ``on`` is the day that it names."""
    on = fields.pop("on", None)
    fields.setdefault("entity", NEBULA)
    values: dict[str, Any] = {
        "item": 1,
        "told_at": START + timedelta(hours=hours),
        "kind": "launch",
        "status": "dated" if on else "announced",
        "confidence": 0.8,
        "voice": "harbour.example",
        "starts_on": on,
        "ends_on": on,
        "signature": simhash(title),
        **fields,
    }
    return Telling(title=title, **values)
