"""Who is asking."""

from typing import cast

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest

from accounts.models import User
from project.common.errors import Denied

FOR_STAFF = "This page is for staff. An administrator of this installation can grant that."


def signed_in(request: HttpRequest) -> User:
    """Return the user of a view that is behind login_required."""
    return cast(User, request.user)


def staff(request: HttpRequest, refused: str = FOR_STAFF) -> User:
    """Return the user. Raises Denied, with the sentence ``refused``, for who is no administrator."""
    user = signed_in(request)
    if not user.is_staff:
        raise Denied(refused)
    return user


def ask_password_again(request: HttpRequest) -> None:
    """Stop a view until the password, or another proof, was given within the last minutes; then it goes on.

    Raises what allauth answers with the page that asks.
    """
    raise_if_reauthentication_required(request, app="allauth.account")
