"""Two-step sign-in: its secrets are encrypted before they are stored, and what it says is in our words."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from accounts.models import User
from project.common.crypto import decrypt, encrypt


class MfaAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery codes under ENCRYPTION_KEYS."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This cannot be turned off.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
        "incorrect_code": "This code is wrong, or it has been used already.",
        "incorrect_passkey": "This passkey does not fit. Try again, or sign in with the password.",
        "unverified_email": "Confirm your e-mail address first, also a new one that still waits for its link.",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  allauth's name
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    text: str
    is_used: bool


def recovery_codes(user: User) -> list[RecoveryCode]:
    """Return all codes of a user in their order; only for a page that has just asked for the password."""
    stored = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if stored is None:
        return []
    wrapped = stored.wrap()
    left = set(wrapped.get_unused_codes())
    return [RecoveryCode(code, code not in left) for code in wrapped.generate_codes()]


@dataclass(frozen=True, slots=True)
class Passkey:
    """``is_alone`` tells whether it signs in without the password."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None
    is_alone: bool


@dataclass(slots=True)
class SecondSteps:
    app_since: datetime | None = None
    codes_left: int | None = None
    passkeys: list[Passkey] = field(default_factory=list)

    @property
    def is_on(self) -> bool:
        return bool(self.app_since or self.passkeys)


def second_steps(user: User) -> SecondSteps:
    """Return what a user has set up besides the password, in one query."""
    steps = SecondSteps()
    for stored in Authenticator.objects.filter(user_id=user.pk).order_by("pk"):
        if stored.type == Authenticator.Type.TOTP:
            steps.app_since = stored.created_at
        elif stored.type == Authenticator.Type.RECOVERY_CODES:
            steps.codes_left = len(stored.wrap().get_unused_codes())
        else:
            key = stored.wrap()
            is_alone = bool(key.is_passwordless)
            steps.passkeys.append(Passkey(stored.pk, key.name, stored.created_at, stored.last_used_at, is_alone))
    return steps
