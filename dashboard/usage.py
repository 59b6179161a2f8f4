"""What a user has called, as the page of their keys shows it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.usage.selectors import DayCalls, EndpointCalls, Usage, calls_by_day, calls_by_endpoint, usage_of

PERIOD_DAYS = 30
ENDPOINTS_SHOWN = 50
HIGH_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of a month's allowance is gone; a ``limit`` of None is none."""

    name: str
    used: int
    limit: int | None

    @property
    def percent(self) -> int:
        """Return whole percent, 100 only once nothing is left."""
        if self.limit is None:
            return 0
        return min(self.used * 100 // self.limit, 100) if self.limit else 100

    @property
    def tone(self) -> str:
        return "crit" if self.percent >= 100 else "high" if self.percent >= HIGH_PERCENT else ""

    @property
    def spoken(self) -> str:
        return f"{self.percent} percent of the {self.name} of this month are used"


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls of the period together."""

    total: int
    failed: int

    @property
    def failed_share(self) -> str:
        return percent_of(self.failed, self.total)

    @property
    def spoken(self) -> str:
        return f"{self.total} calls in {PERIOD_DAYS} days, {self.failed_share} percent of them failed."


@dataclass(frozen=True, slots=True)
class EndpointLine:
    calls: EndpointCalls

    @property
    def failed_share(self) -> str:
        return percent_of(self.calls.errors, self.calls.calls)


def percent_of(part: int, whole: int) -> str:
    """Write a share with one decimal; a few failures are never written as none."""
    share = part * 100 / whole if whole else 0.0
    return "<0.1" if 0 < share < 0.05 else f"{share:.1f}" if share else "0"


def meters_of(usage: Usage) -> list[Meter]:
    return [
        Meter("API calls", usage.calls_used, usage.calls_limit),
        Meter("AI questions", usage.questions_used, usage.questions_limit),
    ]


def usage_context(user: User) -> dict[str, Any]:
    usage = usage_of(user)
    days = calls_by_day(user, PERIOD_DAYS)
    endpoints = [EndpointLine(line) for line in calls_by_endpoint(user, PERIOD_DAYS)[:ENDPOINTS_SHOWN]]
    calls = Calls(sum(day.calls for day in days), sum(day.errors for day in days))
    return {
        "tier": usage.tier,
        "resets_at": usage.resets_at,
        "meters": meters_of(usage),
        "days": days,
        "calls": calls,
        "endpoints": endpoints,
        "period": PERIOD_DAYS,
        "chart": chart_of(days) if calls.total else None,
        "has_api_docs": settings.API_DOCS != "off",
        "try_command": f"curl {settings.PUBLIC_URL}/version",
    }


def chart_of(days: list[DayCalls]) -> dict[str, list[Any]]:
    return {
        "t": [day.day.isoformat() for day in days],
        "good": [day.calls - day.errors for day in days],
        "bad": [day.errors for day in days],
    }
