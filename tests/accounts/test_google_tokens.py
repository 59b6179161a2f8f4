"""Signing in with an ID token of Google's double."""

import time
from typing import Any

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from accounts.models import AuditEntry, User
from tests.accounts.programs import Program, error_of
from tests.accounts.second_steps import WRONG_CODE, add_app, code_now, confirmed
from tests.factories import UserFactory
from tests.fakes.mail import MailServer
from tests.fakes.oidc import KEY_ID, GoogleDouble

pytestmark = [
    pytest.mark.django_db,
    # The provider's own: it answers in the thread of its server.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]


def claims(google: GoogleDouble, **changes: object) -> dict[str, Any]:
    at = int(time.time())
    told = {"iss": google.url, "aud": "client-1", "sub": "g-1", "iat": at, "exp": at + 3600, "jti": "t-1"}
    told |= {"email": "mara@example.com", "email_verified": True, "given_name": "Mara", **changes}
    return {name: value for name, value in told.items() if value is not None}


def sign_in(google: GoogleDouble, code: str = "", **changes: object) -> HttpResponse:
    return send(google.sign(claims(google, **changes)), code)


def send(id_token: str, code: str = "") -> HttpResponse:
    return Program().post("/auth/google", {"id_token": id_token, "code": code})


def test_a_new_person_gets_an_account(google: GoogleDouble) -> None:
    answer = sign_in(google)
    assert answer.status_code == 200
    told = answer.json()["user"]
    assert (told["email"], told["username"], told["google_id"]) == ("mara@example.com", "mara", "g-1")
    assert (told["subscription_tier"], told["queries_used"], told["queries_limit"]) == ("free", 0, 10)
    user = User.objects.get()
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert Program(answer.json()["access_token"]).get("/me").json()["id"] == user.pk
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["account.created", "sign_in.succeeded"]


def test_the_second_sign_in_finds_the_account_by_its_google_id(google: GoogleDouble) -> None:
    first = sign_in(google).json()["user"]["id"]
    second = sign_in(google, jti="t-2", email="new@example.com").json()["user"]
    assert (second["id"], second["email"]) == (first, "mara@example.com")
    assert User.objects.count() == 1


def test_an_account_with_the_same_confirmed_address_is_linked(google: GoogleDouble, mailbox: MailServer) -> None:
    user = UserFactory(email="mara@example.com")
    confirmed(user)
    assert sign_in(google, email="Mara@Example.com").json()["user"]["id"] == user.pk
    assert SocialAccount.objects.get(user=user).uid == "g-1"
    user.refresh_from_db()
    assert user.has_usable_password()
    assert mailbox.subjects(user.email) == ["Google was connected"]
    assert AuditEntry.objects.filter(action="google.linked", user_id=user.pk).count() == 1


@pytest.mark.parametrize("is_verified", [False, None])
def test_an_address_that_google_has_not_confirmed_opens_nothing(google: GoogleDouble, is_verified: object) -> None:
    confirmed(UserFactory(email="mara@example.com"))
    answer = sign_in(google, email_verified=is_verified)
    assert error_of(answer) == (403, "PERMISSION_DENIED")
    assert "Google has not confirmed" in answer.json()["error"]["message"]
    assert not SocialAccount.objects.exists()


def test_an_address_that_the_account_has_not_confirmed_opens_nothing(google: GoogleDouble) -> None:
    UserFactory(email="mara@example.com")
    answer = sign_in(google)
    assert error_of(answer) == (403, "PERMISSION_DENIED")
    assert "without having confirmed it" in answer.json()["error"]["message"]
    assert User.objects.count() == 1
    assert AuditEntry.objects.get().action == "sign_in.failed"


@pytest.mark.parametrize("registration", ["admin", "closed"])
def test_new_people_come_in_only_where_registration_is_open(
    google: GoogleDouble, settings: Settings, registration: str
) -> None:
    settings.REGISTRATION = registration
    assert error_of(sign_in(google)) == (403, "PERMISSION_DENIED")
    assert not User.objects.exists()
    user = UserFactory(email="mara@example.com")
    confirmed(user)
    assert sign_in(google, jti="t-2").json()["user"]["id"] == user.pk


def test_the_second_step_is_asked_for_and_the_token_kept_for_it(google: GoogleDouble) -> None:
    user = UserFactory(email="mara@example.com")
    add_app(user)
    id_token = google.sign(claims(google))
    assert error_of(send(id_token)) == (401, "MFA_REQUIRED")
    assert not SocialAccount.objects.exists()
    assert error_of(send(id_token, WRONG_CODE)) == (401, "MFA_REQUIRED")
    assert send(id_token, code_now()).status_code == 200


def test_an_id_token_works_once(google: GoogleDouble) -> None:
    id_token = google.sign(claims(google))
    assert send(id_token).status_code == 200
    answer = send(id_token)
    assert error_of(answer) == (401, "AUTHENTICATION_FAILED")
    assert "used already" in answer.json()["error"]["message"]


def test_somebody_switched_off_stays_out(google: GoogleDouble) -> None:
    sign_in(google)
    User.objects.update(is_active=False)
    assert error_of(sign_in(google, jti="t-2")) == (401, "AUTHENTICATION_FAILED")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-client"},
        {"aud": None},
        {"iss": "https://accounts.example.com"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"iat": int(time.time()) + 3600},
    ],
)
def test_a_token_for_somebody_else_is_refused(google: GoogleDouble, changes: dict[str, object]) -> None:
    assert error_of(sign_in(google, **changes)) == (401, "AUTHENTICATION_FAILED")
    assert not User.objects.exists()


def forged(google: GoogleDouble) -> str:
    google.forged = True
    return google.sign(claims(google))


def with_the_certificate_as_secret(google: GoogleDouble) -> str:
    return jwt.encode(claims(google), "x" * 32, "HS256", {"kid": KEY_ID})


def without_signature(google: GoogleDouble) -> str:
    return jwt.encode(claims(google), None, "none", {"kid": KEY_ID})


def with_an_unknown_key(google: GoogleDouble) -> str:
    return jwt.encode(claims(google), rsa.generate_private_key(65537, 2048), "RS256", {"kid": "another"})


def without_key_id(google: GoogleDouble) -> str:
    return jwt.encode(claims(google), google.key, "RS256")


@pytest.mark.parametrize(
    "make",
    [
        forged,
        with_the_certificate_as_secret,
        without_signature,
        with_an_unknown_key,
        without_key_id,
        lambda _: "x",
        lambda _: "a.b.c",
        lambda _: "\u00e4.\u00f6.\u00fc",
    ],
)
def test_a_forged_token_is_refused(google: GoogleDouble, make: Any) -> None:
    assert error_of(send(make(google))) == (401, "AUTHENTICATION_FAILED")
    assert not User.objects.exists()


def test_a_google_that_does_not_answer_is_named(google: GoogleDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.socialaccount.providers.google.views.CERTS_URL", "http://127.0.0.1:1/certs")
    answer = sign_in(google)
    assert error_of(answer) == (503, "SERVICE_UNAVAILABLE")
    assert "Google does not answer" in answer.json()["error"]["message"]


def test_without_google_there_is_nothing_here() -> None:
    assert error_of(send("a.b.c")) == (404, "NOT_FOUND")
