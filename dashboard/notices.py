"""What a user is told, and where; a notice stands here once it is sent."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail about security: ``mails`` are its templates, ``note`` says what is not plain from ``what``."""

    what: str
    mails: tuple[str, ...]
    note: str = ""
    needs_google: bool = False


NOTICES = (
    Notice(
        "The password was changed, set or reset",
        (
            *("account/email/password_changed", "account/email/password_set", "account/email/password_reset"),
            "account/email/password_set_by_administrator",
        ),
        "By yourself or by an administrator.",
    ),
    Notice(
        "The e-mail address was changed, or one was removed",
        ("account/email/email_changed", "account/email/email_deleted"),
        "A change is told to the address from before.",
    ),
    Notice(
        "Google was connected or disconnected",
        ("socialaccount/email/account_connected", "socialaccount/email/account_disconnected"),
        needs_google=True,
    ),
    Notice(
        "An authenticator app was added or removed",
        ("mfa/email/totp_activated", "mfa/email/totp_deactivated", "account/email/second_step_removed"),
    ),
    Notice("A passkey was added or removed", ("mfa/email/webauthn_added", "mfa/email/webauthn_removed")),
    Notice(
        "New recovery codes were made",
        ("mfa/email/recovery_codes_generated",),
        "The ones from before no longer work.",
    ),
    Notice(
        "A refresh token was used twice",
        ("account/email/token_reuse",),
        "Somebody else may have a copy, so the sign-in of that program is ended.",
    ),
    Notice("The account was deleted", ("account/email/account_deleted",)),
)


def notices() -> list[Notice]:
    """Return what can happen on this server."""
    return [notice for notice in NOTICES if settings.GOOGLE_CLIENT_ID or not notice.needs_google]
