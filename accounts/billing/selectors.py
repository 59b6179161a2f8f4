"""Which plan somebody has, and what there is to see about it."""

import calendar
from datetime import datetime

from django.db.models import QuerySet

from accounts.billing.catalog import load_catalog
from accounts.models import FREE, Invoice, Subscription, Tier, User
from project.common import clock

# "premium" is what older clients call Pro.
ALIASES = {"premium": "pro"}


def tier_by_slug(slug: str) -> Tier | None:
    return Tier.objects.filter(slug=ALIASES.get(slug.lower(), slug.lower())).first()


def free_tier() -> Tier:
    """Return the plan of everybody without another one; it comes back should somebody have deleted it."""
    found = Tier.objects.filter(slug=FREE).first()
    if found is None:
        load_catalog()
        found = Tier.objects.get(slug=FREE)
    return found


def subscription_of(user: User) -> Subscription | None:
    """Return the user's subscription, running or not; no query when it was joined to the user."""
    try:
        return user.subscription
    except Subscription.DoesNotExist:
        return None


def running_subscription(user: User, at: datetime | None = None) -> Subscription | None:
    """Return the subscription that counts at that time, by default now."""
    subscription = subscription_of(user)
    return subscription if subscription and subscription.is_running(at or clock.now()) else None


def tier_of(user: User, at: datetime | None = None) -> Tier:
    """Return the plan that counts at that time, by default now."""
    subscription = running_subscription(user, at)
    return subscription.tier if subscription else free_tier()


def offered_tiers() -> list[Tier]:
    """Return the plans on offer, cheapest first."""
    return list(Tier.objects.filter(is_offered=True))


def invoices_of(user: User) -> "QuerySet[Invoice]":
    """Return the user's invoices, newest first."""
    return Invoice.objects.visible_to(user)


def a_month_after(at: datetime) -> datetime:
    """Return the same day of the next month, or its last one."""
    year, month = at.year + at.month // 12, at.month % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))
