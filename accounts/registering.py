"""Creating an account with a program, under the rules of the sign-up page."""

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import handle_verification_email_rate_limit
from allauth.account.models import EmailAddress
from allauth.account.signals import user_signed_up
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.caller import Caller, caller_of
from accounts.forms import SignupForm
from accounts.keys import create_key
from accounts.models import Scope, User
from accounts.program_sign_in import begin
from accounts.tokens import Tokens
from project.common.errors import Denied, Invalid, Unauthenticated

FIELDS = {"password1": "password"}


@dataclass(frozen=True, slots=True)
class Registered:
    user: User
    key: str
    tokens: Tokens


def register(request: HttpRequest, typed: dict[str, str], full_name: str) -> Registered | None:
    """Create an account with its first key; None when its address must be confirmed first.

    None is the answer too when the address is taken already: its owner is told by mail, and nobody else.
    Raises Denied or Unauthenticated when registration is not open, Invalid for wrong fields.
    """
    caller = caller_of(request)
    refuse_registration(caller)
    form = SignupForm(data=typed)
    if not form.is_valid():
        raise wrong_fields(form)
    with transaction.atomic():
        user = form.create(request)
        if user:
            complete(request, user, full_name, caller)
            if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
                tell_by_mail(request, user.email, user)
                return with_key(request, user)
    if form.errors:  # somebody took the name in the meantime
        raise wrong_fields(form)
    tell_by_mail(request, form.cleaned_data["email"], user)
    return None


def refuse_registration(caller: Caller | None) -> None:
    if settings.REGISTRATION == "closed":
        raise Denied("Registration is closed. Ask the administrator for an account.")
    if settings.REGISTRATION == "open":
        return
    if caller is None:
        raise Unauthenticated("Only administrators create accounts here: send an administrator's access token.")
    if Scope.ADMIN not in caller.scopes or not caller.user.has_perm("accounts.add_user"):
        raise Denied("Only administrators who may add users create accounts here.")


def wrong_fields(form: Any) -> Invalid:
    details = {FIELDS.get(name, name): " ".join(errors) for name, errors in form.errors.items()}
    return Invalid("Some of the input is not valid.", details=details)


def complete(request: HttpRequest, user: User, full_name: str, caller: Caller | None) -> None:
    user.full_name = full_name
    user.save(update_fields=["full_name"])
    actor = caller.user if caller else user
    audit.record("account.created", user=user, actor=actor, request=request, details={"way": "password"})
    user_signed_up.send(sender=User, request=request, user=user)


def with_key(request: HttpRequest, user: User) -> Registered:
    _, text = create_key(user, "First key", (Scope.READ, Scope.WRITE), request=request)
    return Registered(user, text, begin(request, user, ["password"]))


def tell_by_mail(request: HttpRequest, email: str, user: User | None) -> None:
    """Mail the new account its link, or the owner of the address that there is an account; not twice in a row."""
    if not handle_verification_email_rate_limit(request, email):
        return
    if user:
        EmailAddress.objects.get_for_user(user, email).send_confirmation(request, signup=True)
    else:
        get_adapter().send_account_already_exists_mail(email)
