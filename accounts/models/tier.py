"""What a plan costs and allows. The rows are data: an administrator edits them."""

from django.db import models

FREE = "free"


class Tier(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    price_usd = models.DecimalField("price a month, USD", max_digits=8, decimal_places=2, default=0)
    monthly_calls = models.PositiveIntegerField("API calls a month", null=True, blank=True, help_text="Empty: no limit")
    monthly_questions = models.PositiveIntegerField(
        "AI questions a month", null=True, blank=True, help_text="Empty: no limit"
    )
    brokers = models.PositiveSmallIntegerField("broker accounts", default=1)
    has_webhooks = models.BooleanField("webhooks", default=True)
    has_optimisation = models.BooleanField("automatic optimisation", default=False)
    has_ab_tests = models.BooleanField("A/B tests", default=False)
    has_priority_support = models.BooleanField("priority support", default=False)
    is_offered = models.BooleanField("offered on the plan page", default=True)
    stripe_price_id = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name
