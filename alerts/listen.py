"""What alerts adds to a copy of somebody's data."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.personal_data import Section
from accounts.signals import collect_personal_data
from alerts.models import Alert, AlertMark, CalendarKey, Outcome

ALERT = (
    *("title", "content", "source_name", "source_url", "kind", "confidence", "urgency", "status", "event_date"),
    *("published_at", "created_at", "updated_at"),
)
MARK = (
    *("alert_id", "alert__title", "read_at", "status", "urgency", "acknowledged_at", "snoozed_until"),
    *("verdict", "verdict_at", "note"),
)


@receiver(collect_personal_data)
def on_collect(user: User, **kwargs: Any) -> list[Section]:
    return [
        Section("alerts", Alert.objects.filter(user=user), ALERT),
        Section("alert_marks", AlertMark.objects.filter(user=user), MARK),
        Section("alert_prices", Outcome.objects.filter(alert__user=user), ("alert_id", "symbol", "horizon_s", "price")),
        Section("calendar_key", CalendarKey.objects.filter(user=user), ("created_at", "last_used_at")),
    ]
