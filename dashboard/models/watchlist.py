"""The instruments a user keeps an eye on."""

from django.db import models

from accounts.models import User
from markets.models import Instrument


class WatchlistQuerySet(models.QuerySet["Watchlist"]):
    def visible_to(self, user: User) -> "WatchlistQuerySet":
        return self.filter(user=user)


class Watchlist(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watchlists")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    instruments: "models.ManyToManyField[Instrument, WatchlistEntry]" = models.ManyToManyField(
        Instrument, through="WatchlistEntry"
    )

    objects = WatchlistQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="dashboard_watchlist_once")]

    def __str__(self) -> str:
        return self.name


class WatchlistEntry(models.Model):
    watchlist = models.ForeignKey(Watchlist, on_delete=models.CASCADE, related_name="entries")
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["watchlist", "instrument"], name="dashboard_entry_once")]

    def __str__(self) -> str:
        return f"{self.watchlist_id} {self.instrument_id}"
