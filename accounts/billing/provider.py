"""What the rest asks of whoever takes the money, and the shapes in which it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from accounts.models import InvoiceState, Subscription, SubscriptionState, Tier, User


@dataclass(frozen=True, slots=True)
class RemoteSubscription:
    """A subscription as it stands at the provider; ``plan`` is the tier we wrote on it when it was bought."""

    id: str
    state: SubscriptionState
    prices: tuple[str, ...]
    plan: str
    started_at: datetime
    ends_at: datetime | None
    cancels_at_end: bool


@dataclass(frozen=True, slots=True)
class RemoteInvoice:
    """An invoice as it stands at the provider; drafts are none."""

    id: str
    number: str
    description: str
    amount: Decimal
    currency: str
    state: InvoiceState
    issued_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything about one customer at one moment; subscriptions that never began are left out."""

    subscriptions: Sequence[RemoteSubscription] = ()
    invoices: Sequence[RemoteInvoice] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change costs: what is paid at once, or kept as credit, and what comes next."""

    due_now: Decimal
    credit: Decimal
    currency: str
    next_amount: Decimal
    next_at: datetime | None
    prorated_at: int


@dataclass(frozen=True, slots=True)
class Checkout:
    """Who bought: the user we named when the checkout began, and the customer that came of it."""

    user_reference: str
    customer_id: str


class Provider(Protocol):
    """Raises Unavailable when the service does not answer, and Conflict when it refuses."""

    def new_customer(self, user: User) -> str: ...

    def checkout_url(self, user: User, customer_id: str, tier: Tier) -> str: ...

    def portal_url(self, customer_id: str) -> str: ...

    def preview(self, subscription: Subscription, tier: Tier) -> Preview: ...

    def change_plan(self, subscription: Subscription, tier: Tier, prorated_at: int) -> None: ...

    def cancel(self, subscription: Subscription) -> None: ...

    def checkout(self, session_id: str) -> Checkout: ...

    def picture(self, customer_id: str, subscription_id: str) -> Picture: ...
