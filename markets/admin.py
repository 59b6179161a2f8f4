"""Instruments, and what is stored of them, in the admin."""

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin.records import Records
from markets.models import CandleChunk, Instrument, LiquidationOrder, MarketEvent, WhaleTrade
from markets.multi.cache import forget


@admin.register(Instrument)
class InstrumentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's own class takes no argument when run
    list_display = ("symbol", "name", "asset_class", "decimals", "rank", "is_active")
    list_filter = ("asset_class", "is_active")
    list_editable = ("is_active",)
    search_fields = ("symbol", "name")

    def save_model(self, request: HttpRequest, obj: Instrument, form: "ModelForm[Instrument]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(forget)

    def delete_model(self, request: HttpRequest, obj: Instrument) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(forget)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Instrument]) -> None:
        super().delete_queryset(request, queryset)
        transaction.on_commit(forget)


@admin.register(CandleChunk)
class CandleChunkAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To see how far history reaches; candles themselves are written by the stream alone."""

    list_display = ("instrument", "exchange", "timeframe", "starts_at")
    list_filter = ("exchange", "timeframe")
    list_select_related = ("instrument",)
    search_fields = ("instrument__symbol",)
    exclude = ("data",)
    readonly_fields = ("instrument", "exchange", "timeframe", "starts_at")

    def has_add_permission(self, request: object) -> bool:
        return False


@admin.register(WhaleTrade)
class WhaleTradeAdmin(Records):
    list_display = ("instrument", "exchange", "side", "usd_value", "percentile", "traded_at", "is_simulated")
    list_filter = ("exchange", "side", "is_simulated")
    list_select_related = ("instrument",)
    search_fields = ("=instrument__symbol",)
    show_full_result_count = False


@admin.register(LiquidationOrder)
class LiquidationOrderAdmin(Records):
    list_display = ("instrument", "exchange", "side", "usd_value", "traded_at", "is_simulated")
    list_filter = ("exchange", "side", "is_simulated")
    list_select_related = ("instrument",)
    search_fields = ("=instrument__symbol",)
    show_full_result_count = False


@admin.register(MarketEvent)
class MarketEventAdmin(Records):
    list_display = ("title", "kind", "instrument", "began_at", "ended_at", "is_simulated")
    list_filter = ("kind", "is_simulated")
    list_select_related = ("instrument",)
    search_fields = ("title", "=instrument__symbol")
    show_full_result_count = False
