"""What happened: one cluster of items that tell the same story, and how it went on."""

from django.db import models

from alerts.models.company import Company
from alerts.models.source import Item


class Kind(models.TextChoices):
    LAUNCH = "launch", "Token launch"
    AIRDROP = "airdrop", "Airdrop"
    LISTING = "listing", "Listing"
    SALE = "sale", "Token sale"
    DELAY = "delay", "Delay"
    UNLOCK = "unlock", "Unlock"
    SCAM = "scam", "Scam warning"
    OTHER = "other", "Other"


EVENT_KINDS = frozenset({Kind.LAUNCH, Kind.AIRDROP, Kind.LISTING, Kind.SALE})


class EventStatus(models.TextChoices):
    RUMOUR = "rumour", "Rumour"
    ANNOUNCED = "announced", "Announced"
    DATED = "dated", "Dated"
    LIVE = "live", "Live"
    DONE = "done", "Done"
    DELAYED = "delayed", "Delayed"
    FALSE = "false", "False"


class Event(models.Model):
    """``starts_on`` to ``ends_on`` is the day or the window that the best evidence names; both empty when none does."""

    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    subject = models.CharField(max_length=120, blank=True, help_text="Whose event it is, as the text calls them.")
    token = models.CharField(max_length=16, blank=True, help_text="The ticker without $.")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=EventStatus.choices, default=EventStatus.ANNOUNCED)
    title = models.CharField(max_length=500)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, help_text="0 to 1.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True, help_text="When an hour was named.")
    date_words = models.CharField(max_length=60, blank=True, help_text="Such as late November.")
    venue = models.CharField(max_length=80, blank=True)
    amount = models.CharField(max_length=80, blank=True)
    chain = models.CharField(max_length=40, blank=True)
    contract = models.CharField(max_length=100, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(db_index=True)
    items_count = models.PositiveIntegerField(default=0)
    sources_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-last_seen_at"]
        indexes = [models.Index(fields=["starts_on", "kind"], name="alerts_event_starts")]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """One item that tells of an event, and what it alone says."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="evidence")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="evidence")
    added_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=EventStatus.choices)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    date_words = models.CharField(max_length=60, blank=True)
    likeness = models.FloatField(default=1.0, help_text="To the event when it was added, 0 to 1.")
    signature = models.BigIntegerField(default=0, help_text="SimHash of the text.")
    analysis = models.JSONField(default=dict, blank=True, help_text="Contributions and evidence of the score.")

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"{self.item_id} for {self.event_id}"


class EventKey(models.Model):
    """One way to find an event: by company, ticker, subject, or a part of its signature. See events/entity.py."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=140)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "event"], name="alerts_event_key_once")]

    def __str__(self) -> str:
        return f"{self.key} for {self.event_id}"


class EventChange(models.Model):
    """One step of an event's history. ``seq`` is its place in the stream of alerts, empty when nobody was told."""

    class Field(models.TextChoices):
        STATUS = "status", "Status"
        DATE = "date", "Date"
        VENUE = "venue", "Venue"
        SOURCES = "sources", "Sources"
        CORRECTION = "correction", "Correction"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="changes")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT)
    field = models.CharField(max_length=10, choices=Field.choices)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField(unique=True, null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.before} to {self.after}"
