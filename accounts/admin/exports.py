"""Copies that people asked for of their own data, without what stands in them."""

from django.contrib import admin

from accounts.admin.records import Records
from accounts.models import DataExport


@admin.register(DataExport)
class DataExportAdmin(Records):
    secrets = ("document",)
    list_display = ("user", "state", "percent", "created_at", "finished_at", "error")
    list_filter = ("state", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")
