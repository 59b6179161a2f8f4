"""Where items come from, and the items themselves, which are only ever added."""

from django.db import models


class SourceKind(models.TextChoices):
    FEED = "feed", "News feed"
    SAMPLE = "sample", "Sample items"
    MANUAL = "manual", "Manual"


class Source(models.Model):
    """A feed, when it is next due, and how it has been doing."""

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500, unique=True)
    kind = models.CharField(max_length=8, choices=SourceKind.choices, default=SourceKind.FEED)
    priority = models.PositiveSmallIntegerField(default=3, help_text="1 is the most trusted, 5 the least.")
    is_active = models.BooleanField(default=True)
    interval_s = models.PositiveIntegerField(default=600)
    next_poll_at = models.DateTimeField(null=True, blank=True, db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    last_poll_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_failure_at = models.DateTimeField(null=True, blank=True)
    last_item_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    success_count = models.PositiveIntegerField(default=0)
    failure_count = models.PositiveIntegerField(default=0)
    failures_in_a_row = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["priority", "name"]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One post or article as it was received."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="items")
    external_id = models.CharField(max_length=500)
    url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    author = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="alerts_item_once")]

    def __str__(self) -> str:
        return self.title
