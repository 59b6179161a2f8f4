"""Invoices in the administration: those made here are marked, Stripe's own are changed there."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.billing.catalog import load_catalog
from accounts.billing.services import grant_plan
from accounts.models import AuditEntry, Invoice, Tier, User

pytestmark = pytest.mark.django_db
INVOICES = reverse("admin:accounts_invoice_changelist")


@pytest.fixture
def invoice(user: User) -> Invoice:
    load_catalog()
    grant_plan(user, Tier.objects.get(slug="pro"))
    return Invoice.objects.get(user=user)


def do(client: Client, act: str, invoice: Invoice) -> list[str]:
    answer = client.post(INVOICES, {"action": act, "_selected_action": [invoice.pk], "confirmed": "yes"})
    return [str(message) for message in client.get(answer["Location"]).context["messages"]]


@pytest.mark.parametrize(("act", "state"), [("mark_paid", "paid"), ("mark_void", "void")])
def test_an_invoice_is_marked_with_an_entry(
    act: str, state: str, client: Client, admin_user: User, invoice: Invoice
) -> None:
    client.force_login(admin_user)
    assert "done for 1 invoice" in do(client, act, invoice)[0]
    invoice.refresh_from_db()
    assert invoice.state == state
    entry = AuditEntry.objects.get(action="invoice.changed")
    assert (entry.user_id, entry.actor_id, entry.details["invoice"]) == (
        invoice.user_id,
        admin_user.pk,
        invoice.number,
    )


def test_an_invoice_of_stripe_is_left_as_it_is(client: Client, admin_user: User, invoice: Invoice) -> None:
    Invoice.objects.update(provider="stripe")
    client.force_login(admin_user)
    assert "is Stripe's. Change it there." in do(client, "mark_paid", invoice)[0]
    invoice.refresh_from_db()
    assert invoice.state == "open"
