"""What was called, and how much of the month's allowance is gone."""

from django.conf import settings
from django.db import models

from accounts.models.key import ApiKey
from project.common.owned import OwnedQuerySet


class MonthlyUsage(models.Model):
    """Calls and questions of one user in one calendar month (UTC), written in batches."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="monthly_usage")
    month = models.DateField(help_text="First day of the month")
    calls = models.PositiveBigIntegerField(default=0)
    questions = models.PositiveBigIntegerField("AI questions", default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-month",)
        verbose_name_plural = "monthly usage"
        constraints = [models.UniqueConstraint(fields=("user", "month"), name="one_usage_row_a_month")]

    def __str__(self) -> str:
        return f"{self.user} {self.month:%Y-%m}"


class ApiCall(models.Model):
    """One call of the API. ``endpoint`` is the route, such as ``/api/v1/symbols``, never an address with its query."""

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="api_calls")
    key = models.ForeignKey(ApiKey, models.SET_NULL, null=True, related_name="calls")
    method = models.CharField(max_length=8)
    endpoint = models.CharField(max_length=120)
    status = models.PositiveSmallIntegerField()
    error_code = models.CharField(max_length=40, blank=True)
    duration_ms = models.FloatField()
    request_id = models.CharField(max_length=64, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "API call"
        indexes = [models.Index(fields=("user", "at")), models.Index(fields=("at",))]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.status}"
