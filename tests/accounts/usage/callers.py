"""Calls without a server: requests, callers and limits out of the way."""

from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from accounts.caller import Caller
from accounts.models import ApiKey, Tier, User
from accounts.usage.layers import Rate
from accounts.usage.limiter import admit
from project.common.errors import OverLimit

MANY = 10**6
REFUSED = "refused"


def request_from(address: str = "192.0.2.7", path: str = "/api/v1/prices", **extra: str) -> HttpRequest:
    return RequestFactory().get(path, REMOTE_ADDR=address, **extra)


def caller_for(user: User, *, monthly_calls: int | None = None, key: ApiKey | None = None) -> Caller:
    return Caller(user, Tier(slug="test", monthly_calls=monthly_calls), frozenset(), key=key)


def key_of(user: User, digest: str = "1") -> ApiKey:
    return ApiKey.objects.create(user=user, name="robot", prefix="tdw_test", digest=digest)


def widen(settings: Settings, **kept: object) -> None:
    """Put every limit out of reach but those that a test names."""
    for name in ("API_GENERAL", "GLOBAL", "STRICT", "NORMAL", "GENEROUS"):
        setattr(settings, f"RATE_LIMIT_{name}", (MANY, 60))
    for name in ("PER_MIN", "BURST", "IP_PER_MIN", "IP_BURST", "REQUESTS"):
        setattr(settings, f"RATE_LIMIT_{name}", MANY)
    for name, value in kept.items():
        setattr(settings, name, value)


def tries(number: int, caller: Caller | None = None, rate: Rate = "normal", **extra: str) -> int:
    """Call ``number`` times and return how many were let in."""
    passed = 0
    for _ in range(number):
        try:
            admit(request_from(**extra), caller, rate=rate)
        except OverLimit:
            continue
        passed += 1
    return passed
