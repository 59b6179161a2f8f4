"""Signing in with a program: the password, the confirmed address, the second step, and then the tokens."""

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from accounts import audit, limits
from accounts.models import User
from accounts.selectors import account_by_login, has_second_step, is_email_confirmed
from accounts.sign_ins import SUCCEEDED, WAYS, browser_of, record_failure
from accounts.tokens import Tokens, start_family
from project.common.errors import Denied, OverLimit, Unauthenticated

WRONG = "The name or the password is wrong."
OFF = "This account is switched off. Ask the administrator."
UNCONFIRMED = "Confirm your e-mail address first, with the link that was mailed to you."
LOCKED = "Too many wrong codes. Wait a few minutes and try again."
MFA_REQUIRED = "MFA_REQUIRED"


def sign_in(request: HttpRequest, login: str, password: str, code: str) -> Tokens:
    """Check everything that the sign-in page checks, under the same lock, and begin a sign-in.

    Raises Unauthenticated, Denied for an unconfirmed address, OverLimit while the account is locked.
    """
    user = user_by_password(request, login, password)
    if user is None:
        record_failure(request, account_by_login(login), "password")
        raise Unauthenticated(WRONG)
    way = pass_checks(request, user, "password", code)
    return begin(request, user, ["password", *way])


def user_by_password(request: HttpRequest, login: str, password: str) -> User | None:
    """Return whose name or address and password these are; a wrong password counts towards the lock.

    Raises OverLimit.
    """
    try:
        # Under ``username`` allauth looks for an address too.
        user: User | None = get_adapter().authenticate(request, username=login, password=password)
    except ValidationError as error:
        record_failure(request, account_by_login(login), "password")
        raise OverLimit(str(error.message), retry_after_s=(error.params or {})["retry_after_s"]) from None
    return user


def pass_checks(request: HttpRequest, user: User, way: str, code: str) -> list[str]:
    """Check what comes after the password or Google; return the further steps that were taken."""
    if not user.is_active:
        record_failure(request, user, way)
        raise Unauthenticated(OFF)
    if settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory" and not is_email_confirmed(user):
        record_failure(request, user, way)
        raise Denied(UNCONFIRMED, code="EMAIL_NOT_CONFIRMED")
    return [take_code(request, user, code)] if has_second_step(user) else []


def take_code(request: HttpRequest, user: User, code: str) -> str:
    """Use up a code of an app or a recovery code; return which it was. allauth counts and reports the wrong ones."""
    if not code:
        raise Unauthenticated("Send the code of your second step too, as code.", code=MFA_REQUIRED)
    form = AuthenticateForm(data={"code": code}, user=user)
    if form.has_error("code", "too_many_login_attempts"):
        raise OverLimit(LOCKED, retry_after_s=limits.code_seconds_left(request, user))
    if not form.is_valid():
        raise Unauthenticated("The code is wrong, or it was used already.", code=MFA_REQUIRED)
    form.authenticator.record_usage()
    return WAYS[form.authenticator.type]


def begin(request: HttpRequest, user: User, ways: list[str]) -> Tokens:
    with transaction.atomic():
        tokens = start_family(user, request)
        update_last_login(User, user)
        details = {"ways": ways, "browser": browser_of(request), "family": str(tokens.family.pk)}
        audit.record(SUCCEEDED, user=user, actor=user, request=request, details=details)
    return tokens
