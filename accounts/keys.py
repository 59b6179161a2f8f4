"""API keys: made, found, replaced and withdrawn."""

import re
import secrets
import string
import zlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from ipaddress import ip_network

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import ApiKey, Scope, User
from accounts.selectors import with_second_step
from project.common import clock
from project.common.addresses import address_of, is_within
from project.common.crypto import keyed_digest
from project.common.errors import Conflict, Denied, Invalid, Unauthenticated
from project.common.owned import OwnedQuerySet
from project.common.text import tidy_line

PREFIX = "tdw_"
SHAPE = re.compile(r"(tdw_[0-9A-Za-z]{8})_[0-9A-Za-z]{43}_[0-9a-f]{8}")
ALPHABET = string.ascii_letters + string.digits
MAX_LIVE_KEYS = 50
MAX_DAYS = 3650
MAX_NETWORKS = 50
SAME_NAME = "You have a working key of this name. Choose another one, or rotate that key."
MADE_BY_ENVIRONMENT = "This key stands in GPT_API_API_KEYS. Change it there and start again."


def create_key(
    user: User,
    name: str,
    scopes: Iterable[str] = (Scope.READ,),
    *,
    expires_in_days: int | None = None,
    networks: Iterable[str] = (),
    is_only: bool = False,
    request: HttpRequest | None = None,
) -> tuple[ApiKey, str]:
    """Make a key and return it with its text, which is nowhere to be had again.

    Raises Invalid for a wrong value, Denied for a right that the user has not, Conflict when there are too many keys,
    or when ``is_only`` and another one of that name works.
    """
    days = settings.API_KEY_EXPIRATION_DAYS if expires_in_days is None else expires_in_days
    if not 1 <= days <= MAX_DAYS:
        raise Invalid("The lifetime is wrong.", details={"expires_in_days": f"Write a number from 1 to {MAX_DAYS}."})
    key = ApiKey(user=user, name=checked_name(name), scopes=checked_scopes(user, scopes), networks=checked(networks))
    key.expires_at = key.created_at + timedelta(days=days)
    with transaction.atomic():
        take_turn(user)
        refuse_too_many(user)
        if is_only:
            refuse_same_name(user, key.name)
        text = save_with_secret(key)
        audit.record("key.created", user=user, actor=user, request=request, details=facts(key))
    return key, text


def rotate_key(key: ApiKey, *, request: HttpRequest | None = None) -> tuple[ApiKey, str]:
    """Replace a key by one with the same rights and lifetime; the old one ends at this moment.

    Raises Conflict for a key that was revoked, or that stands in the environment.
    """
    refuse_bootstrap(key)
    fresh = ApiKey(user=key.user, name=key.name, scopes=key.scopes, networks=key.networks)
    fresh.expires_at = fresh.created_at + (key.expires_at - key.created_at) if key.expires_at else None
    with transaction.atomic():
        take_turn(key.user)
        if not end_key(key):
            raise Conflict("This key was revoked. Make another one.")
        refuse_too_many(key.user)
        text = save_with_secret(fresh)
        details = {**facts(fresh), "replaces": key.pk}
        audit.record("key.rotated", user=key.user, actor=key.user, request=request, details=details)
    return fresh, text


def revoke_key(key: ApiKey, *, actor: User | None = None, request: HttpRequest | None = None) -> None:
    """End a key at this moment; nothing happens to one that was revoked before."""
    revoke_keys([key], actor=actor, request=request)


def revoke_keys(keys: Sequence[ApiKey], *, actor: User | None = None, request: HttpRequest | None = None) -> None:
    """End several keys at this moment, all or none."""
    for key in keys:
        refuse_bootstrap(key)
    with transaction.atomic():
        # All rows, in order, and then the log: whoever ends one of them meanwhile waits, and neither for the other.
        ended = [key for key in sorted(keys, key=lambda key: key.pk) if end_key(key)]
        for key in ended:
            by = actor or key.user_id
            audit.record("key.revoked", user=key.user_id, actor=by, request=request, details=facts(key))


def end_key(key: ApiKey) -> bool:
    at = clock.now()
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        return False
    key.revoked_at = at
    return True


def key_of(text: str, address: str) -> ApiKey:
    """Return the key with that text, its user and plan, in one query.

    Raises Unauthenticated.
    """
    digest = keyed_digest(text)  # before the look at its shape, so that a miss takes as long as a hit
    if text.startswith(PREFIX) and not is_whole(text):
        raise Unauthenticated("The API key is not valid: it was not copied whole.")
    keys = with_second_step(ApiKey.objects.select_related("user__subscription__tier"))
    key: ApiKey | None = keys.filter(digest=digest).first()
    return check_key(key, address)


def check_key(key: ApiKey | None, address: str) -> ApiKey:
    """Return a key that lets its user in from ``address``. Raises Unauthenticated."""
    if key is None or key.revoked_at is not None or not key.user.is_active:
        raise Unauthenticated("The API key is not valid.")
    if not key.is_active(clock.now()):
        raise Unauthenticated("The API key has expired.")
    if key.networks and not is_from(address, key.networks):
        raise Unauthenticated("This API key may not be used from this address.")
    return key


def is_from(address: str, networks: list[str]) -> bool:
    parsed = address_of(address)
    return parsed is not None and is_within(parsed, networks)


def is_whole(text: str) -> bool:
    return bool(SHAPE.fullmatch(text)) and text == with_checksum(text.rpartition("_")[0])


def with_checksum(text: str) -> str:
    return f"{text}_{zlib.crc32(text.encode()):08x}"


def save_with_secret(key: ApiKey) -> str:
    key.prefix = PREFIX + random_text(8)
    text = with_checksum(f"{key.prefix}_{random_text(43)}")
    key.digest = keyed_digest(text)
    key.save(force_insert=True)
    return text


def random_text(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def take_turn(user: User) -> None:
    """Lock the user's row, before any row of a key: two at once would both find room for one.

    It stays open to rows that only refer to it, whose writers may hold the audit log by then.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def refuse_too_many(user: User) -> None:
    if live_keys(user) >= MAX_LIVE_KEYS:
        raise Conflict(f"You have {MAX_LIVE_KEYS} keys. Revoke one first.")


def live_keys(user: User) -> int:
    return int(working(user).filter(is_bootstrap=False).count())


def refuse_same_name(user: User, name: str) -> None:
    if working(user).filter(name=name).exists():
        raise Conflict(SAME_NAME)


def working(user: User) -> OwnedQuerySet:
    return ApiKey.objects.visible_to(user).filter(revoked_at=None).exclude(expires_at__lte=clock.now())


def refuse_bootstrap(key: ApiKey) -> None:
    if key.is_bootstrap:
        raise Conflict(MADE_BY_ENVIRONMENT)


def checked_name(name: str) -> str:
    tidy = tidy_line(name, 80)
    if not tidy:
        raise Invalid("The key needs a name.", details={"name": "Write what the key is for."})
    return tidy


def checked_scopes(user: User, scopes: Iterable[str]) -> list[str]:
    wanted = set(scopes)
    unknown = wanted - set(Scope.values)
    if unknown or not wanted:
        raise Invalid("The scopes are wrong.", details={"scopes": f"Choose from {', '.join(Scope.values)}."})
    if Scope.ADMIN in wanted and not user.is_staff:
        raise Denied("Only an administrator may make a key with the scope admin.")
    return [scope for scope in Scope.values if scope in wanted]


def checked(networks: Iterable[str]) -> list[str]:
    """Return the ranges in their short form. Raises Invalid for what is no range."""
    found = []
    for each in networks:
        try:
            found.append(str(ip_network(each.strip(), strict=False)))
        except ValueError:
            raise Invalid(
                "The addresses are wrong.", details={"networks": "Write addresses or ranges such as 192.0.2.0/24."}
            ) from None
    if len(found) > MAX_NETWORKS:
        raise Invalid("The addresses are too many.", details={"networks": f"Write up to {MAX_NETWORKS} ranges."})
    return sorted(set(found))


def facts(key: ApiKey) -> dict[str, object]:
    return {"key": key.pk, "prefix": key.prefix, "scopes": key.scopes}
