"""The audit log: rows that only ever come, each carrying the hash of the one before."""

from django.db import models


class AuditHead(models.Model):
    """The newest hash, in one row, which whoever writes holds locked; it also shows when the end was cut off."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"entry {self.number}"


class AuditEntry(models.Model):
    """What happened to an account. Users are plain numbers: the log outlives them."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=60, db_index=True)
    user_id = models.BigIntegerField("about user", null=True)
    actor_id = models.BigIntegerField("by user", null=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        verbose_name, verbose_name_plural = "audit entry", "audit entries"
        indexes = [models.Index(fields=("user_id", "-number"))]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
