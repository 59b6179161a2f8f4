"""What an administrator does to somebody's account; each act is written down with both names."""

from collections.abc import Iterable
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from accounts import audit, keys
from accounts.models import ApiKey, TokenFamily, User
from accounts.sessions import end_browsers
from accounts.tokens import end_families, end_family
from accounts.usage import services as usage
from project.common import clock
from project.common.errors import Conflict, Unavailable

log = structlog.get_logger()
WHY = "administrator"
RIGHTS = ("is_active", "is_staff", "is_superuser")


def may_touch(actor: User, user: User) -> bool:
    """Tell whether one may change the other's account; only a superuser touches those who may enter the admin site."""
    return actor.is_superuser or not (user.is_staff or user.is_superuser)


def end_sessions(user: User, *, actor: User, request: HttpRequest) -> None:
    """Sign a user out everywhere, but the administrator who asks stays in this browser.

    Raises Conflict when the user is signed in nowhere.
    """
    keep = request.session.session_key if user.pk == actor.pk else None
    with transaction.atomic():
        details = {"browsers": end_browsers(user, keep=keep), "programs": end_families(user, WHY)}
        if not any(details.values()):
            raise Conflict("Signed in nowhere.")
        audit.record("session.ended", user=user, actor=actor, request=request, details=details)


def end_sign_in(family: TokenFamily, *, actor: User, request: HttpRequest) -> None:
    """End one sign-in of a program. Raises Conflict for one that has ended."""
    with transaction.atomic():
        if not end_family(family, WHY):
            raise Conflict("It has ended already.")
        details = {"browsers": 0, "programs": 1}
        audit.record("session.ended", user=family.user_id, actor=actor, request=request, details=details)


def remove_second_step(user: User, *, actor: User, request: HttpRequest) -> None:
    """Let a user in by password alone, who lost the phone and the recovery codes, and tell them.

    Raises Conflict when there is no second step.
    """
    with transaction.atomic():
        steps = Authenticator.objects.filter(user_id=user.pk)
        kinds = sorted(steps.values_list("type", flat=True))
        if not kinds:
            raise Conflict("There is no two-step sign-in to remove.")
        steps.delete()
        audit.record("mfa.removed", user=user, actor=actor, request=request, details={"kinds": kinds})
    tell(user, "second_step_removed")


def revoke_keys(user: User, *, actor: User, request: HttpRequest) -> None:
    """Revoke every key that still works. Raises Conflict when there is none."""
    found = ApiKey.objects.visible_to(user).filter(revoked_at=None, is_bootstrap=False)
    live = list(found.exclude(expires_at__lte=clock.now()))
    if not live:
        raise Conflict("There is no key to revoke.")
    keys.revoke_keys(live, actor=actor, request=request)


def reset_quota(user: User, *, actor: User, request: HttpRequest) -> None:
    """Start the user's month anew. Raises Unavailable when the counter is out of reach."""
    with transaction.atomic():
        usage.reset_quota(user)
        audit.record("quota.reset", user=user, actor=actor, request=request)


def reset_limits(user: User, *, actor: User, request: HttpRequest) -> None:
    """Let the user call again at once. Raises Unavailable when the counter is out of reach."""
    usage.reset_limits(user)
    audit.record("limits.reset", user=user, actor=actor, request=request)


def after_password_set(user: User, *, actor: User, request: HttpRequest) -> None:
    """End what the old password opened, but for the administrator's own browser, and tell the user."""
    keep = request.session.session_key if user.pk == actor.pk else None
    with transaction.atomic():
        ended = {"browsers": end_browsers(user, keep=keep), "programs": end_families(user, "password")}
        audit.record("password.changed", user=user, actor=actor, request=request, details={"ended": ended})
        transaction.on_commit(lambda: tell(user, "password_set_by_administrator"))


def after_change(user: User, names: Iterable[str], *, actor: User, request: HttpRequest) -> None:
    """Note which fields an administrator changed, and make a new e-mail address the only one."""
    changed = sorted(names)
    if "email" in changed:
        replace_addresses(user)
    rights: dict[str, Any] = {name: getattr(user, name) for name in RIGHTS if name in changed}
    details = {"fields": changed, **rights}
    audit.record("account.changed", user=user, actor=actor, request=request, details=details)


def replace_addresses(user: User) -> None:
    """Let no earlier address open the account; the one written by hand waits to be confirmed."""
    EmailAddress.objects.filter(user_id=user.pk).exclude(email=user.email.lower()).delete()
    EmailAddress.objects.update_or_create(
        user_id=user.pk, email=user.email.lower(), defaults={"verified": False, "primary": True}
    )


def confirm_address(address: EmailAddress, *, actor: User, request: HttpRequest) -> None:
    """Take an address as confirmed on the administrator's word.

    Raises Conflict when it is confirmed already, or by somebody else.
    """
    with transaction.atomic():
        taken = EmailAddress.objects.filter(email=address.email, verified=True).exclude(pk=address.pk)
        if address.verified or taken.exists():
            raise Conflict("It is confirmed already, here or for another account.")
        EmailAddress.objects.filter(pk=address.pk).update(verified=True)
        audit.record("email.confirmed", user=address.user_id, actor=actor, request=request)


def tell(user: User, what: str) -> None:
    """Mail a user about what was done already; the administrator's address and browser are no business of theirs."""
    try:
        get_adapter().send_mail(f"account/email/{what}", user.email, {"timestamp": clock.now()})
    except Unavailable:
        log.warning("act_not_mailed", act=what, user_id=user.pk)
