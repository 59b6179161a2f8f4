"""The plans that a new installation starts with; an administrator's changes to them are kept."""

from accounts.models import Tier

TIERS = (
    # slug, name, USD, calls, AI questions, brokers, optimisation, A/B tests, priority support
    ("free", "Free", 0, 1_000, 10, 1, False, False, False),
    ("starter", "Starter", 29, 10_000, 100, 1, True, False, False),
    ("pro", "Pro", 79, 100_000, 1_000, 3, True, True, False),
    ("enterprise", "Enterprise", 199, None, None, 10, True, True, True),
)
LIMITS = ("monthly_calls", "monthly_questions", "brokers", "has_optimisation", "has_ab_tests", "has_priority_support")


def load_catalog() -> None:
    for position, (slug, name, price, *limits) in enumerate(TIERS):
        values = {"name": name, "price_usd": price, "position": position, **dict(zip(LIMITS, limits, strict=True))}
        Tier.objects.get_or_create(slug=slug, defaults=values)
