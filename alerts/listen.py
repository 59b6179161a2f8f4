"""What alerts adds to a copy of somebody's data."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.personal_data import Section
from accounts.signals import collect_personal_data
from alerts.models import Alert, AlertMark

ALERT = (
    *("title", "content", "source_name", "source_url", "kind", "confidence", "urgency", "status", "event_date"),
    *("published_at", "created_at", "updated_at"),
)


@receiver(collect_personal_data)
def on_collect(user: User, **kwargs: Any) -> list[Section]:
    return [
        Section("alerts", Alert.objects.filter(user=user), ALERT),
        Section("alerts_read", AlertMark.objects.filter(user=user), ("alert_id", "alert__title", "read_at")),
    ]
