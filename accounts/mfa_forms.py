"""allauth's forms of two-step sign-in in our words; whatever is sent as a passkey, the answer is no worse than no."""

import struct
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import OurWords
from accounts.sign_ins import WAYS, record_failure

MAX_NAME = 60
MAX_CREDENTIAL = 64 * 1024
# What allauth and fido2 let through from a text that is no passkey's answer.
NO_ANSWER = (
    *(TypeError, ValueError, LookupError, AttributeError, AssertionError, OverflowError, NotImplementedError),
    *(RecursionError, struct.error, UnsupportedAlgorithm),
)
Checked = TypeVar("Checked")


def guarded(check: Callable[[], Checked]) -> Checked:
    """Return what ``check`` does. Raises ValidationError for whatever it stumbles over."""
    try:
        return check()
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise misfit() from error
    except NO_ANSWER as error:
        raise misfit() from error


def misfit() -> ValidationError:
    error: ValidationError = get_adapter().validation_error("incorrect_passkey")
    return error


def kept_parts(credential: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a checked credential that signing in needs; the browser may send more."""
    response, known = credential["response"], credential.get("clientExtensionResults", {}).get("credProps", {})
    return {
        **{name: credential[name] for name in ("id", "rawId", "type")},
        "response": {name: response[name] for name in ("clientDataJSON", "attestationObject")},
        "clientExtensionResults": {"credProps": {"rk": known.get("rk") is True}},
    }


class CredentialField(forms.JSONField):
    """What the browser's passkey answered, as JSON."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > MAX_CREDENTIAL:
            raise misfit()
        parsed = guarded(lambda: super(CredentialField, self).to_python(value))
        if parsed is not None and not isinstance(parsed, dict):
            raise misfit()
        return parsed


class AddPasskeyForm(OurWords, webauthn_forms.AddWebAuthnForm):
    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = MAX_NAME
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = "The device then asks for its PIN, a finger or a face."

    def clean_name(self) -> str:
        """Cut a long name off: refusing it would leave the browser with a passkey that nobody knows here."""
        return str(super().clean_name())[:MAX_NAME]

    def clean(self) -> dict[str, Any]:
        cleaned = guarded(super().clean) or {}
        if cleaned.get("credential"):
            cleaned["credential"] = guarded(lambda: kept_parts(cleaned["credential"]))
        return dict(cleaned)


class RenamePasskeyForm(OurWords, webauthn_forms.EditWebAuthnForm):
    name = forms.CharField(max_length=MAX_NAME)


class PasskeyForm(webauthn_forms.AuthenticateWebAuthnForm):
    """The second step after the password."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return guarded(super().clean_credential)
        except ValidationError:
            record_failure(context.request, self.user, WAYS["webauthn"])
            raise


class PasskeyLoginForm(PasskeyForm, webauthn_forms.LoginWebAuthnForm):
    """A passkey instead of the password. Who it was is not known until it fits."""


class PasskeyReauthenticateForm(PasskeyForm, webauthn_forms.ReauthenticateWebAuthnForm):
    """A passkey once more."""


class CodeForm(OurWords, base_forms.AuthenticateForm):
    """Asks for the six digits of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True


class ReauthenticateCodeForm(CodeForm, base_forms.ReauthenticateForm):
    """Asks for them once more."""


class ActivateAppForm(OurWords, totp_forms.ActivateTOTPForm):
    """Asks for the app's first six digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "The six digits that the app shows"
