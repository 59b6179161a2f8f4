"""Companies, sources, items and alerts in the admin."""

from alerts.company_admin import CompanyAdmin
from alerts.record_admin import (
    AlertAdmin,
    EventAdmin,
    EventChangeAdmin,
    EvidenceAdmin,
    ItemAdmin,
    MonitoringSessionAdmin,
)
from alerts.source_admin import SourceAdmin

__all__ = [
    "AlertAdmin",
    "CompanyAdmin",
    "EventAdmin",
    "EventChangeAdmin",
    "EvidenceAdmin",
    "ItemAdmin",
    "MonitoringSessionAdmin",
    "SourceAdmin",
]
