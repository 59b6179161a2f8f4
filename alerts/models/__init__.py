from alerts.models.alert import Alert, AlertMark, AlertQuerySet, AlertStatus, Outcome, Urgency, Verdict
from alerts.models.company import Company, CompanyStatus, Priority
from alerts.models.counter import Counter
from alerts.models.event import EVENT_KINDS, Event, EventChange, EventKey, EventStatus, Evidence, Kind
from alerts.models.source import POLLED, Allowance, Article, Item, Source, SourceKind, SourceSlot, SourceType
from alerts.models.work import CalendarKey, ModelVersion, MonitoringSession, TrainingRun

__all__ = [
    "EVENT_KINDS",
    "POLLED",
    "Alert",
    "AlertMark",
    "AlertQuerySet",
    "AlertStatus",
    "Allowance",
    "Article",
    "CalendarKey",
    "Company",
    "CompanyStatus",
    "Counter",
    "Event",
    "EventChange",
    "EventKey",
    "EventStatus",
    "Evidence",
    "Item",
    "Kind",
    "ModelVersion",
    "MonitoringSession",
    "Outcome",
    "Priority",
    "Source",
    "SourceKind",
    "SourceSlot",
    "SourceType",
    "TrainingRun",
    "Urgency",
    "Verdict",
]
