"""Runs that a person starts and watches, the scorer's versions, and the key of a calendar."""

from django.db import models

from accounts.models import User
from project.common.jobs import Job


class MonitoringSession(Job):
    """One round over the sources that were due, or over all when somebody asked for it."""

    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    feeds_total = models.PositiveIntegerField(default=0)
    feeds_processed = models.PositiveIntegerField(default=0)
    feeds_resting = models.PositiveIntegerField(default=0, help_text="Left alone, because they failed and wait.")
    rests_until = models.DateTimeField(null=True, blank=True, help_text="When the last of those is read again.")
    articles = models.PositiveIntegerField(default=0)
    tweets = models.PositiveIntegerField(default=0)
    alerts_generated = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list, blank=True, help_text="A sentence for each source that failed.")
    performance = models.JSONField(default=dict, blank=True, help_text="Milliseconds by stage.")
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta(Job.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"session {self.pk}"


class ModelVersion(models.Model):
    """The scorer's weights as they were at one time; exactly one version is the active one."""

    class Origin(models.TextChoices):
        PACKAGED = "packaged", "Packaged"
        RETRAINED = "retrained", "Retrained"

    number = models.PositiveIntegerField(unique=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    weights = models.JSONField()
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the weights.")
    metrics = models.JSONField(default=dict, blank=True, help_text="On the labelled set and on the users' marks.")
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    promoted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=models.Q(is_active=True), name="alerts_one_active_model"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class TrainingRun(Job):
    """A fit of the scorer with the users' marks; its version is promoted only if it is better."""

    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.ForeignKey(ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs")
    report = models.JSONField(default=dict, blank=True, help_text="Figures before and after, and what was decided.")

    class Meta(Job.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"training run {self.pk}"


class CalendarKey(models.Model):
    """The secret in the address by which a calendar program reads the launches; only its digest is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"calendar key of {self.user_id}"
