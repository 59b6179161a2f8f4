"""The doors of the API: who calls, with what right, and not too often."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security.base import AuthBase

from accounts import keys, models, tokens
from accounts.billing.selectors import tier_of
from accounts.caller import Caller, caller_of
from accounts.models import Scope
from accounts.usage import limiter
from accounts.usage.layers import Group, Rate
from project.common.client import client_address
from project.common.errors import Denied, Unauthenticated

HOW = "Send an API key in X-API-Key, or an access token in Authorization: Bearer."
READ = str(Scope.READ)


def identify(request: HttpRequest, sent: str = "") -> Caller | None:
    """Return who calls, None for a visitor. Raises Unauthenticated for a key or token that is no good.

    ``sent`` is the key or token when it came otherwise than with the request.
    """
    text = sent or credential(request)
    if not text:
        return None
    if is_token(text):
        family = tokens.family_of(text)
        return Caller(family.user, tier_of(family.user), rights(family, Scope.values), family=family)
    key = keys.key_of(text, client_address(request))
    return Caller(key.user, tier_of(key.user), rights(key, key.scopes), key=key)


def credential(request: HttpRequest) -> str:
    """Return the key or token that came along, or an empty text."""
    key = request.headers.get("X-API-Key", "").strip()
    if key:
        return key
    header = request.headers.get("Authorization", "").strip()
    if not header:
        return request.GET.get("token", "").strip() if settings.ALLOW_TOKEN_IN_QUERY else ""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Unauthenticated(HOW)
    return text.strip()


def is_token(text: str) -> bool:
    """Tell a token from a key: a token's first part is JSON in base64, and it has three parts."""
    return text.startswith("eyJ") and text.count(".") == 2


def rights(way_in: models.ApiKey | models.TokenFamily, scopes: list[str]) -> frozenset[str]:
    """Return the scopes that count: ``admin`` only for an administrator, with a second step where that is asked."""
    has_step = getattr(way_in, "has_second_step", False) or not settings.REQUIRE_STAFF_MFA
    is_admin = way_in.user.is_staff and has_step
    return frozenset(scope for scope in scopes if is_admin or scope != Scope.ADMIN)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an operation asks of its callers."""

    scope: str = ""
    takes_keys: bool = True
    takes_visitors: bool = False
    rate: Rate = "normal"
    metered: bool = False
    group: Group = ""

    def check(self, caller: Caller | None) -> None:
        if caller is None:
            if not self.takes_visitors and not (self.scope == READ and not settings.GPT_API_REQUIRE_AUTH):
                raise Unauthenticated(HOW)
        elif caller.key and not self.takes_keys:
            raise Denied("A key may not do this. Sign in and send the access token.")
        elif self.scope and self.scope not in caller.scopes:
            raise Denied(f"This needs the scope {self.scope}.", details={"scope": self.scope})


def enter(request: HttpRequest, rule: Rule, sent: str = "") -> Caller | AnonymousUser:
    """Let a caller in, or raise; sets ``request.caller`` and ``request.user``, never from a cookie."""
    request.user = AnonymousUser()
    # What allauth would keep in a session is forgotten, so that no browser's session is read or begun here.
    request.session = {}  # type: ignore[assignment]
    try:
        caller = identify(request, sent)
        request.user = caller.user if caller else request.user
        request.caller = caller  # type: ignore[attr-defined]
        rule.check(caller)
    except (Unauthenticated, Denied):
        limiter.admit_visitor(request, rate=rule.rate, group=rule.group)  # whoever tries keys runs out of tries
        raise
    if caller is None:
        limiter.admit_visitor(request, rate=rule.rate, group=rule.group)
        return AnonymousUser()
    limiter.admit(request, caller, rate=rule.rate, metered=rule.metered, group=rule.group)
    return caller


class Door:
    """What ninja calls before an operation."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | AnonymousUser:
        return enter(request, self.rule)


class AccessToken(Door, AuthBase):
    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An access token from `/auth/login`, or an API key where ApiKey is named too."


class ApiKey(Door, AuthBase):
    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "X-API-Key"
    openapi_description = "An API key."


def needs(scope: str, *, rate: Rate = "normal", metered: bool = False, group: Group = "") -> list[AuthBase]:
    """Take keys and tokens that have ``scope``."""
    rule = Rule(scope=scope, rate=rate, metered=metered, group=group)
    return [AccessToken(rule), ApiKey(rule)]


def signed_in(rate: Rate = "normal") -> list[AuthBase]:
    """Take access tokens only: for keys, passwords, sessions, the plan and the person's data."""
    return [AccessToken(Rule(takes_keys=False, rate=rate))]


def anybody(rate: Rate = "strict") -> list[Door]:
    """Take everybody, and name no key in the schema; one that is sent must be good all the same."""
    return [Door(Rule(takes_visitors=True, rate=rate))]


def the_caller(request: HttpRequest) -> Caller:
    """Return who calls. Raises Unauthenticated for a visitor, whom ``needs("read")`` may have let in."""
    caller = caller_of(request)
    if caller is None:
        raise Unauthenticated(HOW)
    return caller
