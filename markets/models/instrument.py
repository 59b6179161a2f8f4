"""What is traded."""

from django.db import models


class AssetClass(models.TextChoices):
    CRYPTO = "crypto", "Crypto"
    STOCK = "stock", "Stock"


class Instrument(models.Model):
    """A pair such as BTC-USDT, or a stock such as NVDA."""

    symbol = models.CharField(max_length=32, unique=True)
    base = models.CharField(max_length=16, db_index=True)
    quote = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    asset_class = models.CharField(max_length=8, choices=AssetClass.choices, default=AssetClass.CRYPTO)
    decimals = models.PositiveSmallIntegerField(help_text="Digits after the point of a price.")
    rank = models.PositiveSmallIntegerField(default=1000, help_text="Order in lists, smallest first.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "symbol"]

    def __str__(self) -> str:
        return self.symbol
