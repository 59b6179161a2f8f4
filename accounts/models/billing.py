"""Who has which plan, what was billed for it, and what the payment provider told."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models

from accounts.models.tier import Tier
from project.common.clock import now
from project.common.owned import OwnedQuerySet


class BillingProvider(models.TextChoices):
    MANUAL = "manual", "By hand"
    STRIPE = "stripe", "Stripe"


class SubscriptionState(models.TextChoices):
    ACTIVE = "active", "Active"
    PAST_DUE = "past_due", "Payment is late"
    ENDED = "ended", "Ended"


class Subscription(models.Model):
    """A user's plan. A user without a row, or whose row has ended, is on the free plan.

    ``granted_*`` keep what an administrator gave, so that it comes back when a paid plan bought later ends.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscription")
    tier = models.ForeignKey(Tier, models.PROTECT)
    provider = models.CharField(max_length=10, choices=BillingProvider.choices, default=BillingProvider.MANUAL)
    state = models.CharField(max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.ACTIVE)
    started_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(
        "paid until", null=True, blank=True, help_text="Empty: until it is cancelled. The free plan follows."
    )
    cancels_at_end = models.BooleanField("ends when the paid time is over", default=False)
    stripe_customer_id = models.CharField(max_length=120, blank=True, db_index=True)
    stripe_subscription_id = models.CharField(max_length=120, blank=True, db_index=True)
    granted_tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    granted_at = models.DateTimeField(null=True, blank=True, editable=False)
    granted_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Tickets: a picture taken at Stripe counts unless one with a later ticket was stored before it.
    sync_claim = models.PositiveIntegerField(default=0, editable=False)
    sync_applied = models.PositiveIntegerField(default=0, editable=False)
    checked_at = models.DateTimeField("compared with Stripe", null=True, blank=True, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("stripe_customer_id",),
                condition=~models.Q(stripe_customer_id=""),
                name="one_user_a_stripe_customer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.tier}"

    def is_running(self, at: datetime) -> bool:
        """Tell whether the plan counts at that time; what Stripe renews outlives its paid time until Stripe ends it."""
        if self.state == SubscriptionState.ENDED:
            return False
        renews = self.provider == BillingProvider.STRIPE and not self.cancels_at_end
        return renews or self.ends_at is None or at < self.ends_at


class InvoiceState(models.TextChoices):
    OPEN = "open", "Open"
    PAID = "paid", "Paid"
    VOID = "void", "Void"
    UNCOLLECTIBLE = "uncollectible", "Not collectible"


class Invoice(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=60, unique=True)
    provider = models.CharField(max_length=10, choices=BillingProvider.choices, default=BillingProvider.MANUAL)
    description = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    currency = models.CharField(max_length=3, default="USD")
    state = models.CharField(max_length=14, choices=InvoiceState.choices, default=InvoiceState.OPEN)
    issued_at = models.DateTimeField(default=now)
    url = models.URLField("page at the provider", max_length=500, blank=True)
    stripe_invoice_id = models.CharField(max_length=120, null=True, blank=True, unique=True, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-id")

    def __str__(self) -> str:
        return self.number


class InvoiceCounter(models.Model):
    """The last number given to an invoice made here, one row a year; whoever takes the next one holds it locked."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class BillingEvent(models.Model):
    """One message of the payment provider, kept once under its id; its payload is not kept."""

    external_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
