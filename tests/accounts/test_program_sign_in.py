"""Signing in with a program: the same lock, the same second step and the same silence as on the page."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts import hashers
from accounts.models import AuditEntry, TokenFamily, User
from accounts.usage.bus import BREAKER
from tests.accounts.programs import Program, error_of
from tests.accounts.second_steps import WRONG_CODE, add_app, code_now
from tests.factories import PASSWORD, UserFactory
from tests.fakes.mail import MailServer

pytestmark = pytest.mark.django_db
LOGIN = "/auth/login"


def log_in(user: User, password: str = PASSWORD, **more: str):
    return Program().post(LOGIN, {"username": user.username, "password": password, **more})


def audited() -> list[tuple[str, int | None, object]]:
    entries = AuditEntry.objects.order_by("number")
    return [(entry.action, entry.user_id, entry.details["ways"]) for entry in entries]


@pytest.mark.parametrize("field", ["username", "email"])
@pytest.mark.parametrize("given", ["username", "email", "EMAIL"])
def test_a_name_or_an_address_and_the_password_give_tokens(user: User, field: str, given: str) -> None:
    login = {"username": user.username, "email": user.email, "EMAIL": user.email.upper()}[given]
    answer = Program().post(LOGIN, {field: login, "password": PASSWORD})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["token_type"], told["expires_in"]) == ("bearer", 86_400)
    assert told["user"]["username"] == user.username
    assert Program(told["access_token"]).get("/me").json()["id"] == user.pk
    assert audited() == [("sign_in.succeeded", user.pk, ["password"])]
    user.refresh_from_db()
    assert user.last_login


def test_an_unknown_name_and_a_wrong_password_look_the_same(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real_slot = hashers.slot
    monkeypatch.setattr(hashers, "slot", lambda: (hashed.append("once"), real_slot())[1])
    seen = []
    for body in (
        {"username": user.username, "password": "wrong"},
        {"username": "nobody", "password": "wrong"},
        {"email": user.email, "password": "wrong"},
        {"email": "nobody@example.com", "password": "wrong"},
    ):
        hashed.clear()
        answer = Program().post(LOGIN, body)
        error = answer.json()["error"]
        seen.append((answer.status_code, error["code"], error["message"], error["details"], len(hashed)))
    assert seen == [(401, "AUTHENTICATION_FAILED", "The name or the password is wrong.", {}, seen[0][4])] * 4
    assert seen[0][4]
    assert audited() == [("sign_in.failed", each, ["password"]) for each in (user.pk, None, user.pk, None)]


def test_five_failures_lock_the_account_on_the_page_and_here(client: Client, user: User) -> None:
    page = reverse("account_login")
    for _ in range(3):
        client.post(page, {"login": user.email, "password": "wrong"})
    assert [log_in(user, "wrong").status_code for _ in range(2)] == [401, 401]
    answer = log_in(user)
    assert error_of(answer) == (429, "RATE_LIMIT_EXCEEDED")
    assert 290 <= answer.json()["error"]["details"]["retry_after_s"] <= 300
    assert int(answer["Retry-After"]) >= 290
    assert "Too many failed sign-ins" in answer.json()["error"]["message"]
    client.post(page, {"login": user.username, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert log_in(UserFactory()).status_code == 200
    assert not TokenFamily.objects.filter(user=user).exists()


def test_failures_here_lock_the_page(client: Client, user: User) -> None:
    for _ in range(5):
        log_in(user, "wrong")
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_an_unknown_name_is_locked_like_a_known_one(user: User) -> None:
    body = {"username": "nobody", "password": "wrong"}
    assert [Program().post(LOGIN, body).status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_right_password_costs_no_try(user: User) -> None:
    for _ in range(4):
        log_in(user, "wrong")
    assert [log_in(user).status_code for _ in range(3)] == [200] * 3
    assert log_in(user, "wrong").status_code == 401
    assert log_in(user).status_code == 429


def test_an_account_that_is_switched_off_tells_only_its_owner(user: User) -> None:
    User.objects.update(is_active=False)
    assert log_in(user, "wrong").json()["error"]["message"] == "The name or the password is wrong."
    answer = log_in(user)
    assert error_of(answer) == (401, "AUTHENTICATION_FAILED")
    assert "switched off" in answer.json()["error"]["message"]


def test_an_unconfirmed_address_is_sent_to_its_mail(user: User, mailbox: MailServer) -> None:
    assert error_of(log_in(user)) == (403, "EMAIL_NOT_CONFIRMED")
    assert error_of(log_in(user, "wrong")) == (401, "AUTHENTICATION_FAILED")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert log_in(user).status_code == 200


def test_a_second_step_is_asked_for_after_the_password(user: User) -> None:
    add_app(user)
    assert error_of(log_in(user, "wrong")) == (401, "AUTHENTICATION_FAILED")
    assert error_of(log_in(user)) == (401, "MFA_REQUIRED")
    assert error_of(log_in(user, code=WRONG_CODE)) == (401, "MFA_REQUIRED")
    assert not TokenFamily.objects.exists()
    assert log_in(user, code=code_now()).status_code == 200
    assert Authenticator.objects.get().last_used_at
    assert audited() == [
        ("sign_in.failed", user.pk, ["password"]),
        ("sign_in.failed", user.pk, ["code"]),
        ("sign_in.succeeded", user.pk, ["password", "code"]),
    ]


def test_a_code_works_once(user: User) -> None:
    add_app(user)
    code = code_now()
    assert log_in(user, code=code).status_code == 200
    assert error_of(log_in(user, code=code)) == (401, "MFA_REQUIRED")


def test_a_recovery_code_works_once(user: User) -> None:
    add_app(user)
    first, second, *_ = RecoveryCodes.activate(user).generate_codes()
    assert log_in(user, code=first).status_code == 200
    assert error_of(log_in(user, code=first)) == (401, "MFA_REQUIRED")
    assert log_in(user, code=second).status_code == 200
    assert audited()[0] == ("sign_in.succeeded", user.pk, ["password", "recovery code"])


def test_five_wrong_codes_lock_the_second_step_on_the_page_too(client: Client, user: User) -> None:
    add_app(user)
    assert [log_in(user, code=WRONG_CODE).status_code for _ in range(5)] == [401] * 5
    answer = log_in(user, code=code_now())
    assert error_of(answer) == (429, "RATE_LIMIT_EXCEEDED")
    assert 290 <= answer.json()["error"]["details"]["retry_after_s"] <= 300
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert "_auth_user_id" not in client.session


def test_a_code_is_no_obstacle_without_a_second_step(user: User) -> None:
    assert log_in(user, code="123456").status_code == 200


@pytest.mark.parametrize("is_limited", [True, False])
def test_nobody_signs_in_while_the_counter_is_away(user: User, settings: Settings, is_limited: bool) -> None:
    settings.RATE_LIMIT_ENABLED = is_limited
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    try:
        assert error_of(log_in(user)) == (503, "SERVICE_UNAVAILABLE")
    finally:
        BREAKER.close()
    assert not TokenFamily.objects.exists()


def test_the_audit_log_keeps_no_secret(user: User) -> None:
    log_in(user, "a wrong password of mine")
    tokens = log_in(user).json()
    log = str(list(AuditEntry.objects.values()))
    for secret in ("a wrong password of mine", PASSWORD, tokens["access_token"], tokens["refresh_token"], user.email):
        assert secret not in log


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "mara"}, "password"),
        ({"username": "mara", "password": ""}, "password"),
        ({"password": PASSWORD}, "body"),
        ({"username": "", "password": PASSWORD}, "username"),
        ({"username": "mara", "password": PASSWORD, "remember": True}, "remember"),
        ({"username": "mara\u0000", "password": PASSWORD}, "username"),
        ({"username": ["mara"], "password": PASSWORD}, "username"),
        ({"username": "m" * 255, "password": PASSWORD}, "username"),
    ],
)
def test_a_wrong_body_is_explained(body: dict[str, object], field: str) -> None:
    answer = Program().post(LOGIN, body)
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert list(answer.json()["error"]["details"]) == [field]


def test_a_page_that_is_signed_in_signs_no_program_in(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
