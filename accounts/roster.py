"""All accounts as an administrator sees them: plan, this month's calls and second step, in one query."""

from allauth.mfa.models import Authenticator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import FREE, BillingProvider, MonthlyUsage, SubscriptionState, Tier, User
from accounts.selectors import SECOND_STEPS
from accounts.usage.quota import this_month
from project.common import clock


def is_running() -> Q:
    """Say in SQL what Subscription.is_running says of one row."""
    renews = Q(subscription__provider=BillingProvider.STRIPE, subscription__cancels_at_end=False)
    lasts = Q(subscription__ends_at=None) | Q(subscription__ends_at__gt=clock.now())
    return Q(subscription__state__in=[SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE]) & (renews | lasts)


def roster() -> QuerySet[User]:
    """Return all accounts with ``plan``, ``plan_name``, ``calls_this_month`` and ``has_second_step``."""
    month = MonthlyUsage.objects.filter(user_id=OuterRef("pk"), month=this_month())
    steps = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=SECOND_STEPS)
    free_name = Subquery(Tier.objects.filter(slug=FREE).values("name")[:1])
    return User.objects.annotate(
        plan=Case(When(is_running(), then=F("subscription__tier__slug")), default=Value(FREE)),
        plan_name=Case(When(is_running(), then=F("subscription__tier__name")), default=free_name),
        calls_this_month=Coalesce(Subquery(month.values("calls")[:1]), 0),
        has_second_step=Exists(steps),
    )


def search(accounts: QuerySet[User], text: str) -> QuerySet[User]:
    """Keep the accounts whose username, e-mail address or name has every word of ``text``."""
    for word in text.split():
        found = Q(username__icontains=word) | Q(email__icontains=word) | Q(full_name__icontains=word)
        accounts = accounts.filter(found)
    return accounts
