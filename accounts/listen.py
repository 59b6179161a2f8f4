"""What follows from a sign-in and from every change of its means: an entry in the audit log, and ended sessions."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as google_signals
from allauth.usersessions.models import UserSession
from django.contrib.auth import signals as auth_signals
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from accounts.selectors import account_by_login
from accounts.sessions import TRACKED, end_browsers
from accounts.sign_ins import WAYS, record_failure, record_success
from accounts.tokens import end_families

API = "/api/"


@receiver(account_signals.user_signed_up)
def on_signed_up(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note a new account; the API notes its own."""
    if not request.path.startswith(API):
        way = WAYS["google"] if kwargs.get("sociallogin") else "password"
        audit.record("account.created", user=user, actor=user, request=request, details={"way": way})


@receiver(account_signals.user_logged_in)
def on_signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[TRACKED] = True
    record_success(request, user)


@receiver(auth_signals.user_login_failed)
def on_refused(request: HttpRequest | None, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Note a wrong password; the API notes its own."""
    if request is None or request.path.startswith(API):
        return
    login = str(credentials.get("username") or credentials.get("email") or "")
    record_failure(request, account_by_login(login), "password")


@receiver(mfa_signals.authentication_failed)
def on_wrong_code(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record_failure(request, user, WAYS["totp"])


@receiver(auth_signals.user_logged_out)
def on_signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is None:
        return
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    audit.record("sign_out", user=user, actor=user, request=request)


@receiver(account_signals.password_changed)
def on_password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    after_new_password("password.changed", request, user)


@receiver(account_signals.password_set)
def on_password_set(request: HttpRequest, user: User, **kwargs: Any) -> None:
    after_new_password("password.set", request, user)


@receiver(account_signals.password_reset)
def on_password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    after_new_password("password.reset", request, user)


def after_new_password(action: str, request: HttpRequest, user: User) -> None:
    """End every sign-in but the one that did it. API keys stay: they do not come from the password."""
    with transaction.atomic():
        browsers = end_browsers(user, keep=request.session.session_key)
        programs = end_families(user, "password")
        ended = {"browsers": browsers, "programs": programs}
        audit.record(action, user=user, actor=user, request=request, details={"ended": ended})


@receiver(account_signals.email_changed)
def on_email_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record("email.changed", user=user, actor=user, request=request)


@receiver(mfa_signals.authenticator_added)
def on_second_step_added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record_second_step("mfa.added", request, user, authenticator)


@receiver(mfa_signals.authenticator_removed)
def on_second_step_removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record_second_step("mfa.removed", request, user, authenticator)


@receiver(mfa_signals.authenticator_reset)
def on_codes_renewed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record_second_step("mfa.renewed", request, user, authenticator)


def record_second_step(action: str, request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    audit.record(action, user=user, actor=user, request=request, details={"kind": authenticator.type})


@receiver(google_signals.social_account_added)
def on_google_linked(request: HttpRequest, sociallogin: Any, **kwargs: Any) -> None:
    audit.record("google.linked", user=sociallogin.user, actor=sociallogin.user, request=request)


@receiver(google_signals.social_account_removed)
def on_google_unlinked(request: HttpRequest, socialaccount: Any, **kwargs: Any) -> None:
    audit.record("google.unlinked", user=socialaccount.user_id, actor=socialaccount.user_id, request=request)
