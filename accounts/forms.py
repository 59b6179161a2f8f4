"""allauth's forms in our words, and safe when two people type the same thing at once."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.socialaccount import forms as social_forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import services
from accounts.models import User

Answer = tuple[User | None, HttpResponse | None]
LABELS = {
    "code": "Code",
    "login": "Username or e-mail",
    "email": "E-mail",
    "username": "Username",
    "oldpassword": "Current password",
    "password": "Password",
    "password1": "New password",
    "password2": "New password again",
    "passwordless": "Sign in with it alone, without the password",
}
AUTOCOMPLETE = {"login": "username"}
DIGITS = {"code"}
NEW_PASSWORD = "At least {length} characters."  # noqa: S105  a help text


class OurWords(Form):
    """Labels above the fields instead of placeholders in them, and one short line of help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = NEW_PASSWORD.format(length=settings.PASSWORD_MIN_LENGTH) if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)
            if name in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]
            if name in DIGITS:
                field.widget.attrs["inputmode"] = "numeric"


class LoginForm(OurWords, allauth_forms.LoginForm):
    """Asks for a name or an address, and the password."""


class SignupForm(OurWords, allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "Password"

    def clean_email(self) -> str:
        """Check the address; one that another account has only asked for is free."""
        services.drop_pending_changes([self.cleaned_data["email"]])
        return str(super().clean_email())

    def create(self, request: HttpRequest) -> User | None:
        """Create the account; None when its address is taken, or when ``errors`` say what else is.

        The loser of a race gets the answer that a later comer would get.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # takes as long as creating the account
            return None
        try:
            with transaction.atomic():
                user: User = self.save(request)
                return user
        except IntegrityError:
            self.full_clean()
            return None

    def try_save(self, request: HttpRequest) -> Answer:
        user = self.create(request)
        if user:
            return user, None
        if self.errors:
            return None, render(request, "account/signup.html", {"form": self}, status=422)
        answer: Answer = super().try_save(request)
        return answer


class SocialSignupForm(OurWords, social_forms.SignupForm):
    """The last step after Google when a name is missing."""


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail"

    def clean_email(self) -> str:
        """Check the address. A second step does not forbid another one: the old one stays until the link is opened."""
        try:
            return str(super().clean_email())
        except ValidationError as error:
            if error.code != "add_email_blocked":  # the last thing that allauth checks
                raise
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest) -> Any:
        return services.request_email_change(request, self.user, self.cleaned_data["email"])


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    """Asks for the address."""

    def clean_email(self) -> str:
        """Find the account by its own address: one that it only asked for must not open it."""
        email = str(super().clean_email())
        self.users: list[User] = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class ResetPasswordKeyForm(OurWords, allauth_forms.ResetPasswordKeyForm):
    """Asks for the new password, from the mailed link."""


class ChangePasswordForm(OurWords, allauth_forms.ChangePasswordForm):
    """Asks for the old and the new password."""


class SetPasswordForm(OurWords, allauth_forms.SetPasswordForm):
    """Asks for a first password, of somebody who came through Google."""


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):
    """Asks for the password once more."""
