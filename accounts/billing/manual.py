"""Billing without a provider: an administrator grants plans, and nothing can be bought."""

from typing import NoReturn

from accounts.models import Subscription, Tier, User
from project.common.errors import Conflict

REFUSAL = "Plans are granted by the administrator here."


def refuse() -> NoReturn:
    raise Conflict(REFUSAL)


class ManualProvider:
    """Refuses whatever needs a provider; what an administrator does is in ``grants``."""

    def new_customer(self, user: User) -> NoReturn:
        refuse()

    def checkout_url(self, user: User, customer_id: str, tier: Tier) -> NoReturn:
        refuse()

    def portal_url(self, customer_id: str) -> NoReturn:
        refuse()

    def preview(self, subscription: Subscription, tier: Tier) -> NoReturn:
        refuse()

    def change_plan(self, subscription: Subscription, tier: Tier, prorated_at: int) -> NoReturn:
        refuse()

    def cancel(self, subscription: Subscription) -> NoReturn:
        refuse()

    def checkout(self, session_id: str) -> NoReturn:
        refuse()

    def picture(self, customer_id: str, subscription_id: str) -> NoReturn:
        refuse()
