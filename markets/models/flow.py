"""What big money did: prints of whales, liquidated positions, and what was noticed on the market."""

from django.db import models

from markets.models.instrument import Instrument
from markets.types import EventKind

# Lists are read newest first, of one instrument or of all, with a floor that the index itself can answer.
OF_ONE = ("instrument", "is_simulated")


class WhaleTrade(models.Model):
    """A print that was big for its coin. Prices and sizes are floats: they are shown, never booked."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, db_index=False)
    exchange = models.CharField(max_length=16)
    trade_id = models.CharField(max_length=80)
    traded_at = models.DateTimeField()
    side = models.CharField(max_length=4, help_text="The aggressor's: buy or sell.")
    price = models.FloatField()
    size = models.FloatField()
    usd_value = models.FloatField()
    percentile = models.FloatField(null=True)
    is_simulated = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "instrument", "trade_id"], name="markets_whale_once"),
        ]
        indexes = [
            models.Index(fields=[*OF_ONE, "-traded_at", "-id", "usd_value"], name="markets_whale_of"),
            models.Index(fields=["is_simulated", "-traded_at", "-id", "usd_value"], name="markets_whale_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.trade_id}"


class LiquidationOrder(models.Model):
    """A position that an exchange closed by force."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, db_index=False)
    exchange = models.CharField(max_length=16)
    trade_id = models.CharField(max_length=80)
    traded_at = models.DateTimeField()
    side = models.CharField(max_length=5, help_text="The position that was closed: long or short.")
    price = models.FloatField()
    size = models.FloatField()
    usd_value = models.FloatField()
    is_simulated = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "instrument", "trade_id"], name="markets_liquidation_once"),
        ]
        indexes = [
            models.Index(fields=[*OF_ONE, "-traded_at", "-id", "usd_value"], name="markets_liq_of"),
            models.Index(fields=["is_simulated", "-traded_at", "-id", "usd_value"], name="markets_liq_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.trade_id}"


class MarketEvent(models.Model):
    """Something that happened to an instrument; see ``markets.types.FlowEvent`` for what the fields say."""

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value.title()) for kind in EventKind])
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, db_index=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=200)
    side = models.CharField(max_length=5, blank=True)
    usd_value = models.FloatField(null=True)
    count = models.PositiveIntegerField(default=0)
    one_sidedness = models.FloatField(null=True)
    change_pct = models.FloatField(null=True)
    details = models.JSONField(default=dict)
    is_simulated = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "instrument", "began_at", "is_simulated"], name="markets_event_once"
            ),
        ]
        indexes = [
            models.Index(fields=[*OF_ONE, "-began_at", "-id"], name="markets_event_of"),
            models.Index(fields=["is_simulated", "-began_at", "-id"], name="markets_event_newest"),
        ]

    def __str__(self) -> str:
        return self.title
