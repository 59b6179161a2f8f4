"""Who is asking."""

from typing import cast

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest

from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """Return the user of a view that is behind login_required."""
    return cast(User, request.user)


def ask_password_again(request: HttpRequest) -> None:
    """Stop a view until the password, or another proof, was given within the last minutes; then it goes on.

    Raises what allauth answers with the page that asks.
    """
    raise_if_reauthentication_required(request, app="allauth.account")
