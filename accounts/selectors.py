"""Reads about accounts."""

from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# Names that zoneinfo knows for old systems only.
OLD_ZONES = ("Etc/", "SystemV/", "US/", "posix/", "right/")
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
Rows = TypeVar("Rows", bound=QuerySet[Any])


def holds_elsewhere(email: str, user_id: int | None) -> bool:
    """Tell whether another account than ``user_id`` has this address, confirmed or as its own."""
    users = User.objects.filter(email__iexact=email)
    addresses = EmailAddress.objects.filter(email=email.lower(), verified=True)
    if user_id is not None:
        users, addresses = users.exclude(pk=user_id), addresses.exclude(user_id=user_id)
    return users.exists() or bool(addresses.exists())


def account_by_login(login: str) -> int | None:
    """Return the id of the account that a username or an e-mail address belongs to."""
    users = User.objects.filter(email__iexact=login) if "@" in login else User.objects.none()
    found = users.first() or User.objects.filter(username__iexact=login).first()
    return found.pk if found else None


def is_email_confirmed(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, email=user.email.lower(), verified=True).exists())


def has_second_step(user: User, *, besides: int = 0) -> bool:
    """Tell whether a password alone does not let this user in, if they had not the one of that number."""
    steps = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS)
    return bool(steps.exclude(pk=besides).exists())


def with_second_step(rows: Rows) -> Rows:
    """Add ``has_second_step`` to rows that belong to a user, so that asking for it costs no query of its own."""
    steps = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=SECOND_STEPS)
    return rows.annotate(has_second_step=Exists(steps))


def may_administer(user: User) -> bool:
    """Tell whether an administrator may do an administrator's work; REQUIRE_STAFF_MFA asks for a second step."""
    return user.is_staff and (not settings.REQUIRE_STAFF_MFA or has_second_step(user))


def google_accounts(user: User) -> list[str]:
    """Return the addresses of the Google accounts that open this one."""
    linked = SocialAccount.objects.filter(user_id=user.pk, provider="google")
    return [str(account.extra_data.get("email") or account.uid) for account in linked]


def time_zones() -> list[str]:
    """Return the names a person picks from, UTC first."""
    names = {name for name in available_timezones() if "/" in name and not name.startswith(OLD_ZONES)}
    return ["UTC", *sorted(names)]


def zone_of(user: "User | AnonymousUser") -> ZoneInfo | None:
    """Return the user's zone, or None, which means UTC; a zone this machine does not know is UTC too."""
    name = getattr(user, "time_zone", "")
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
