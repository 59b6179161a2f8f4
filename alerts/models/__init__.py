from alerts.models.alert import EVENT_KINDS, Alert, AlertMark, AlertQuerySet, AlertStatus, Counter, Kind, Urgency
from alerts.models.company import Company, CompanyStatus, Priority
from alerts.models.source import Item, Source, SourceKind

__all__ = [
    "EVENT_KINDS",
    "Alert",
    "AlertMark",
    "AlertQuerySet",
    "AlertStatus",
    "Company",
    "CompanyStatus",
    "Counter",
    "Item",
    "Kind",
    "Priority",
    "Source",
    "SourceKind",
    "Urgency",
]
