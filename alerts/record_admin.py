"""What came in and what was made of it, in the administration: shown, and never changed by hand."""

from django.contrib import admin

from accounts.admin.records import Records
from alerts.models import Alert, Event, EventChange, Evidence, Item, MonitoringSession


@admin.register(Item)
class ItemAdmin(Records):
    list_display = ("title", "source", "published_at", "received_at")
    list_filter = ("source",)
    search_fields = ("title",)
    list_select_related = ("source",)
    show_full_result_count = False


@admin.register(Alert)
class AlertAdmin(Records):
    list_display = ("title", "company", "kind", "urgency", "confidence", "status", "event_status", "user", "created_at")
    list_filter = ("status", "urgency", "kind", "event_status", "source_type")
    search_fields = ("title", "source_name")
    list_select_related = ("company", "user")
    show_full_result_count = False


@admin.register(Event)
class EventAdmin(Records):
    list_display = (
        "title",
        "kind",
        "status",
        "confidence",
        "starts_on",
        "items_count",
        "sources_count",
        "last_seen_at",
    )
    list_filter = ("status", "kind")
    search_fields = ("title", "subject", "token")
    show_full_result_count = False


@admin.register(Evidence)
class EvidenceAdmin(Records):
    list_display = ("item", "event", "kind", "status", "confidence", "likeness", "added_at")
    list_filter = ("kind", "status")
    search_fields = ("item__title", "event__title")
    list_select_related = ("item", "event")
    show_full_result_count = False


@admin.register(EventChange)
class EventChangeAdmin(Records):
    list_display = ("at", "event", "field", "before", "after", "seq")
    list_filter = ("field",)
    search_fields = ("event__title",)
    list_select_related = ("event",)
    show_full_result_count = False


@admin.register(MonitoringSession)
class MonitoringSessionAdmin(Records):
    list_display = ("created_at", "state", "requested_by", "feeds_processed", "feeds_total", "alerts_generated")
    list_filter = ("state",)
    list_select_related = ("requested_by",)
