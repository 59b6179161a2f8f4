"""Sign-ins of programs: a family of refresh tokens, of which only the newest is good, and only once."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from project.common.clock import now
from project.common.owned import OwnedQuerySet


class TokenFamily(models.Model):
    """One sign-in through the API, from its first token to the last; ending it ends its access tokens too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="token_families")
    user_agent = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    # A digest of the password hash at sign-in: whatever changes the password ends the family, at that very moment.
    password_mark = models.CharField(max_length=64, default="", editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=40, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-last_used_at",)
        verbose_name = "API sign-in"

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at


class RefreshToken(models.Model):
    """One refresh token, found by its digest; ``used_at`` is set by whoever uses it first."""

    family = models.ForeignKey(TokenFamily, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.pk} of {self.family_id}"
