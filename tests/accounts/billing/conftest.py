"""Everything here is paid at a Stripe of our own."""

from tests.accounts.paying import customer, deliver, stripe, tiers, world

__all__ = ["customer", "deliver", "stripe", "tiers", "world"]
