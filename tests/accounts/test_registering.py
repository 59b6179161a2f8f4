"""Creating an account with a program, under each setting of REGISTRATION."""

from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from accounts.forms import SignupForm
from accounts.keys import create_key
from accounts.models import ApiKey, AuditEntry, TokenFamily, User
from tests.accounts.programs import Program, at_once, error_of, tokens_for
from tests.factories import PASSWORD, UserFactory
from tests.fakes.mail import MailServer, links_of

pytestmark = pytest.mark.django_db
REGISTER = "/auth/register"


def typed(name: str = "mara", email: str = "mara@example.com", **changes: str) -> dict[str, str]:
    return {"username": name, "email": email, "password": PASSWORD, "full_name": "Mara Lind", **changes}


def register(**changes: str) -> HttpResponse:
    return Program().post(REGISTER, typed(**changes))


def test_an_account_comes_with_a_key_and_tokens() -> None:
    answer = register()
    assert answer.status_code == 201
    told = answer.json()
    user = User.objects.get(username="mara")
    expected = {"id": user.pk, "email": "mara@example.com", "username": "mara", "full_name": "Mara Lind"}
    expected |= {"subscription_tier": "free", "is_admin": False, "token_type": "bearer", "expires_in": 86_400}
    assert {name: told[name] for name in expected} == expected
    assert told["user"]["id"] == user.pk
    assert user.check_password(PASSWORD)
    assert ApiKey.objects.get().scopes == ["read", "write"]
    for program in (Program(told["access_token"]), Program(key=told["api_key"])):
        assert program.get("/me").json()["username"] == "mara"
    assert Program().post("/auth/refresh", {"refresh_token": told["refresh_token"]}).status_code == 200
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["account.created", "key.created", "sign_in.succeeded"]
    assert not EmailAddress.objects.get().verified


def test_a_name_may_be_left_out() -> None:
    body = typed()
    del body["full_name"]
    assert Program().post(REGISTER, body).json()["full_name"] == ""


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"password": "tides-at-11"}, "password", "at least 12 characters"),
        ({"password": "123456789012345"}, "password", "entirely numeric"),
        ({"name": "mara.lindstrom", "password": "mara.lindstrom1"}, "password", "too similar"),
        ({"email": "not an address"}, "email", "valid email"),
        ({"name": "Admin"}, "username", "reserved"),
        ({"name": "TAKEN"}, "username", "taken"),
        ({"email": "Taken@example.com"}, "email", "exists already"),
    ],
)
def test_a_wrong_field_is_explained(changes: dict[str, str], field: str, message: str) -> None:
    UserFactory(username="taken", email="taken@example.com")
    answer = register(**changes)
    assert error_of(answer) == (422, "INVALID_INPUT")
    details = answer.json()["error"]["details"]
    assert list(details) == [field]
    assert message in details[field]
    assert User.objects.count() == 1


def test_closed_registration_takes_nobody(settings: Settings, admin_user: User) -> None:
    settings.REGISTRATION = "closed"
    assert error_of(register()) == (403, "PERMISSION_DENIED")
    assert error_of(Program(tokens_for(admin_user).access).post(REGISTER, typed())) == (403, "PERMISSION_DENIED")
    assert User.objects.count() == 1


def test_administrators_create_accounts_where_only_they_may(settings: Settings, admin_user: User, user: User) -> None:
    settings.REGISTRATION = "admin"
    assert error_of(register()) == (401, "AUTHENTICATION_FAILED")
    assert error_of(Program(tokens_for(user).access).post(REGISTER, typed())) == (403, "PERMISSION_DENIED")
    _, narrow = create_key(admin_user, "Desk", ["read", "write"])
    assert error_of(Program(key=narrow).post(REGISTER, typed())) == (403, "PERMISSION_DENIED")
    clerk = UserFactory(is_staff=True)  # who may not add users at /admin/ either
    assert error_of(Program(tokens_for(clerk).access).post(REGISTER, typed())) == (403, "PERMISSION_DENIED")
    assert not User.objects.filter(username="mara").exists()
    answer = Program(tokens_for(admin_user).access).post(REGISTER, typed())
    assert (answer.status_code, answer.json()["username"]) == (201, "mara")
    entry = AuditEntry.objects.get(action="account.created")
    assert (entry.user_id, entry.actor_id) == (answer.json()["id"], admin_user.pk)


def test_a_known_address_is_answered_like_an_unknown_one(mailbox: MailServer) -> None:
    UserFactory(email="known@example.com")
    answers = [register(name="one", email="known@example.com"), register(name="two", email="unknown@example.com")]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (202, {"detail": "Open the link that was mailed to this address, then sign in."})
    ] * 2
    assert mailbox.subjects("known@example.com") == ["You have an account already"]
    assert mailbox.subjects("unknown@example.com") == ["Confirm your e-mail address"]
    assert not User.objects.filter(username="one").exists()
    assert not ApiKey.objects.exists()
    assert not TokenFamily.objects.exists()


def test_the_mailed_link_opens_the_account(mailbox: MailServer, client) -> None:
    register()
    sign_in = {"username": "mara", "password": PASSWORD}
    assert error_of(Program().post("/auth/login", sign_in)) == (403, "EMAIL_NOT_CONFIRMED")
    (link,) = links_of(mailbox.newest("mara@example.com"))
    client.post("/" + link.split("/", 3)[3])
    answer = Program().post("/auth/login", sign_in)
    assert (answer.status_code, answer.json()["user"]["full_name"]) == (200, "Mara Lind")


def test_a_mailbox_is_not_filled(mailbox: MailServer) -> None:
    UserFactory(email="known@example.com")
    for number in range(3):
        assert register(name=f"name{number}", email="known@example.com").status_code == 202
    assert len(mailbox.to("known@example.com")) == 1


def test_a_mail_server_that_is_down_is_named_alike_for_both(mailbox: MailServer, settings: Settings) -> None:
    UserFactory(email="known@example.com")
    settings.EMAIL_PORT = 1
    for name, email in (("one", "known@example.com"), ("two", "unknown@example.com")):
        assert error_of(register(name=name, email=email)) == (503, "SERVICE_UNAVAILABLE")


@pytest.mark.parametrize("is_confirmed_first", [True, False])
@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_address_one_is_created(
    settings: Settings, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch, is_confirmed_first: bool
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory" if is_confirmed_first else "optional"
    monkeypatch.setattr(SignupForm, "is_valid", checked_before_anything_is_saved(SignupForm.is_valid))
    works = [lambda name=name: register(name=name, email="race@example.com").status_code for name in ("one", "two")]
    statuses = sorted(at_once(works))
    assert User.objects.filter(email="race@example.com").count() == 1
    assert statuses == ([202, 202] if is_confirmed_first else [201, 422])


@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_name_one_is_created(mailbox: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignupForm, "is_valid", checked_before_anything_is_saved(SignupForm.is_valid))
    works = [lambda email=email: register(email=email).status_code for email in ("a@example.com", "b@example.com")]
    assert sorted(at_once(works)) == [202, 422]
    assert User.objects.filter(username="mara").count() == 1


def checked_before_anything_is_saved(check):
    """Wait after the check until both have passed it."""
    barrier = Barrier(2, timeout=20)

    def wait(form: SignupForm) -> bool:
        is_right = check(form)
        barrier.wait()
        return bool(is_right)

    return wait
