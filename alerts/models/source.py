"""Where items come from, and the items themselves, which are only ever added."""

from datetime import timedelta

from django.db import models

SLOT = timedelta(minutes=30)


class SourceKind(models.TextChoices):
    FEED = "feed", "News feed"
    X = "x", "X"
    JSON = "json", "JSON address"
    WEBHOOK = "webhook", "Webhook"
    SAMPLE = "sample", "Sample items"
    MANUAL = "manual", "Manual"


POLLED = (SourceKind.FEED, SourceKind.X, SourceKind.JSON)


class SourceType(models.TextChoices):
    """What kind of voice speaks, the coarse way in which clients filter alerts."""

    TWITTER = "twitter", "X"
    NEWS = "news", "News"
    MANUAL = "manual", "Manual"


class Source(models.Model):
    """A feed, an account or an address, when it is next due, and how it has been doing."""

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500, unique=True)
    kind = models.CharField(max_length=8, choices=SourceKind.choices, default=SourceKind.FEED)
    priority = models.PositiveSmallIntegerField(default=3, help_text="1 is the most trusted, 5 the least.")
    language = models.CharField(max_length=8, blank=True, help_text="Of items that declare none, such as en.")
    query = models.CharField(max_length=500, blank=True, help_text="X only: the search; empty for an account's posts.")
    mapping = models.JSONField(default=dict, blank=True, help_text="JSON only: where each field stands in the answer.")
    reads_articles = models.BooleanField(default=True, help_text="Read the whole article when a summary is too short.")
    is_active = models.BooleanField(default=True)
    paused_because = models.CharField(max_length=200, blank=True, help_text="Why it was switched off by itself.")
    interval_s = models.PositiveIntegerField(default=600)
    next_poll_at = models.DateTimeField(null=True, blank=True, db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    cursor = models.CharField(max_length=100, blank=True, help_text="The newest post read, for sources that count.")
    last_poll_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_failure_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_item_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    success_count = models.PositiveIntegerField(default=0)
    failure_count = models.PositiveIntegerField(default=0)
    failures_in_a_row = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["priority", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def type(self) -> SourceType:
        if self.kind == SourceKind.X:
            return SourceType.TWITTER
        return SourceType.MANUAL if self.kind == SourceKind.MANUAL else SourceType.NEWS


class SourceSlot(models.Model):
    """What a source did in one half hour, for the bar of the last day."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    polls = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "starts_at"], name="alerts_slot_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Allowance(models.Model):
    """What an upstream service still lets us read; one row a service, locked by whoever is about to call."""

    service = models.CharField(max_length=20, primary_key=True)
    window_ends_at = models.DateTimeField(null=True, blank=True)
    calls_left = models.PositiveIntegerField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True, help_text="When the service itself lets us call again.")
    month = models.DateField(null=True, blank=True, help_text="Its first day.")
    reads = models.PositiveIntegerField(default=0, help_text="Posts read in that month, each of which is paid for.")
    busy_until = models.DateTimeField(null=True, blank=True, help_text="One call at a time: when it must be over.")
    busy_token = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return self.service


class Item(models.Model):
    """One post or article as it was received: ``fetched_at`` the answer came, ``received_at`` it was stored."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="items")
    external_id = models.CharField(max_length=500)
    url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    author = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True, help_text="As the source declares it, such as en.")
    published_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="alerts_item_once")]
        indexes = [models.Index(fields=["source", "received_at"], name="alerts_item_received")]

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """The whole text behind an item's link, wanted when the summary was too short; empty when it could not be read.

    Until it has been read ``fetched_at`` is empty too.
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="article")
    text = models.TextField(blank=True)
    error = models.CharField(max_length=200, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"article of {self.item_id}"
