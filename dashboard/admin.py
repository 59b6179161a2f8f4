"""Watchlists in the admin site."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from dashboard.models import Watchlist, WatchlistEntry

if TYPE_CHECKING:
    EntryInlineBase = admin.TabularInline[WatchlistEntry, Watchlist]
    WatchlistAdminBase = admin.ModelAdmin[Watchlist]
else:
    EntryInlineBase, WatchlistAdminBase = admin.TabularInline, admin.ModelAdmin


class EntryInline(EntryInlineBase):
    model = WatchlistEntry
    extra = 0
    raw_id_fields = ("instrument",)


@admin.register(Watchlist)
class WatchlistAdmin(WatchlistAdminBase):
    list_display = ("name", "user", "position", "size")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    raw_id_fields = ("user",)
    inlines = (EntryInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Watchlist]:
        return super().get_queryset(request).annotate(entry_count=Count("entries"))

    @admin.display(description="Instruments", ordering="entry_count")
    def size(self, watchlist: Watchlist) -> int:
        count: int = getattr(watchlist, "entry_count", 0)
        return count
