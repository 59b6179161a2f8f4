"""Two-step sign-in with an app and recovery codes, from setting it up to turning it off."""

import re
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.mfa import recovery_codes, second_steps
from accounts.models import AuditEntry, User
from tests.accounts.second_steps import (
    add_app,
    code_now,
    confirmed,
    is_signed_in,
    kinds,
    password_step,
    signed_in_client,
)
from tests.accounts.test_google import sign_in as google_sign_in
from tests.factories import PASSWORD, UserFactory
from tests.fakes.mail import MailServer, links_of
from tests.fakes.oidc import GoogleDouble

pytestmark = pytest.mark.django_db

SET_UP = reverse("mfa_activate_totp")
TURN_OFF = reverse("mfa_deactivate_totp")
CODE = reverse("mfa_authenticate")
CODES = reverse("mfa_view_recovery_codes")
RENEW = reverse("mfa_generate_recovery_codes")
DOWNLOAD = reverse("mfa_download_recovery_codes")
WRONG = "This code is wrong, or it has been used already."


def shown_secret(page: str) -> str:
    (secret,) = re.findall(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', page)
    return secret


def unused(user: User) -> list[str]:
    return [code.text for code in recovery_codes(user) if not code.is_used]


@pytest.fixture
def owner(user: User) -> User:
    """Somebody whose account asks for a code."""
    add_app(user)
    return user


def test_setting_up_asks_for_the_password_first(user: User) -> None:
    client = Client()
    password_step(client, confirmed(user))
    assert client.get(SET_UP)["Location"] == f"{reverse('account_reauthenticate')}?next={quote(SET_UP, safe='')}"
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": SET_UP})
    assert answer["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


def test_the_page_shows_the_secret_as_picture_text_and_link(user: User) -> None:
    page = signed_in_client(confirmed(user)).get(SET_UP).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = shown_secret(page)
    assert len(secret.split()) == 8
    assert f"otpauth://totp/{user.email.replace('@', '%40')}?secret={secret.replace(' ', '')}" in page
    assert "<script>" not in page
    assert "style=" not in page


def test_the_right_code_turns_it_on_and_shows_the_recovery_codes(
    user: User, mailbox: MailServer, django_capture_on_commit_callbacks
) -> None:
    client = signed_in_client(confirmed(user))
    secret = shown_secret(client.get(SET_UP).content.decode())
    refused = client.post(SET_UP, {"code": "000000"})
    assert WRONG in refused.content.decode()
    assert kinds(user) == []
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(SET_UP, {"code": code_now(secret)})
    assert answer["Location"] == CODES
    assert kinds(user) == ["recovery_codes", "totp"]
    page = client.get(CODES).content.decode()
    assert all(code.text in page for code in recovery_codes(user))
    assert "10 of 10 left" in page
    assert mailbox.subjects(user.email) == ["Two-step sign-in is on"]


def test_secrets_are_stored_encrypted(user: User) -> None:
    client = signed_in_client(confirmed(user))
    secret = shown_secret(client.get(SET_UP).content.decode()).replace(" ", "")
    client.post(SET_UP, {"code": code_now(secret)})
    stored = " ".join(str(data) for data in Authenticator.objects.values_list("data", flat=True))
    assert stored.count("gAAAA") == 2
    assert not any(text in stored for text in (secret, *unused(user)))


def test_it_needs_a_confirmed_address(user: User) -> None:
    client = signed_in_client(user)
    user.emailaddress_set.create(email=user.email, verified=False)
    answer = client.get(SET_UP, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("security") + "#two-step"
    assert "Confirm your e-mail address first" in answer.content.decode()


def test_the_password_alone_no_longer_signs_in(client: Client, owner: User) -> None:
    answer = password_step(client, owner)
    assert answer["Location"] == CODE
    assert not is_signed_in(client)
    assert client.get(reverse("security"))["Location"].startswith(reverse("account_login"))
    assert WRONG in client.post(CODE, {"code": "000000"}).content.decode()
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": code_now()})["Location"] == "/"
    assert is_signed_in(client)


def test_the_page_wanted_before_survives_the_second_step(client: Client, owner: User) -> None:
    wanted = {"login": owner.username, "password": PASSWORD, "next": "/markets/"}
    client.post(reverse("account_login"), wanted)
    assert client.post(CODE, {"code": code_now()})["Location"] == "/markets/"


def test_a_code_opens_only_once(owner: User) -> None:
    code = code_now()
    for expected in (True, False):
        client = Client()
        password_step(client, owner)
        client.post(CODE, {"code": code})
        assert is_signed_in(client) is expected


def test_too_many_wrong_codes_lock_the_second_step(client: Client, owner: User) -> None:
    password_step(client, owner)
    for _ in range(5):
        assert WRONG in client.post(CODE, {"code": "000000"}).content.decode()
    locked = client.post(CODE, {"code": code_now()})
    assert "Too many wrong codes." in locked.content.decode()
    assert not is_signed_in(client)


def test_the_code_page_without_a_password_leads_to_the_first_step(client: Client) -> None:
    assert client.get(CODE)["Location"] == reverse("account_login")
    assert client.post(CODE, {"code": "123456"})["Location"] == reverse("account_login")


def test_leaving_half_way_forgets_the_first_step(client: Client, owner: User) -> None:
    password_step(client, owner)
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert client.get(CODE)["Location"] == reverse("account_login")


def test_a_recovery_code_opens_once_and_is_struck(owner: User) -> None:
    client = signed_in_with_codes(owner)
    used = unused(owner)[0]
    for expected in (True, False):
        other = Client()
        password_step(other, owner)
        other.post(CODE, {"code": used})
        assert is_signed_in(other) is expected
    page = client.get(CODES).content.decode()
    assert f"<s>{used}</s>" in page
    assert "9 of 10 left" in page
    listed = client.get(DOWNLOAD).content.decode()
    assert used not in listed
    assert all(code in listed for code in unused(owner))
    assert second_steps(owner).codes_left == 9


def signed_in_with_codes(owner: User) -> Client:
    """Sign in by the app, confirm, and have recovery codes made."""
    client = Client()
    password_step(client, owner)
    client.post(CODE, {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(RENEW)
    return client


def test_new_recovery_codes_replace_the_old(owner: User) -> None:
    client = signed_in_with_codes(owner)
    old = unused(owner)
    assert client.post(RENEW)["Location"] == CODES
    assert not set(old) & set(unused(owner))
    other = Client()
    password_step(other, owner)
    other.post(CODE, {"code": old[0]})
    assert not is_signed_in(other)


def test_codes_are_only_shown_after_the_password(owner: User) -> None:
    client = signed_in_with_codes(owner)
    other = Client()
    password_step(other, owner)
    other.post(CODE, {"code": unused(owner)[0]})
    for address in (CODES, DOWNLOAD, RENEW, TURN_OFF):
        assert other.get(address)["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(CODES).status_code == 200


def test_without_codes_there_is_nothing_to_show(user: User) -> None:
    client = signed_in_client(confirmed(user))
    assert client.get(CODES).status_code == 404
    assert client.get(DOWNLOAD).status_code == 404
    assert "Set up an authenticator app or a passkey first." in client.post(RENEW).content.decode()


def test_turning_it_off_takes_the_codes_along(owner: User, mailbox: MailServer) -> None:
    client = signed_in_with_codes(owner)
    assert "It is your last second step" in client.get(TURN_OFF).content.decode()
    client.post(TURN_OFF)
    assert kinds(owner) == []
    assert mailbox.subjects(owner.email)[-1] == "The authenticator app was turned off"
    other = Client()
    password_step(other, owner)
    assert is_signed_in(other)


def test_a_code_confirms_in_place_of_the_password(owner: User) -> None:
    client = signed_in_with_codes(owner)
    answer = client.post(reverse("mfa_reauthenticate"), {"code": unused(owner)[0], "next": TURN_OFF})
    assert answer["Location"] == TURN_OFF
    page = client.get(reverse("mfa_reauthenticate")).content.decode()
    assert "Use the password" in page


def test_somebody_else_cannot_turn_it_off(owner: User) -> None:
    stranger = signed_in_client(confirmed(UserFactory()))
    assert stranger.get(TURN_OFF).status_code == 404
    assert stranger.post(TURN_OFF).status_code == 404
    assert kinds(owner) == ["totp"]


@pytest.mark.parametrize(
    ("address", "part"),
    [("mfa_index", "two-step"), ("mfa_list_webauthn", "passkeys"), ("usersessions_list", "sessions")],
)
def test_allauths_own_lists_lead_to_the_security_page(client: Client, user: User, address: str, part: str) -> None:
    client.force_login(user)
    assert client.get(reverse(address))["Location"] == f"{reverse('security')}#{part}"


@pytest.mark.parametrize("code", ["", "\x00", "é" * 6, "\uff11" * 6, "9" * 5000])
def test_an_odd_code_is_a_wrong_code(client: Client, owner: User, code: str) -> None:
    password_step(client, owner)
    assert client.post(CODE, {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_neither_codes_nor_secrets_reach_the_log(user: User) -> None:
    client = signed_in_client(confirmed(user))
    secret = shown_secret(client.get(SET_UP).content.decode()).replace(" ", "")
    client.post(SET_UP, {"code": code_now(secret)})
    details = str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert not any(text in details for text in (secret, *unused(user)))


@pytest.fixture
def counter_down(settings: Settings) -> None:
    """Point the cache at a closed port, as when Redis is down."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.mark.parametrize(
    ("address", "data"),
    [
        (reverse("mfa_reauthenticate"), {"code": "123456"}),
        (reverse("account_reauthenticate"), {"password": PASSWORD}),
        (SET_UP, {"code": "123456"}),
    ],
)
def test_without_the_counter_nothing_is_confirmed_and_the_page_says_why(
    owner: User, request: pytest.FixtureRequest, address: str, data: dict[str, str]
) -> None:
    client = Client()
    password_step(client, owner)
    client.post(CODE, {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    if address == SET_UP:
        Authenticator.objects.all().delete()
    request.getfixturevalue("counter_down")
    assert client.get(address).status_code == 200
    answer = client.post(address, data)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert is_signed_in(client)


def test_without_the_counter_no_second_step_lets_anybody_in(client: Client, owner: User, request) -> None:
    password_step(client, owner)
    request.getfixturevalue("counter_down")
    assert client.get(CODE).status_code == 200
    assert client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json").status_code == 302
    for address, data in ((CODE, {"code": code_now()}), (CODE, {"credential": "{}"})):
        answer = client.post(address, data)
        assert answer.status_code in {200, 503}
        assert not is_signed_in(client)


def test_without_the_counter_no_passkey_signs_in(counter_down: None) -> None:
    answer = Client().post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_without_the_counter_the_security_page_still_opens(owner: User, request) -> None:
    client = Client()
    password_step(client, owner)
    client.post(CODE, {"code": code_now()})
    request.getfixturevalue("counter_down")
    assert client.get(reverse("security")).status_code == 200


def test_the_address_can_still_be_changed(owner: User, mailbox: MailServer) -> None:
    client = signed_in_with_codes(owner)
    client.post(reverse("account_email"), {"email": "New@example.com", "action_add": "1"})
    (link,) = [link for link in links_of(mailbox.newest("new@example.com")) if "confirm-email" in link]
    assert User.objects.get(pk=owner.pk).email == owner.email
    client.post(link)
    assert User.objects.get(pk=owner.pk).email == "new@example.com"
    taken = client.post(reverse("account_email"), {"email": "new@example.com", "action_add": "1"})
    assert "This is your address already." in taken.content.decode()


def test_a_reset_password_does_not_open_the_second_step(owner: User, mailbox: MailServer) -> None:
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": owner.email})
    page = visitor.get(links_of(mailbox.newest(owner.email))[0], follow=True)
    new = "another table for sailors"
    visitor.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    answer = visitor.post(reverse("account_login"), {"login": owner.username, "password": new})
    assert answer["Location"] == CODE
    assert not is_signed_in(visitor)


@pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
def test_google_does_not_open_the_second_step(owner: User, google: GoogleDouble) -> None:
    google.person("g-1", email=owner.email, email_verified=True, given_name="Mara")
    client = Client()
    assert google_sign_in(client, google, "g-1")["Location"] == CODE
    assert not is_signed_in(client)
    client.post(CODE, {"code": code_now()})
    assert is_signed_in(client)
