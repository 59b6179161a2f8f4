"""What a user is told."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from alerts.models.company import Company
from alerts.models.source import Item

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


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


class Urgency(models.TextChoices):
    CRITICAL = "critical", "Critical"
    HIGH = "high", "High"
    MEDIUM = "medium", "Normal"
    LOW = "low", "Low"


class AlertStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    ARCHIVED = "archived", "Archived"
    FALSE_POSITIVE = "false_positive", "False positive"


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AlertQuerySet":
        """Keep the alerts for everybody and the user's own."""
        return self.filter(models.Q(user=None) | models.Q(user_id=user.pk)) if user.pk else self.none()


class Alert(models.Model):
    """``seq`` orders alerts by commit, so a page that has seen 41 misses nothing by asking for what comes after."""

    seq = models.PositiveBigIntegerField(unique=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, help_text="Empty: for everybody.")
    item = models.OneToOneField(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="alert")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="alerts")
    title = models.CharField(max_length=500)
    content = models.TextField(blank=True)
    source_name = models.CharField(max_length=120)
    source_url = models.URLField(max_length=1000, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OTHER)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, help_text="0 to 1.")
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.MEDIUM)
    status = models.CharField(max_length=14, choices=AlertStatus.choices, default=AlertStatus.ACTIVE)
    keywords_matched = models.JSONField(default=list, blank=True)
    tokens_mentioned = models.JSONField(default=list, blank=True)
    analysis = models.JSONField(default=dict, blank=True, help_text="Contributions and evidence of the score.")
    sentiment_score = models.DecimalField(max_digits=4, decimal_places=3, default=0, help_text="-1 to 1.")
    event_date = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["company", "confidence"], name="alerts_company_confidence"),
            models.Index(fields=["created_at", "status"], name="alerts_created_status"),
            models.Index(fields=["source_name", "urgency"], name="alerts_source_urgency"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_event(self) -> bool:
        """Whether it announces a token event; the confidence of an update on one says nothing to a reader."""
        return self.kind in EVENT_KINDS


class AlertMark(models.Model):
    """What one user did with an alert."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="marks")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "alert"], name="alerts_mark_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.alert_id}"


class Counter(models.Model):
    """The last number given out in a stream; its row is locked by whoever takes the next one."""

    stream = models.CharField(max_length=20, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.stream} {self.value}"
