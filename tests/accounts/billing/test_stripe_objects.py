"""Stripe's objects in our terms."""

from decimal import Decimal

import pytest

from accounts.billing.stripe_objects import money, read_invoice, read_subscription

INVOICE = {
    "id": "in_1",
    "status": "open",
    "currency": "eur",
    "total": 2900,
    "created": 1_793_534_400,
}


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (2900, "usd", "29.00"),
        (-1234, "EUR", "-12.34"),
        (2900, "jpy", "2900.00"),
        (29000, "KWD", "29.00"),
        (0, "usd", "0.00"),
        (None, "usd", "0.00"),
    ],
)
def test_amounts_are_in_the_currencys_own_unit(amount: int | None, currency: str, expected: str) -> None:
    """Source: https://docs.stripe.com/currencies#zero-decimal"""
    assert money(amount, currency) == Decimal(expected)


def test_an_invoice_without_number_text_and_page_is_read() -> None:
    invoice = read_invoice(INVOICE)
    assert invoice
    assert (invoice.number, invoice.description, invoice.url) == ("in_1", "Subscription", "")
    assert (invoice.amount, invoice.currency) == (Decimal("29.00"), "EUR")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://invoice.stripe.com/" + "x" * 500])
def test_an_address_that_cannot_be_linked_is_left_out(url: str) -> None:
    invoice = read_invoice({**INVOICE, "hosted_invoice_url": url})
    assert invoice
    assert invoice.url == ""


@pytest.mark.parametrize("status", ["draft", None])
def test_a_draft_is_no_invoice(status: str | None) -> None:
    assert read_invoice({**INVOICE, "status": status}) is None


def test_a_subscription_without_items_and_dates_is_read() -> None:
    found = read_subscription({"id": "sub_1", "status": "active", "created": 1_793_534_400})
    assert found
    assert (found.prices, found.plan, found.ends_at, found.cancels_at_end) == ((), "", None, False)
