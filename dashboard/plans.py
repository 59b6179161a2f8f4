"""What the page of the plan shows: the plan that counts, what it allows, and how it differs from the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from accounts.billing.providers import is_stripe
from accounts.billing.selectors import free_tier, invoices_of, offered_tiers, subscription_of
from accounts.models import BillingProvider, Invoice, InvoiceState, Subscription, SubscriptionState, Tier, User
from accounts.usage.selectors import Usage, usage_of
from dashboard import formats
from dashboard.usage import meters_of
from project.common import clock

OTHERS = 3
INVOICES_SHOWN = 24
ENDED_SHOWN = timedelta(days=30)
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
GRANTED = "granted by the administrator"
TONES = {InvoiceState.OPEN: "high", InvoiceState.UNCOLLECTIBLE: "crit"}


def money(amount: Decimal, currency: str = "USD") -> str:
    """Write an amount with its currency: $79.00, 29.00 CHF."""
    symbol = SYMBOLS.get(currency)
    text = formats.price(abs(amount))
    sign = formats.MINUS if amount < 0 else ""
    return f"{sign}{symbol}{text}" if symbol else f"{sign}{text} {currency}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One property of a plan; ``is_on`` is None where ``text`` says it."""

    label: str
    text: str
    is_on: bool | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One plan beside the others."""

    tier: Tier
    price: str
    cells: list[Cell]
    is_current: bool
    can_be_chosen: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next, and when; ``word`` stands where there is no date."""

    label: str
    at: datetime | None
    note: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    invoice: Invoice

    @property
    def amount(self) -> str:
        return money(self.invoice.amount, self.invoice.currency)

    @property
    def tone(self) -> str:
        return TONES.get(InvoiceState(self.invoice.state), "line")


def count(value: int | None) -> Cell:
    return Cell("", "no limit" if value is None else f"{value:,}")


def switch(value: bool) -> Cell:
    return Cell("", "yes" if value else "no", is_on=value)


PROPERTIES: tuple[tuple[str, Callable[[Tier], Cell]], ...] = (
    ("API calls a month", lambda tier: count(tier.monthly_calls)),
    ("AI questions a month", lambda tier: count(tier.monthly_questions)),
    ("Broker accounts", lambda tier: count(tier.brokers)),
    ("Webhooks", lambda tier: switch(tier.has_webhooks)),
    ("Automatic optimisation", lambda tier: switch(tier.has_optimisation)),
    ("A/B tests", lambda tier: switch(tier.has_ab_tests)),
    ("Priority support", lambda tier: switch(tier.has_priority_support)),
)


def shown_tiers(current: Tier, offered: Sequence[Tier]) -> list[Tier]:
    """Return the current plan and up to three others, the next larger ones first, in their order."""
    larger = [tier for tier in offered if tier.position > current.position]
    smaller = [tier for tier in offered if tier.position < current.position]
    others = [*larger, *reversed(smaller)][:OTHERS]
    return sorted([current, *others], key=lambda tier: (tier.position, tier.pk))


def columns(current: Tier, offered: Sequence[Tier]) -> list[Column]:
    """Return the plans with the properties in which they differ."""
    tiers = shown_tiers(current, offered)
    differing = [(label, read) for label, read in PROPERTIES if len({read(tier).text for tier in tiers}) > 1]
    return [
        Column(
            tier=tier,
            price=money(tier.price_usd),
            cells=[Cell(label, read(tier).text, read(tier).is_on) for label, read in differing],
            is_current=tier == current,
            can_be_chosen=tier != current and bool(tier.price_usd and tier.stripe_price_id) and is_stripe(),
        )
        for tier in tiers
    ]


def next_of(tier: Tier, running: Subscription | None, usage: Usage) -> Next:
    if running is None:
        return Next("Usage starts again", usage.resets_at, f"{tier.name} plan")
    if running.provider == BillingProvider.MANUAL:
        return Next("Ends", running.ends_at, GRANTED, word="Never")
    if running.cancels_at_end:
        return Next("Ends", running.ends_at, "then the free plan")
    if running.state == SubscriptionState.PAST_DUE:
        return Next("Payment", None, "Stripe tries again", word="Late")
    return Next("Renews", running.ends_at, f"{money(tier.price_usd)} a month")


def ended_lately(row: Subscription | None, at: datetime) -> Subscription | None:
    """Return a bought or granted plan that is over since not too long ago."""
    if row is None or row.is_running(at) or not row.tier.price_usd:
        return None
    is_recent = row.ends_at is None or at - row.ends_at < ENDED_SHOWN
    return row if is_recent else None


def contact() -> str:
    """Return the address to write to about this installation, empty when it sends no mail of its own."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return "" if address.endswith("@localhost") else address


def plan_context(user: User) -> dict[str, Any]:
    at, row = clock.now(), subscription_of(user)
    running = row if row and row.is_running(at) else None
    tier = running.tier if running else free_tier()
    usage = usage_of(user, tier)
    return {
        "tier": tier,
        "price": money(tier.price_usd),
        "running": running,
        "ended": ended_lately(row, at),
        "is_late": bool(running and running.state == SubscriptionState.PAST_DUE),
        "next": next_of(tier, running, usage),
        "meters": meters_of(usage),
        "columns": columns(tier, offered_tiers()),
        "invoices": [InvoiceLine(invoice) for invoice in invoices_of(user)[:INVOICES_SHOWN]],
        "is_sold": is_stripe(),
        "has_portal": is_stripe() and bool(row and row.stripe_customer_id and row.stripe_subscription_id),
        "is_paid": bool(running and running.provider == BillingProvider.STRIPE),
        "can_cancel": bool(running and not running.cancels_at_end),
        "contact": contact(),
    }
