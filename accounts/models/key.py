"""API keys: what a program signs in with. The key itself is shown once and never stored."""

from datetime import datetime

from django.conf import settings
from django.db import models

from project.common.clock import now
from project.common.owned import OwnedQuerySet


class Scope(models.TextChoices):
    READ = "read", "Read"
    WRITE = "write", "Write"
    TRADE = "trade", "Trade"
    WEBHOOK = "webhook", "Webhooks"
    ADMIN = "admin", "Administration"


class ApiKey(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    networks = models.JSONField("allowed addresses", default=list, blank=True)
    is_bootstrap = models.BooleanField("from the environment", default=False, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_from = models.GenericIPAddressField(null=True, blank=True, editable=False)
    usage_count = models.PositiveBigIntegerField(default=0, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_active(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
