"""How allauth behaves here: who may sign up, what is mailed, how long a lock lasts."""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts import limits, selectors, services
from accounts.models import User
from project.common.client import client_address
from project.common.errors import OverLimit, Unavailable

log = structlog.get_logger()
WAITING: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting", default=None)
NO_MAIL = "The mail server does not answer, so no mail was sent. Try again in a few minutes."


class AccountAdapter(DefaultAccountAdapter):
    """Passwords and e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Ask the administrator.",
        "duplicate_email": "This is your address already.",
        "email_password_mismatch": "The e-mail address or the password is wrong.",
        "username_password_mismatch": "The username or the password is wrong.",
        "email_taken": "An account with this e-mail address exists already. Sign in, or reset its password.",
        "username_taken": "This username is taken. Choose another one.",
        "username_blacklisted": "This username is reserved. Choose another one.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
        "same_as_current": "This is your address already.",
        "rate_limited": "Too many requests. Wait a few minutes and try again.",
        "too_many_login_attempts": "Too many wrong codes. Wait a few minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.REGISTRATION == "open")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that our proxies vouch for; allauth answers 500 when one of them wrote none."""
        address = client_address(request)
        if not address:
            raise PermissionDenied("The server cannot tell where this request comes from.")
        return address

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is checked; allauth rolls it back when it was right."""
        typed = credentials.get("email") or credentials.get("username") or ""
        try:
            self._login_failed_rl_usage = limits.begin_attempt(request, typed)
        except OverLimit as locked:
            # A refused attempt costs as much time as a checked one.
            make_password(credentials.get("password"))
            raise ValidationError(locked.message, code="too_many_login_attempts", params=locked.details) from locked

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        try:
            user: User | None = super().authenticate(request, **credentials)
        except Unavailable:  # nobody looked at the password
            self._rollback_login_failed_rl_usage()
            raise
        return user

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        limits.lift_lock(str(credentials["email"]))

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Refuse to remove the address of the account; a pending one may go."""
        return bool(email_address.email != email_address.user.email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address unless another account holds it, which cannot be seen before the link is opened."""
        if not selectors.holds_elsewhere(email_address.email, email_address.user_id):
            try:
                with mails_afterwards(), transaction.atomic():
                    return bool(super().confirm_email(request, email_address))
            except IntegrityError:  # another account took the address just now
                pass
        self.add_message(
            request,
            messages.ERROR,
            "account/messages/email_confirmation_failed.txt",
            {"email": email_address.email},
        )
        return False

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Mail the link, or, to an address of another account, that this account exists."""
        address = emailconfirmation.email_address
        if selectors.holds_elsewhere(address.email, address.user_id):
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one mail. Raises Unavailable when the mail server does not take it."""
        links = {name: public_address(value) for name, value in context.items() if name.endswith("_url")}
        message = self.render_mail(template_prefix, email, {**context, **links, "email": email})
        try:
            message.send()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail_failed", template=template_prefix, error=str(error))
            raise Unavailable(NO_MAIL) from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell of a change that is already made, so a mail server that is down must not undo it."""
        waiting = WAITING.get()
        if waiting is None:
            self.notify(*args, **kwargs)
        else:
            waiting.append(partial(self.notify, *args, **kwargs))

    def notify(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().send_notification_mail(*args, **kwargs)
        except Unavailable:
            log.warning("notification_not_mailed", template=args[0] if args else "")

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Render the text template, and the same words as HTML with its addresses as links."""
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"{template_prefix}_message.txt", context)).strip() + "\n"
        to = [email] if isinstance(email, str) else email
        message = EmailMultiAlternatives(subject, text, self.get_from_email(), to, headers=headers)
        paragraphs = [part.strip() for part in text.split("\n\n")]
        html = render_to_string("emails/message.html", {"subject": subject, "paragraphs": paragraphs})
        message.attach_alternative(html, "text/html")
        return message


@contextmanager
def mails_afterwards() -> Iterator[None]:
    """Keep notifications back until the block is over: a slow mail server would keep everybody who writes waiting."""
    waiting: list[Callable[[], None]] = []
    token = WAITING.set(waiting)
    try:
        yield
    finally:
        WAITING.reset(token)
    for send in waiting:
        send()


def public_address(url: str) -> str:
    """Move ``url`` to PUBLIC_URL, so that a forged Host header cannot get into a mail."""
    parts = urlsplit(url)
    return f"{settings.PUBLIC_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Google."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": "Set a password first: without Google you could not sign in.",
        "no_verified_email": "Confirm your e-mail address first: without Google you could not reset your password.",
    }

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        try:
            return super().get_app(request, provider, client_id)
        except ObjectDoesNotExist:
            raise Http404("Google sign-in is not set up on this server.") from None

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """Return the account whose confirmed address Google has confirmed too."""
        for email in confirmed_emails(sociallogin):
            address = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
            if address:
                return address.user, email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse what could open somebody else's account: an address that one side has not confirmed."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        emails = confirmed_emails(sociallogin)
        if not emails:
            raise Refused(request, "unconfirmed")
        if any(selectors.holds_elsewhere(email, None) for email in emails):
            raise Refused(request, "taken")
        services.drop_pending_changes(emails)

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
                return user
        except IntegrityError:  # the same address signed up just now
            raise Refused(request, "taken") from None


def confirmed_emails(sociallogin: Any) -> list[str]:
    return [address.email.lower() for address in sociallogin.email_addresses if address.verified]


class Refused(ImmediateHttpResponse):
    """A Google account that may not come in here; ``reason`` is for those who read no pages."""

    def __init__(self, request: HttpRequest, reason: str) -> None:
        Exception.__init__(self, reason)
        self.request, self.reason = request, reason

    @property
    def response(self) -> HttpResponse:
        context = {"reason": self.reason}
        return render(self.request, "socialaccount/authentication_error.html", context, status=403)
