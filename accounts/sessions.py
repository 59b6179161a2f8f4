"""Where somebody is signed in: browsers, by their sessions, and programs, by their families of tokens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import auth
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.browsers import browser_name
from accounts.models import TokenFamily, User
from accounts.tokens import end_families, end_family, open_families
from project.common import clock
from project.common.client import client_address
from project.common.errors import Missing

MOST = 50
# In a session's data: it was begun by a sign-in, so there is a row that says when it was last seen.
TRACKED = "tracked"


@dataclass(frozen=True, slots=True)
class BrowserSession:
    pk: int
    name: str
    address: str
    since: datetime
    seen_at: datetime
    is_current: bool


def browser_sessions(user: User, current_key: str | None) -> list[BrowserSession]:
    """Return the browsers that are still signed in, this one first, in two queries."""
    rows = list(UserSession.objects.filter(user_id=user.pk).order_by("-last_seen_at", "-pk")[:MOST])
    live = live_keys(user, [row.session_key for row in rows])
    found = [browser_session(row, current_key) for row in rows if row.session_key in live]
    return sorted(found, key=lambda session: not session.is_current)


def live_keys(user: User, keys: list[str]) -> set[str]:
    """Return the sessions that still open something: a changed password ends them before their rows go."""
    stored = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    marks = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    return {session.session_key for session in stored if session.get_decoded().get(HASH_SESSION_KEY) in marks}


def browser_session(row: UserSession, current_key: str | None) -> BrowserSession:
    name, is_current = browser_name(row.user_agent), row.session_key == current_key
    return BrowserSession(row.pk, name, row.ip, row.created_at, row.last_seen_at, is_current)


def note_seen(request: HttpRequest) -> None:
    """Write down that this browser was here just now, and under which address."""
    values: dict[str, object] = {"last_seen_at": clock.now()}
    address = client_address(request)
    if address:
        values["ip"] = address
    UserSession.objects.filter(session_key=request.session.session_key).update(**values)


def program_sessions(user: User) -> list[TokenFamily]:
    """Return the sign-ins of programs that still work, the last used first."""
    return list(open_families(user)[:MOST])


def end_browser_session(request: HttpRequest, user: User, pk: int) -> None:
    """Sign a browser out at once. Raises Missing for a session that is not the user's."""
    row = UserSession.objects.filter(user_id=user.pk, pk=pk).first()
    if row is None:
        raise Missing("This session has ended already.")
    if row.session_key == request.session.session_key:
        auth.logout(request)
        return
    with transaction.atomic():
        delete_sessions([row.session_key])
        record_end(request, user, browsers=1)


def end_program_session(request: HttpRequest, user: User, pk: UUID) -> None:
    """End a program's sign-in. Raises Missing for one that is not the user's."""
    family = TokenFamily.objects.visible_to(user).filter(pk=pk).first()
    if family is None:
        raise Missing("This session has ended already.")
    with transaction.atomic():
        if end_family(family, "ended"):
            record_end(request, user, programs=1)


def end_other_sessions(request: HttpRequest, user: User) -> int:
    """End everything but this browser's session; return how many there were."""
    with transaction.atomic():
        browsers = end_browsers(user, keep=request.session.session_key)
        programs = end_families(user, "ended")
        if browsers or programs:
            record_end(request, user, browsers=browsers, programs=programs)
    return browsers + programs


def end_browsers(user: User, *, keep: str | None = None) -> int:
    """Delete every browser session of a user but ``keep``; return how many there were."""
    keys = UserSession.objects.filter(user_id=user.pk).values_list("session_key", flat=True)
    return delete_sessions([key for key in keys if key != keep])


def delete_sessions(keys: list[str]) -> int:
    UserSession.objects.filter(session_key__in=keys).delete()
    deleted, _ = Session.objects.filter(session_key__in=keys).delete()
    return deleted


def record_end(request: HttpRequest, user: User, *, browsers: int = 0, programs: int = 0) -> None:
    details = {"browsers": browsers, "programs": programs}
    audit.record("session.ended", user=user, actor=user, request=request, details=details)
