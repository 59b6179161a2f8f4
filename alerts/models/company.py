"""Who is watched."""

from django.db import models
from django.db.models.functions import Lower

from alerts.models.counter import Counter

# The stream that counts the changes of companies.
CHANGES = "companies"


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
        constraints = [models.UniqueConstraint(Lower("name"), name="alerts_company_name_in_any_case")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def active_state(cls) -> tuple[object, ...]:
        """Return something that is another after any active company came, went or changed; one query.

        The changes are counted, because times say too little: what is committed late was written early, and a clock
        may be set back.
        """
        active = cls.objects.filter(status=CompanyStatus.ACTIVE).order_by()
        changes = models.Subquery(Counter.objects.filter(stream=CHANGES).values("value"))
        figures = [models.Count("pk"), models.Max("pk"), models.Max("updated_at")]
        return tuple(active.aggregate(*figures, changes=models.Max(changes)).values())
