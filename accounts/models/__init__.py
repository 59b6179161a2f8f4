from accounts.models.audit import AuditEntry, AuditHead
from accounts.models.billing import (
    BillingEvent,
    BillingProvider,
    Invoice,
    InvoiceCounter,
    InvoiceState,
    Subscription,
    SubscriptionState,
)
from accounts.models.export import DataExport
from accounts.models.key import ApiKey, Scope
from accounts.models.tier import FREE, Tier
from accounts.models.token import RefreshToken, TokenFamily
from accounts.models.usage import ApiCall, MonthlyUsage
from accounts.models.user import Density, DirectionPalette, Theme, User

__all__ = [
    "FREE",
    "ApiCall",
    "ApiKey",
    "AuditEntry",
    "AuditHead",
    "BillingEvent",
    "BillingProvider",
    "DataExport",
    "Density",
    "DirectionPalette",
    "Invoice",
    "InvoiceCounter",
    "InvoiceState",
    "MonthlyUsage",
    "RefreshToken",
    "Scope",
    "Subscription",
    "SubscriptionState",
    "Theme",
    "Tier",
    "TokenFamily",
    "User",
]
