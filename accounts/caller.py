"""Who calls the API, and with what right."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import ApiKey, Tier, TokenFamily, User


@dataclass(frozen=True, slots=True)
class Caller:
    """A user who signed in with a key or an access token; one of ``key`` and ``family`` is set, neither for a page."""

    user: User
    tier: Tier
    scopes: frozenset[str]
    key: ApiKey | None = None
    family: TokenFamily | None = None


def caller_of(request: HttpRequest) -> Caller | None:
    """Return who calls, None for a visitor or before anybody was asked."""
    return getattr(request, "caller", None)
