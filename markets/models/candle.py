"""Stored candles: a row each while their period is open, one blob a period once it is over."""

from django.db import models

from markets.models.instrument import Instrument


class Candle(models.Model):
    """One minute of the current day, in UTC. Prices and volume are floats: they are read as arrays and drawn."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE)
    exchange = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    open = models.FloatField()
    high = models.FloatField()
    low = models.FloatField()
    close = models.FloatField()
    volume = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "exchange", "opened_at"], name="markets_candle_once"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.exchange} {self.opened_at:%Y-%m-%d %H:%M}"


class CandleChunk(models.Model):
    """The candles of one period as ``(n, 6) float64, oldest first``: open time in ms, open, high, low, close, volume.

    A chunk of 1m candles covers a day, of 1h candles a month, of 1D candles a year.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE)
    exchange = models.CharField(max_length=16)
    timeframe = models.CharField(max_length=3)
    starts_at = models.DateTimeField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "exchange", "timeframe", "starts_at"], name="markets_chunk_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.exchange} {self.timeframe} {self.starts_at:%Y-%m-%d}"
