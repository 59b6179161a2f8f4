"""What a Stripe account holds: customers, subscriptions, invoices, and the events they cause."""

import itertools
import threading
from copy import deepcopy
from typing import Any

Object = dict[str, Any]
MONTH_S = 30 * 86_400
# 2026-11-01 12:00 UTC: a story starts here unless a test says otherwise.
START = 1_793_534_400
LISTED = {"subscription": "subscriptions", "invoice": "invoices"}


class Refused(Exception):
    """An error answer: status, code and message."""

    def __init__(self, status: int, code: str, message: str, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": message, "param": "id"}}


class World:
    """``objects`` by id; ``events`` is the append-only list of everything that was rung, oldest first.

    ``is_modern`` says where the end of the paid time stands: on the item, or as it once did on the subscription.
    """

    def __init__(self, *, is_modern: bool = True) -> None:
        self.objects: dict[str, Object] = {}
        self.events: list[Object] = []
        self.prices = {"price_starter": 2900, "price_pro": 7900, "price_enterprise": 19900}
        self.is_modern = is_modern
        self.refuses_cards = False
        self.now = START
        self.lock = threading.RLock()
        self._numbers = itertools.count(1)

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):06}"

    def add(self, kind: str, prefix: str, **values: Any) -> Object:
        made = {"id": self.new_id(prefix), "object": kind, "created": self.now, **values}
        self.objects[made["id"]] = made
        return made

    def find(self, name: str, kind: str) -> Object:
        found = self.objects.get(name)
        if found is None or found["object"] != kind or found.get("deleted"):
            raise Refused(404, "resource_missing", f"No such {kind}: '{name}'")
        return found

    def listed(self, kind: str, customer: str) -> list[Object]:
        """Return a customer's objects, newest first."""
        self.find(customer, "customer")
        own = [one for one in self.objects.values() if one["object"] == kind and one["customer"] == customer]
        return own[::-1]

    def ring(self, kind: str, subject: Object) -> Object:
        """Record an event with the object as it is at this moment."""
        event = {
            "id": self.new_id("evt"),
            "object": "event",
            "type": kind,
            "created": self.now,
            "data": {"object": deepcopy(subject)},
        }
        self.events.append(event)
        return event

    def wait(self, seconds: int) -> None:
        self.now += seconds

    # what happens

    def customer(self, **values: Any) -> str:
        return str(self.add("customer", "cus", **values)["id"])

    def subscribe(self, customer: str, price: str, *, status: str = "active", plan: str = "") -> Object:
        metadata = {"plan": plan} if plan else {}
        made = self.add(
            "subscription", "sub", customer=customer, status=status, metadata=metadata, start_date=self.now, **OPEN
        )
        made["items"] = {"object": "list", "data": [{"id": self.new_id("si"), "price": self.price(price)}]}
        self.set_period(made, self.now + MONTH_S)
        self.ring("customer.subscription.created", made)
        return made

    def set_period(self, subscription: Object, end: int) -> None:
        (subscription["items"]["data"][0] if self.is_modern else subscription)["current_period_end"] = end

    def period_end(self, subscription: Object) -> int:
        return int((subscription["items"]["data"][0] if self.is_modern else subscription)["current_period_end"])

    def price(self, name: str) -> Object:
        if name not in self.prices:
            raise Refused(400, "resource_missing", f"No such price: '{name}'")
        return {"id": name, "object": "price", "unit_amount": self.prices[name], "currency": "usd"}

    def bill(self, subscription: Object, amount: int, *, status: str = "paid", text: str = "Monthly") -> Object:
        made = self.add(
            "invoice",
            "in",
            customer=subscription["customer"],
            status=status,
            currency="usd",
            total=amount,
            amount_due=amount,
            description=None,
            lines={"object": "list", "data": [{"description": text}]},
            status_transitions={"finalized_at": self.now},
            hosted_invoice_url="https://invoice.stripe.com/i/example",
        )
        made["number"] = f"TIDE-{made['id'][3:]}"
        self.ring({"paid": "invoice.paid", "open": "invoice.payment_failed"}[status], made)
        return made

    def update(self, subscription: Object, **values: Any) -> Object:
        subscription.update(values)
        self.ring("customer.subscription.updated", subscription)
        return subscription

    def change_price(self, subscription: Object, price: str) -> None:
        subscription["items"]["data"][0]["price"] = self.price(price)
        self.ring("customer.subscription.updated", subscription)

    def pay(self, invoice: Object) -> None:
        invoice["status"] = "paid"
        self.ring("invoice.paid", invoice)

    def cancel(self, subscription: Object) -> None:
        subscription.update(status="canceled", ended_at=self.now, canceled_at=self.now)
        self.ring("customer.subscription.deleted", subscription)

    def delete_customer(self, customer: str) -> None:
        for one in self.listed("subscription", customer):
            if one["status"] != "canceled":
                self.cancel(one)
        self.objects[customer]["deleted"] = True
        self.ring("customer.deleted", self.objects[customer])

    def complete_checkout(self, session: Object) -> Object:
        """Let the buyer pay: Stripe makes the subscription and its first invoice."""
        customer = session["customer"] or self.customer()
        bought = self.subscribe(customer, session["price"], plan=session["plan"])
        session.update(customer=customer, status="complete", subscription=bought["id"])
        self.bill(bought, self.prices[session["price"]])
        self.ring("checkout.session.completed", session)
        return bought


OPEN = {
    "cancel_at_period_end": False,
    "cancel_at": None,
    "canceled_at": None,
    "ended_at": None,
}
