"""Who is watched."""

from django.db import models


class Priority(models.TextChoices):
    HIGH = "HIGH", "High"
    MEDIUM = "MEDIUM", "Medium"
    LOW = "LOW", "Low"


class CompanyStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Inactive"


class Company(models.Model):
    name = models.CharField(max_length=120, unique=True)
    aliases = models.JSONField(default=list, blank=True)
    tokens = models.JSONField(default=list, blank=True, help_text="Tickers without $, such as NEBX.")
    exclusions = models.JSONField(default=list, blank=True, help_text="Words that mean somebody else of that name.")
    priority = models.CharField(max_length=6, choices=Priority.choices, default=Priority.MEDIUM)
    status = models.CharField(max_length=8, choices=CompanyStatus.choices, default=CompanyStatus.ACTIVE)
    website = models.URLField(blank=True)
    twitter_handle = models.CharField(max_length=40, blank=True)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name
