"""Who is asking."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """Return the user of a view that is behind login_required."""
    return cast(User, request.user)
