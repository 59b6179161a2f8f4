"""What an administrator does to an account, and what stays of it in the audit log."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.http import HttpRequest
from pytest_django.fixtures import Settings

from accounts import administration
from accounts.keys import create_key, revoke_key
from accounts.models import ApiKey, AuditEntry, MonthlyUsage, TokenFamily, User
from accounts.tokens import start_family
from accounts.usage.quota import this_month
from project.common.clock import now
from project.common.errors import Conflict
from tests.accounts.programs import at_once, visit
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(admin_user: User) -> HttpRequest:
    """Return a request of the administrator, who is signed in with this browser."""
    request = visit()
    request.user = admin_user
    request.session = SessionStore()
    request.session.create()
    return request


def browser_of(user: User, key: str = "") -> UserSession:
    session = SessionStore(key) if key else SessionStore()
    if not key:
        session.create()
    return UserSession.objects.create(user=user, ip="203.0.113.9", session_key=session.session_key, user_agent="x")


def last_entry() -> tuple[str, int | None, int | None, dict[str, object]]:
    entry = AuditEntry.objects.latest("number")
    return entry.action, entry.user_id, entry.actor_id, entry.details


def test_only_a_superuser_touches_those_who_may_enter() -> None:
    superuser, staff, person = UserFactory(is_superuser=True), UserFactory(is_staff=True), UserFactory()
    assert administration.may_touch(superuser, staff)
    assert administration.may_touch(staff, person)
    assert not administration.may_touch(staff, staff)
    assert not administration.may_touch(staff, superuser)


def test_sessions_end_in_browsers_and_programs(user: User, admin_user: User, request_: HttpRequest) -> None:
    row = browser_of(user)
    family = start_family(user, visit()).family
    administration.end_sessions(user, actor=admin_user, request=request_)
    assert not Session.objects.filter(session_key=row.session_key).exists()
    family.refresh_from_db()
    assert (family.ended_at is not None, family.ended_why) == (True, "administrator")
    ended = {"browsers": 1, "programs": 1}
    assert last_entry() == ("session.ended", user.pk, admin_user.pk, ended)
    with pytest.raises(Conflict):
        administration.end_sessions(user, actor=admin_user, request=request_)


def test_an_administrators_own_browser_stays_signed_in(admin_user: User, request_: HttpRequest) -> None:
    own = browser_of(admin_user, request_.session.session_key or "")
    other = browser_of(admin_user)
    administration.end_sessions(admin_user, actor=admin_user, request=request_)
    assert Session.objects.filter(session_key=own.session_key).exists()
    assert not Session.objects.filter(session_key=other.session_key).exists()


def test_one_sign_in_of_a_program_ends(user: User, admin_user: User, request_: HttpRequest) -> None:
    family = start_family(user, visit()).family
    administration.end_sign_in(family, actor=admin_user, request=request_)
    assert TokenFamily.objects.get().ended_why == "administrator"
    with pytest.raises(Conflict):
        administration.end_sign_in(family, actor=admin_user, request=request_)


def test_the_second_step_goes_and_its_owner_is_told(
    user: User, admin_user: User, request_: HttpRequest, mailoutbox: list[EmailMessage]
) -> None:
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=user, type=kind, data={})
    administration.remove_second_step(user, actor=admin_user, request=request_)
    assert not Authenticator.objects.exists()
    assert last_entry() == ("mfa.removed", user.pk, admin_user.pk, {"kinds": ["recovery_codes", "totp"]})
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([user.email], "Two-step sign-in was removed")
    assert "203.0.113.7" not in mail.body
    with pytest.raises(Conflict):
        administration.remove_second_step(user, actor=admin_user, request=request_)


def test_a_mail_server_that_is_down_undoes_nothing(
    user: User, admin_user: User, request_: HttpRequest, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    Authenticator.objects.create(user=user, type="totp", data={})
    administration.remove_second_step(user, actor=admin_user, request=request_)
    assert not Authenticator.objects.exists()


def test_every_live_key_is_revoked_and_no_other(user: User, admin_user: User, request_: HttpRequest) -> None:
    live = [create_key(user, f"desk-{number}")[0] for number in range(2)]
    expired = create_key(user, "old")[0]
    ApiKey.objects.filter(pk=expired.pk).update(expires_at=now() - timedelta(days=1))
    elsewhere = create_key(admin_user, "mine")[0]
    administration.revoke_keys(user, actor=admin_user, request=request_)
    revoked = ApiKey.objects.exclude(revoked_at=None)
    assert set(revoked) == set(live)
    assert ApiKey.objects.get(pk=elsewhere.pk).revoked_at is None
    entries = AuditEntry.objects.filter(action="key.revoked")
    assert {(entry.user_id, entry.actor_id) for entry in entries} == {(user.pk, admin_user.pk)}
    with pytest.raises(Conflict):
        administration.revoke_keys(user, actor=admin_user, request=request_)


@pytest.mark.django_db(transaction=True)
def test_the_month_starts_anew(user: User, admin_user: User, request_: HttpRequest) -> None:
    MonthlyUsage.objects.create(user=user, month=this_month(), calls=900, questions=9)
    administration.reset_quota(user, actor=admin_user, request=request_)
    row = MonthlyUsage.objects.get()
    assert (row.calls, row.questions) == (0, 0)
    assert last_entry() == ("quota.reset", user.pk, admin_user.pk, {})
    administration.reset_limits(user, actor=admin_user, request=request_)
    assert last_entry() == ("limits.reset", user.pk, admin_user.pk, {})


def test_a_new_password_ends_what_the_old_one_opened(
    user: User,
    admin_user: User,
    request_: HttpRequest,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: object,
) -> None:
    browser_of(user)
    start_family(user, visit())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        administration.after_password_set(user, actor=admin_user, request=request_)
    assert not UserSession.objects.exists()
    assert TokenFamily.objects.get().ended_why == "password"
    ended = {"ended": {"browsers": 1, "programs": 1}}
    assert last_entry() == ("password.changed", user.pk, admin_user.pk, ended)
    assert mailoutbox[0].subject == "Your password was set by an administrator"


def test_a_new_address_is_the_only_one_and_not_confirmed(user: User, admin_user: User, request_: HttpRequest) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.email = "new@example.com"
    administration.after_change(user, ["email", "is_staff"], actor=admin_user, request=request_)
    (address,) = EmailAddress.objects.filter(user=user)
    assert (address.email, address.verified, address.primary) == ("new@example.com", False, True)
    details = {"fields": ["email", "is_staff"], "is_staff": False}
    assert last_entry() == ("account.changed", user.pk, admin_user.pk, details)


def test_an_address_is_confirmed_once(user: User, admin_user: User, request_: HttpRequest) -> None:
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    administration.confirm_address(address, actor=admin_user, request=request_)
    address.refresh_from_db()
    assert address.verified
    with pytest.raises(Conflict):
        administration.confirm_address(address, actor=admin_user, request=request_)


@pytest.mark.django_db(transaction=True)
def test_revoking_all_keys_and_each_of_them_at_once_waits_in_one_line(
    user: User, admin_user: User, request_: HttpRequest
) -> None:
    for _ in range(3):
        keys = [create_key(user, "Desk")[0] for _ in range(5)]
        all_of_them = partial(administration.revoke_keys, user, actor=admin_user, request=request_)
        at_once([partial(try_to, all_of_them), *(partial(revoke_key, key) for key in keys)])
    assert not ApiKey.objects.filter(revoked_at=None).exists()
    assert AuditEntry.objects.filter(action="key.revoked").count() == 15


def try_to(work: Callable[[], None]) -> None:
    with suppress(Conflict):  # the others were faster
        work()
