"""Callers who come with a browser's session instead of a key: our own pages, at addresses that say they take them."""

from importlib import import_module

from channels.auth import get_user
from django.conf import settings
from django.http import HttpRequest

from accounts.billing.selectors import tier_of
from accounts.caller import Caller
from accounts.models import Scope, User
from accounts.usage import limiter
from project.common.errors import Denied


def page_caller(user: User) -> Caller:
    """Return a signed-in person as a caller who may read."""
    return Caller(user, tier_of(user), frozenset({str(Scope.READ)}))


def enter_by_session(request: HttpRequest, user: User) -> Caller:
    """Let a page of ours in for whoever is signed in on it; counted like any call. Raises Denied, OverLimit.

    The body must be JSON: no page of another site can send that with a cookie unless its browser asks here first.
    """
    origin = request.headers.get("Origin")
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if request.content_type != "application/json" or (origin is not None and origin not in own):
        limiter.admit_visitor(request)
        raise Denied("A page of another address may not use your sign-in here.")
    caller = page_caller(user)
    request.caller = caller  # type: ignore[attr-defined]
    limiter.admit(request, caller, metered=True)
    return caller


async def is_still_signed_in(session_key: str | None, user: User) -> bool:
    """Tell whether the session that a socket was opened with is still of that person."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = await get_user({"session": store(session_key)})
    return bool(found.pk == user.pk and found.is_active)
