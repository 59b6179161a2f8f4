"""Lines that a user has drawn on the chart of an instrument."""

from django.db import models

from accounts.models import User
from markets.models import Instrument
from project.common.owned import OwnedQuerySet


class DrawingKind(models.TextChoices):
    LINE = "line", "Horizontal line"
    TREND = "trend", "Trend line"


class Drawing(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drawings")
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="drawings")
    kind = models.CharField(max_length=8, choices=DrawingKind.choices)
    points = models.JSONField(help_text="Pairs of a moment in milliseconds and a price, in the order they were set.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["user", "instrument"], name="dashboard_drawn_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.instrument}"
