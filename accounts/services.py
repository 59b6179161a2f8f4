"""Writes about accounts: the first administrator, preferences, a new e-mail address."""

import secrets

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.audit import record
from accounts.models import User
from project.common.errors import Conflict, Invalid

PREFERENCES = ("theme", "palette", "red_means_up", "density", "time_zone", "single_key_shortcuts")


def ensure_admin(username: str, password: str = "") -> str | None:
    """Create the first administrator and return the password if one had to be made.

    Returns None when an administrator exists or when ``password`` was used.
    Raises Invalid for a weak password and Conflict for a name that somebody else has.
    """
    with transaction.atomic():
        if User.objects.filter(is_superuser=True).exists():
            return None
        if User.objects.filter(username__iexact=username).exists():
            raise Conflict(f"{username} is the name of an ordinary user. Write another ADMIN_USERNAME.")
        made = "" if password else "-".join(secrets.token_hex(3) for _ in range(4))
        email = username if "@" in username else f"{username}@localhost"
        user = User(username=username, email=email.lower(), is_staff=True, is_superuser=True)
        _check_admin_password(password or made, user)
        user.set_password(password or made)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return made or None


def _check_admin_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(f"ADMIN_PASSWORD cannot be used. {' '.join(error.messages)}") from None


def save_preferences(user: User, changes: dict[str, object]) -> User:
    """Store how the user likes the screen; unknown names are ignored."""
    kept = [name for name in PREFERENCES if name in changes]
    for name in kept:
        setattr(user, name, changes[name])
    user.save(update_fields=kept)
    return user


def set_weekly_summary(user: User, *, is_wanted: bool) -> None:
    """Store whether a summary of the week is mailed on Monday morning."""
    user.weekly_summary = is_wanted
    user.save(update_fields=["weekly_summary"])


def save_profile(user: User, *, full_name: str, username: str, request: HttpRequest) -> User:
    """Store what the user is called. Raises Conflict when somebody took the username just now."""
    names = {"full_name": full_name, "username": username}
    try:
        with transaction.atomic():
            # Saving what stands there already leaves no entry: the log is for good.
            if User.objects.filter(pk=user.pk).exclude(**names).update(**names):
                record("profile.changed", user=user, actor=user, request=request)
    except IntegrityError:
        raise Conflict("This username is taken. Choose another one.", code="USERNAME_TAKEN") from None
    user.full_name, user.username = full_name, username
    return user


def drop_pending_changes(emails: list[str]) -> None:
    """Let an address go that accounts have only asked for, so that asking cannot keep its owner out."""
    for email in emails:
        claims = EmailAddress.objects.filter(email=email.lower(), verified=False)
        claims.exclude(user__email__iexact=email).delete()


def request_email_change(request: HttpRequest, user: User, email: str) -> EmailAddress:
    """Mail a link to the new address; the old one stays until the link is opened.

    An address of another account is stored and answered alike, so that nobody learns who is registered.
    """
    with transaction.atomic():
        EmailAddress.objects.filter(user=user, verified=False).exclude(email=user.email.lower()).delete()
        address, _ = EmailAddress.objects.get_or_create(user=user, email=email.lower())
    send_verification_email_to_address(request, address)
    return address
