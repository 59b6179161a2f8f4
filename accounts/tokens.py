"""Sign-ins of programs: how they begin, are renewed, and end."""

import hmac
import secrets
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.access_tokens import read_access_token, sign_access_token
from accounts.models import RefreshToken, TokenFamily, User
from accounts.selectors import with_second_step
from project.common import clock
from project.common.addresses import plain_address
from project.common.client import client_address
from project.common.crypto import keyed_digest
from project.common.errors import Unauthenticated
from project.common.owned import OwnedQuerySet
from project.common.text import tidy_line

PREFIX = "tdr_"
ENDED = "This sign-in has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class Tokens:
    """The two texts that a program gets; neither is stored."""

    access: str
    refresh: str
    family: TokenFamily


def start_family(user: User, request: HttpRequest) -> Tokens:
    """Begin a sign-in of a user whose credentials have been checked."""
    family = TokenFamily(
        user=user,
        user_agent=tidy_line(request.headers.get("User-Agent", ""), 200),
        address=plain_address(client_address(request)),
        expires_at=clock.now() + settings.REFRESH_TOKEN_LIFETIME,
        password_mark=password_mark(user),
    )
    with transaction.atomic():
        family.save(force_insert=True)
        return add_tokens(family)


def add_tokens(family: TokenFamily) -> Tokens:
    text = PREFIX + secrets.token_urlsafe(32)
    RefreshToken.objects.create(family=family, digest=keyed_digest(text), expires_at=family.expires_at)
    return Tokens(sign_access_token(family.user_id, family.pk), text, family)


def renew_tokens(text: str, request: HttpRequest) -> Tokens:
    """Trade a refresh token for new tokens, once: whoever comes second ends the sign-in.

    Raises Unauthenticated.
    """
    found = RefreshToken.objects.select_related("family__user").filter(digest=keyed_digest(text)).first()
    if found is None:
        raise Unauthenticated("The refresh token is not valid. Sign in again.")
    if found.used_at is None and not is_good(found.family):
        raise Unauthenticated(ENDED)
    with transaction.atomic():
        # The one statement that decides: of any number at once exactly one finds the token unused.
        won = RefreshToken.objects.filter(pk=found.pk, used_at=None).update(used_at=clock.now())
        if won:
            return add_tokens(prolonged(found.family, request))
    end_for_reuse(found.family, request)
    raise Unauthenticated("This refresh token was used before, so the sign-in was ended. Sign in again.")


def prolonged(family: TokenFamily, request: HttpRequest) -> TokenFamily:
    at = clock.now()
    family.last_used_at, family.expires_at = at, at + settings.REFRESH_TOKEN_LIFETIME
    family.address = plain_address(client_address(request))
    values = {"last_used_at": at, "expires_at": family.expires_at, "address": family.address}
    if not TokenFamily.objects.filter(pk=family.pk, ended_at=None).update(**values):
        raise Unauthenticated(ENDED)
    return family


def end_for_reuse(family: TokenFamily, request: HttpRequest) -> None:
    """End the family of a token that was used twice, and tell its owner, once: somebody else has a copy."""
    # Committed before the answer, which is an error and would undo it.
    with transaction.atomic(durable=True):
        ended = end_family(family, "reuse")
        if ended:
            audit.record("token.reuse", user=family.user_id, request=request, details={"family": str(family.pk)})
    if ended:
        with request_context(request):  # the mail says where the second use came from
            get_adapter().send_notification_mail("account/email/token_reuse", family.user, email=family.user.email)


def end_family(family: TokenFamily, why: str) -> bool:
    """End a sign-in and with it all of its tokens; tell whether it was still open."""
    open_family = TokenFamily.objects.filter(pk=family.pk, ended_at=None)
    return bool(open_family.update(ended_at=clock.now(), ended_why=why))


def end_families(user: User, why: str) -> int:
    """End every sign-in of a user; return how many there were."""
    families = TokenFamily.objects.visible_to(user).filter(ended_at=None)
    with transaction.atomic():
        # Locked in the order in which the meter notes their last use, so that neither waits for the other.
        locked = list(families.order_by("pk").select_for_update().values_list("pk", flat=True))
        return int(TokenFamily.objects.filter(pk__in=locked).update(ended_at=clock.now(), ended_why=why))


def family_of(text: str) -> TokenFamily:
    """Return the sign-in that an access token belongs to, with its user and plan, in one query.

    Raises Unauthenticated when the token or its sign-in is no good.
    """
    claims = read_access_token(text)
    families = with_second_step(TokenFamily.objects.select_related("user__subscription__tier"))
    family: TokenFamily | None = families.filter(pk=claims.family_id, user_id=claims.user_id).first()
    if family is None or not is_good(family):
        raise Unauthenticated(ENDED)
    return family


def open_families(user: User) -> OwnedQuerySet:
    """Return the sign-ins that still work, the last used first."""
    families = TokenFamily.objects.visible_to(user).filter(ended_at=None, expires_at__gt=clock.now())
    return families.filter(password_mark=password_mark(user))


def is_good(family: TokenFamily) -> bool:
    user = family.user
    has_password = hmac.compare_digest(family.password_mark, password_mark(user))
    return family.is_open(clock.now()) and user.is_active and has_password


def password_mark(user: User) -> str:
    return keyed_digest(f"password mark: {user.password}")
