"""Instruments and stored candles in the admin."""

from django.contrib import admin

from markets.models import CandleChunk, Instrument


@admin.register(Instrument)
class InstrumentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's own class takes no argument when run
    list_display = ("symbol", "name", "asset_class", "decimals", "rank", "is_active")
    list_filter = ("asset_class", "is_active")
    list_editable = ("is_active",)
    search_fields = ("symbol", "name")


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
