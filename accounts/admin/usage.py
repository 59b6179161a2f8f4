"""Who called what, and how much."""

from django.contrib import admin

from accounts.admin.records import Records
from accounts.models import ApiCall, MonthlyUsage


@admin.register(MonthlyUsage)
class MonthlyUsageAdmin(Records):
    list_display = ("user", "month", "calls", "questions")
    list_filter = ("month",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")


@admin.register(ApiCall)
class ApiCallAdmin(Records):
    list_display = ("at", "user", "key", "method", "endpoint", "status", "error_code", "duration_ms", "request_id")
    list_filter = ("at", "method", "status")
    list_select_related = ("user", "key")
    search_fields = ("request_id", "endpoint", "user__username")
    show_full_result_count = False
