"""Sign-ins as the audit log keeps them: when, how, from where, and whether they succeeded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from accounts import audit
from accounts.browsers import UNKNOWN, browser_name
from accounts.models import AuditEntry, User

SUCCEEDED = "sign_in.succeeded"
FAILED = "sign_in.failed"
CONFIRM_FAILED = "confirm.failed"
PAGE = 20
# What allauth calls a way in, and what we do.
WAYS = {"totp": "code", "recovery_codes": "recovery code", "webauthn": "passkey", "google": "Google"}


@dataclass(frozen=True, slots=True)
class SignIn:
    at: datetime
    is_success: bool
    ways: list[str]
    browser: str
    address: str


def record_success(request: HttpRequest, user: User) -> None:
    details = {"ways": list(dict.fromkeys(ways_taken(request, user))), "browser": browser_of(request)}
    audit.record(SUCCEEDED, user=user, actor=user, request=request, details=details)


def record_failure(request: HttpRequest, user: User | int | None, way: str) -> None:
    """Note a refused sign-in, or a refused proof of somebody who is signed in; never what was typed."""
    action = CONFIRM_FAILED if request.user.is_authenticated else FAILED
    audit.record(action, user=user, request=request, details={"ways": [way], "browser": browser_of(request)})


def ways_taken(request: HttpRequest, user: User) -> Iterator[str]:
    for step in get_authentication_records(request, user):
        way = str(step.get("type") or step.get("provider") or step.get("method"))
        yield WAYS.get(way, way)


def browser_of(request: HttpRequest) -> str:
    return browser_name(request.META.get("HTTP_USER_AGENT", ""))


def sign_in_history(user: User, before: int | None = None) -> tuple[list[SignIn], int | None]:
    """Return the newest sign-ins, or those before an entry, and the entry to go on from if there are more."""
    entries = AuditEntry.objects.filter(user_id=user.pk, action__in=(SUCCEEDED, FAILED))
    if before is not None:
        entries = entries.filter(number__lt=before)
    found = list(entries.order_by("-number")[: PAGE + 1])
    more = found[PAGE - 1].number if len(found) > PAGE else None
    return [sign_in_of(entry) for entry in found[:PAGE]], more


def sign_in_of(entry: AuditEntry) -> SignIn:
    details, is_success = entry.details, entry.action == SUCCEEDED
    name = details.get("browser", UNKNOWN)
    browser = "A program" if name == UNKNOWN and "family" in details else name
    return SignIn(entry.at, is_success, details.get("ways", []), browser, entry.address)


def password_changed_at(user: User) -> datetime | None:
    """Return when the password was last set or changed, as far as the log knows."""
    changes = AuditEntry.objects.filter(user_id=user.pk, action__startswith="password.")
    newest = changes.order_by("-number").values_list("at", flat=True).first()
    return newest if isinstance(newest, datetime) else None
