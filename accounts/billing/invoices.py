"""Invoices: those made here, numbered without a gap, and copies of the provider's."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.billing.provider import RemoteInvoice
from accounts.models import BillingProvider, Invoice, InvoiceCounter, InvoiceState, Tier, User
from project.common import clock
from project.common.errors import Conflict


def issue_invoice(user: User, tier: Tier, start: datetime, end: datetime | None) -> Invoice | None:
    """Make the invoice for a granted plan in the caller's transaction; a plan that costs nothing has none.

    Without an end it is for one month.
    """
    if not tier.price_usd:
        return None
    months = months_between(start, end) if end else 1
    until = f"{start:%d %b %Y} to {end:%d %b %Y}" if end else f"a month from {start:%d %b %Y}"
    return Invoice.objects.create(
        user=user,
        number=next_number(),
        description=f"{tier.name}, {until}",
        amount=tier.price_usd * months,
    )


def next_number() -> str:
    """Return the next number of this year; the counter stays locked until the invoice is stored."""
    year = clock.now().year
    with transaction.atomic():
        counter, _ = InvoiceCounter.objects.select_for_update().get_or_create(year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
    return f"INV-{year}-{counter.last:06}"


def mark_invoice(
    invoice: Invoice, state: InvoiceState, *, actor: User | None = None, request: HttpRequest | None = None
) -> None:
    """Say that an invoice made here was paid, or is void; the same state again changes nothing.

    Raises Conflict for an invoice of the provider, whose state stands there.
    """
    with transaction.atomic():
        row = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if row.provider != BillingProvider.MANUAL:
            raise Conflict(f"{row.number} is Stripe's. Change it there.")
        if row.state == state:
            return
        details = {"invoice": row.number, "state": str(state), "before": row.state}
        row.state = invoice.state = state
        row.save(update_fields=["state"])
        audit.record("invoice.changed", user=row.user_id, actor=actor, request=request, details=details)


def months_between(start: datetime, end: datetime) -> int:
    """Return how many months are begun between two times, at least one."""
    months = (end.year - start.year) * 12 + end.month - start.month
    begun = months + ((end.day, end.time()) > (start.day, start.time()))
    return max(begun, 1)


def store_invoices(user_id: int, remotes: Sequence[RemoteInvoice]) -> None:
    """Make the user's copies equal to what stands at the provider; one that belongs to somebody else is left alone."""
    known = {
        one.stripe_invoice_id: one for one in Invoice.objects.filter(stripe_invoice_id__in=[r.id for r in remotes])
    }
    taken = numbers_taken(remotes)
    for remote in remotes:
        copy = known.get(remote.id) or Invoice(user_id=user_id, stripe_invoice_id=remote.id)
        number = remote.id[:60] if remote.number in taken else remote.number
        if copy.user_id == user_id and copy_from(remote, number, copy):
            copy.save()


def numbers_taken(remotes: Sequence[RemoteInvoice]) -> set[str]:
    """Return the numbers that other invoices have: test and live accounts of Stripe both count from 1."""
    others = Invoice.objects.exclude(stripe_invoice_id__in=[one.id for one in remotes]).filter(
        number__in=[one.number for one in remotes]
    )
    return set(others.values_list("number", flat=True))


def copy_from(remote: RemoteInvoice, number: str, copy: Invoice) -> bool:
    """Write the provider's values on the copy and tell whether anything is different."""
    values = {
        "provider": BillingProvider.STRIPE,
        "number": number,
        "description": remote.description,
        "amount": remote.amount,
        "currency": remote.currency,
        "state": remote.state,
        "issued_at": remote.issued_at,
        "url": remote.url,
    }
    is_changed = copy.pk is None or any(getattr(copy, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(copy, name, value)
    return is_changed
