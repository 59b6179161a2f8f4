"""A copy of everything about one person, made in the background."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from project.common.clock import now
from project.common.owned import OwnedQuerySet

KEPT_FOR = timedelta(days=7)


class ExportState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    READY = "completed", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class DataExport(models.Model):
    """One request for a copy; the document is deleted with the row, a week later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    document = models.BinaryField(null=True, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"export of {self.user_id}"

    @property
    def kept_until(self) -> datetime | None:
        return self.finished_at + KEPT_FOR if self.finished_at else None
