"""Companies, sources, items and alerts in the admin."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Field, URLField
from django.http import HttpRequest

from alerts.models import Alert, Company, Item, Source

HTTPS: "Mapping[type[Field[Any, Any]], Mapping[str, Any]]" = {URLField: {"assume_scheme": "https"}}


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's own class takes no argument when run
    formfield_overrides = HTTPS
    list_display = ("name", "priority", "status", "tokens")
    list_filter = ("priority", "status")
    search_fields = ("name",)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "url", "kind", "priority", "is_active", "last_success_at", "last_error")
    list_filter = ("kind", "is_active", "priority")
    search_fields = ("name", "url")
    readonly_fields = (
        "lease_until",
        "lease_token",
        "etag",
        "last_modified",
        "last_poll_at",
        "last_success_at",
        "last_failure_at",
        "last_item_at",
        "last_error",
        "success_count",
        "failure_count",
        "failures_in_a_row",
    )


@admin.register(Item)
class ItemAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Items are only ever added, by the pollers, so the admin shows them and changes nothing."""

    formfield_overrides = HTTPS
    list_display = ("title", "source", "published_at", "received_at")
    list_filter = ("source",)
    search_fields = ("title",)
    list_select_related = ("source",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        return False


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    formfield_overrides = HTTPS
    list_display = ("title", "company", "kind", "urgency", "confidence", "status", "created_at")
    list_filter = ("status", "urgency", "kind", "source_name")
    search_fields = ("title",)
    list_select_related = ("company",)
    readonly_fields = ("seq", "item", "analysis", "created_at", "published_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
