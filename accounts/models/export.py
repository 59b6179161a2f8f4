"""A copy of everything about one person, made in the background."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from project.common.jobs import Job
from project.common.owned import OwnedQuerySet

KEPT_FOR = timedelta(days=7)


class DataExport(Job):
    """One request for a copy; the document is deleted with the row, a week later."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    document = models.BinaryField(null=True, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"export of {self.user_id}"

    @property
    def kept_until(self) -> datetime | None:
        return self.finished_at + KEPT_FOR if self.finished_at else None
