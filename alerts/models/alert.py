"""What a user is told, and what each user did with it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from alerts.models.company import Company
from alerts.models.event import EVENT_KINDS, Event, EventStatus, Kind
from alerts.models.source import Item, SourceType

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


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
        return self.visible_to_any([user.pk]) if user.pk else self.none()

    def visible_to_any(self, users: Iterable[int]) -> "AlertQuerySet":
        """Keep the alerts for everybody and those of one of the users."""
        return self.filter(models.Q(user=None) | models.Q(user__in=users))


class Alert(models.Model):
    """``seq`` orders alerts by commit, so a page that has seen 41 misses nothing by asking for what comes after.

    An alert without ``user`` is for everybody; what one of them does with it stands in that user's AlertMark.
    """

    seq = models.PositiveBigIntegerField(unique=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, help_text="Empty: for everybody.")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts")
    item = models.OneToOneField(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="alert")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="alerts")
    title = models.CharField(max_length=500)
    content = models.TextField(blank=True)
    source_name = models.CharField(max_length=120)
    source_type = models.CharField(max_length=8, choices=SourceType.choices, default=SourceType.NEWS)
    source_url = models.URLField(max_length=1000, blank=True)
    language = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OTHER)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, help_text="0 to 1.")
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.MEDIUM)
    status = models.CharField(max_length=14, choices=AlertStatus.choices, default=AlertStatus.ACTIVE)
    event_status = models.CharField(max_length=10, choices=EventStatus.choices, blank=True, help_text="Of its event.")
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
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=models.Q(user=None), name="alerts_one_an_event"),
            models.UniqueConstraint(fields=["event", "user"], name="alerts_one_an_event_and_user"),
        ]
        indexes = [
            models.Index(fields=["company", "confidence"], name="alerts_company_confidence"),
            models.Index(fields=["created_at", "status"], name="alerts_created_status"),
            models.Index(fields=["source_name", "urgency"], name="alerts_source_urgency"),
            models.Index(fields=["confidence"], name="alerts_confidence"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_event(self) -> bool:
        """Whether it announces a token event; the confidence of an update on one says nothing to a reader."""
        return self.kind in EVENT_KINDS


class Verdict(models.TextChoices):
    USEFUL = "useful", "Useful"
    FALSE_POSITIVE = "false_positive", "False positive"


class AlertMark(models.Model):
    """What one user did with an alert. An empty ``status`` or ``urgency`` means as the alert itself has it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="marks")
    read_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=14, choices=AlertStatus.choices, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=14, choices=Verdict.choices, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "alert"], name="alerts_mark_once")]
        indexes = [models.Index(fields=["user", "status", "alert"], name="alerts_mark_status")]

    def __str__(self) -> str:
        return f"mark of {self.user_id} on {self.alert_id}"


class Outcome(models.Model):
    """The price of an alert's asset so many seconds after it; ``horizon_s`` 0 is the price at the alert itself."""

    class State(models.TextChoices):
        PENDING = "pending", "Not yet"
        MEASURED = "measured", "Measured"
        MISSING = "missing", "No price"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="outcomes")
    symbol = models.CharField(max_length=32, help_text="The instrument, such as BTC-USDT.")
    horizon_s = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    price = models.FloatField(null=True, blank=True)
    exchange = models.CharField(max_length=16, blank=True, help_text="Whose candles are read; one for a whole alert.")
    btc_price = models.FloatField(null=True, blank=True, help_text="Of bitcoin on that exchange at the same time.")
    change = models.FloatField(null=True, blank=True, help_text="Since the alert, as a share; 0.05 is 5 % up.")
    net_change = models.FloatField(null=True, blank=True, help_text="The change less bitcoin's over the same time.")
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["alert", "horizon_s"]
        constraints = [models.UniqueConstraint(fields=["alert", "horizon_s"], name="alerts_outcome_once")]
        indexes = [models.Index(fields=["state", "due_at"], name="alerts_outcome_due")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.horizon_s} s after {self.alert_id}"
