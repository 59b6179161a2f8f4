"""Reads about accounts."""

from zoneinfo import available_timezones

from allauth.account.models import EmailAddress

from accounts.models import User

# Names that zoneinfo knows for old systems only.
OLD_ZONES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


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


def time_zones() -> list[str]:
    """Return the names a person picks from, UTC first."""
    names = {name for name in available_timezones() if "/" in name and not name.startswith(OLD_ZONES)}
    return ["UTC", *sorted(names)]
