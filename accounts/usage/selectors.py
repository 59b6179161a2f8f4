"""Reads about who has called what, and how much of the month's allowance is gone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Avg, Count, Q
from django.db.models.functions import TruncDate

from accounts.billing.selectors import tier_of
from accounts.models import ApiCall, MonthlyUsage, Tier, User
from accounts.usage import quota
from project.common import clock

FAILED = Q(status__gte=400)


@dataclass(frozen=True, slots=True)
class Usage:
    """This month's calls and AI questions; a limit of None means that there is none."""

    tier: Tier
    calls_used: int
    calls_limit: int | None
    questions_used: int
    questions_limit: int | None
    resets_at: datetime

    @property
    def calls_left(self) -> int | None:
        return left(self.calls_limit, self.calls_used)

    @property
    def questions_left(self) -> int | None:
        return left(self.questions_limit, self.questions_used)


@dataclass(frozen=True, slots=True)
class DayCalls:
    day: date
    calls: int
    errors: int


@dataclass(frozen=True, slots=True)
class EndpointCalls:
    method: str
    endpoint: str
    calls: int
    errors: int
    mean_ms: float


def left(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)


def usage_of(user: User, tier: Tier | None = None) -> Usage:
    """Return this month's usage; ``tier`` saves a query when the caller knows it."""
    tier = tier or tier_of(user)
    month = quota.this_month()
    row = MonthlyUsage.objects.visible_to(user).filter(month=month).first() or MonthlyUsage()
    return Usage(
        tier=tier,
        calls_used=quota.counted_calls(user.pk, month, stored=row.calls),
        calls_limit=tier.monthly_calls,
        questions_used=row.questions,
        questions_limit=tier.monthly_questions,
        resets_at=quota.month_end(month),
    )


def calls_by_day(user: User, days: int) -> list[DayCalls]:
    """Return the calls of the last ``days`` days in UTC, today the last; a day without calls has zeros."""
    today = clock.now().astimezone(UTC).date()
    first = today - timedelta(days=days - 1)
    rows = (
        ApiCall.objects.visible_to(user)
        .filter(at__gte=datetime.combine(first, time(), UTC))
        .values(day=TruncDate("at", tzinfo=UTC))
        .annotate(calls=Count("pk"), errors=Count("pk", filter=FAILED))
        .order_by("day")
    )
    found = {row["day"]: DayCalls(**row) for row in rows}
    every = (first + timedelta(days=number) for number in range(days))
    return [found.get(day, DayCalls(day, 0, 0)) for day in every]


def calls_by_endpoint(user: User, days: int) -> list[EndpointCalls]:
    """Return what was called in the last ``days`` days, the most used first."""
    rows = (
        ApiCall.objects.visible_to(user)
        .filter(at__gte=clock.now() - timedelta(days=days))
        .values("method", "endpoint")
        .annotate(calls=Count("pk"), errors=Count("pk", filter=FAILED), mean_ms=Avg("duration_ms"))
        .order_by("-calls", "endpoint", "method")
    )
    return [EndpointCalls(**row) for row in rows]
