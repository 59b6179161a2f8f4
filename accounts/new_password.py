"""Changing the password with a program."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from accounts.program_sign_in import user_by_password
from accounts.sessions import end_browsers
from accounts.sign_ins import record_failure
from accounts.tokens import Tokens, end_families, start_family
from project.common.errors import Invalid

NONE_YET = "This account has no password. Get one with Forgot password on the sign-in page."


def change_password(request: HttpRequest, user: User, current: str, new: str) -> Tokens:
    """Set a new password, end every sign-in, and begin one for whoever changed it.

    Raises Invalid for a wrong current or a weak new password, OverLimit after too many wrong ones.
    """
    confirm_password(request, user, current)
    try:
        get_adapter().clean_password(new, user=user)
    except ValidationError as error:
        details = {"new_password": " ".join(error.messages)}
        raise Invalid("The new password cannot be used.", details=details) from None
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        ended = {"browsers": end_browsers(user), "programs": end_families(user, "password")}
        audit.record("password.changed", user=user, actor=user, request=request, details={"ended": ended})
        tokens = start_family(user, request)
    get_adapter().send_notification_mail("account/email/password_changed", user, email=user.email)
    return tokens


def confirm_password(request: HttpRequest, user: User, password: str) -> None:
    """Raise Invalid unless this is the user's password; a wrong one counts as a failed sign-in. Raises OverLimit."""
    if not user.has_usable_password():
        raise Invalid("There is no password to change.", details={"current_password": NONE_YET})
    found = user_by_password(request, user.username, password)
    if found is None or found.pk != user.pk:
        record_failure(request, user, "password")
        raise Invalid("The password is wrong.", details={"current_password": "This is not your current password."})
