"""The provider that the settings name."""

from django.conf import settings

from accounts.billing.manual import ManualProvider
from accounts.billing.provider import Provider
from accounts.billing.stripe import StripeProvider
from accounts.models import BillingProvider


def provider() -> Provider:
    return StripeProvider() if is_stripe() else ManualProvider()


def is_stripe() -> bool:
    return bool(settings.BILLING_PROVIDER == BillingProvider.STRIPE)
