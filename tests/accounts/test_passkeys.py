"""Passkeys, with a software one that signs for real, and with everything that is none."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.mfa import second_steps
from accounts.models import AuditEntry, User
from tests.accounts.second_steps import (
    add_app,
    add_passkey,
    confirmed,
    is_signed_in,
    kinds,
    login_options,
    options_on,
    passkey_step,
    password_step,
    signed_in_client,
)
from tests.factories import UserFactory
from tests.fakes.mail import MailServer
from tests.fakes.passkeys import Passkey

pytestmark = pytest.mark.django_db

ADD = reverse("mfa_add_webauthn")
LOGIN = reverse("mfa_login_webauthn")
CODE = reverse("mfa_authenticate")
MISFIT = "This passkey does not fit."
# Django's test client calls its server testserver, which no passkey would take.
HOST = {"HTTP_HOST": "localhost"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=10), parts, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def owner(user: User) -> User:
    return confirmed(user)


@pytest.fixture
def here(owner: User) -> Client:
    """A browser in which the owner has just confirmed the password."""
    return signed_in_client(owner, **HOST)


def visitor() -> Client:
    return Client(**HOST)


def test_a_passkey_is_added_and_signs_in_alone(here: Client, owner: User, mailbox: MailServer) -> None:
    key = add_passkey(here, name="Phone")
    assert kinds(owner) == ["recovery_codes", "webauthn"]
    (known,) = second_steps(owner).passkeys
    assert (known.name, known.is_alone, known.used_at) == ("Phone", True, None)
    assert mailbox.subjects(owner.email) == ["A passkey was added"]
    client = visitor()
    assert passkey_step(client, key)["Location"] == "/"
    assert is_signed_in(client)
    entry = AuditEntry.objects.filter(action="sign_in.succeeded").first()
    assert entry.details["ways"] == ["passkey"]


def test_after_the_password_a_passkey_is_the_second_step(here: Client, owner: User) -> None:
    key = add_passkey(here)
    client = visitor()
    assert password_step(client, owner)["Location"] == CODE
    options = options_on(client.get(CODE).content.decode())
    assert client.post(CODE, {"credential": json.dumps(key.get(options))})["Location"] == "/"
    assert is_signed_in(client)


def test_the_second_step_offers_a_passkey_only_to_whom_has_one(owner: User) -> None:
    add_app(owner)
    client = visitor()
    password_step(client, owner)
    assert "Use a passkey" not in client.get(CODE).content.decode()


def test_a_passkey_confirms_in_place_of_the_password(here: Client, owner: User) -> None:
    key = add_passkey(here)
    client = visitor()
    passkey_step(client, key)
    address = reverse("mfa_reauthenticate_webauthn")
    assert client.get(ADD)["Location"].startswith(reverse("account_reauthenticate"))
    options = options_on(client.get(address).content.decode())
    client.post(address, {"credential": json.dumps(key.get(options)), "next": ADD})
    assert client.get(ADD).status_code == 200


def test_one_that_verifies_nobody_is_refused_as_a_sign_in_of_its_own(here: Client, owner: User) -> None:
    page = here.get(ADD).content.decode()
    weak = Passkey(is_verifying=False)
    data = {"credential": json.dumps(weak.create(options_on(page))), "passwordless": "on"}
    assert MISFIT in here.post(ADD, data).content.decode() or kinds(owner) == []
    add_passkey(here, key=weak, alone=False)
    client = visitor()
    passkey_step(client, weak)
    assert not is_signed_in(client)


def test_only_what_signing_in_needs_is_kept(here: Client, owner: User) -> None:
    page = here.get(ADD).content.decode()
    credential = Passkey().create(options_on(page))
    credential["clientExtensionResults"]["credProps"]["more"] = "\x00"
    credential |= {"junk": "\x00" * 100, "authenticatorAttachment": "platform"}
    here.post(ADD, {"name": "x" * 500, "credential": json.dumps(credential)})
    (stored,) = Authenticator.objects.filter(user=owner, type="webauthn")
    assert stored.data["name"] == "x" * 60
    assert set(stored.data["credential"]) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert "\\u0000" not in json.dumps(stored.data)


def test_the_answer_to_another_challenge_is_refused(here: Client) -> None:
    key = add_passkey(here)
    client = visitor()
    answer = key.get(login_options(client))
    login_options(client)
    assert client.post(LOGIN, {"credential": json.dumps(answer)})["Location"] == reverse("account_login")
    assert not is_signed_in(client)


def test_an_answer_works_once(here: Client) -> None:
    key = add_passkey(here)
    client = visitor()
    answer = {"credential": json.dumps(key.get(login_options(client)))}
    client.post(LOGIN, answer)
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    client.post(LOGIN, answer)
    assert not is_signed_in(client)


def test_a_wrong_signature_is_refused_and_noted(here: Client) -> None:
    key, thief = add_passkey(here), Passkey()
    thief.id, thief.host, thief.user_handle = key.id, key.host, key.user_handle
    client = visitor()
    answer = passkey_step(client, thief)
    assert MISFIT in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)
    entry = AuditEntry.objects.filter(action="sign_in.failed").get()
    assert (entry.user_id, entry.details["ways"]) == (None, ["passkey"])


def test_the_key_of_one_account_does_not_open_another(here: Client, owner: User) -> None:
    key, other = add_passkey(here), Passkey()
    add_passkey(signed_in_client(confirmed(UserFactory()), **HOST), key=other)
    key.user_handle = other.user_handle
    client = visitor()
    passkey_step(client, key)
    assert not is_signed_in(client)


def test_somebody_switched_off_stays_out(here: Client, owner: User) -> None:
    key = add_passkey(here)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    client = visitor()
    assert passkey_step(client, key)["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(here: Client, owner: User, mailbox: MailServer) -> None:
    key = add_passkey(here)
    (known,) = second_steps(owner).passkeys
    edit, remove = reverse("mfa_edit_webauthn", args=[known.pk]), reverse("mfa_remove_webauthn", args=[known.pk])
    stranger = signed_in_client(confirmed(UserFactory()), **HOST)
    for address in (edit, remove):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"name": "Mine"}).status_code == 404
    assert here.post(edit, {"name": "Laptop"})["Location"] == reverse("mfa_list_webauthn")
    assert second_steps(owner).passkeys[0].name == "Laptop"
    assert "Remove Laptop" in here.get(remove).content.decode()
    here.post(remove)
    assert kinds(owner) == []
    assert mailbox.subjects(owner.email)[-1] == "A passkey was removed"
    client = visitor()
    passkey_step(client, key)
    assert not is_signed_in(client)


def test_an_empty_name_is_refused_when_renaming(here: Client, owner: User) -> None:
    add_passkey(here)
    (known,) = second_steps(owner).passkeys
    page = here.post(reverse("mfa_edit_webauthn", args=[known.pk]), {"name": " "})
    assert "This field is required." in page.content.decode()


def test_the_page_wanted_before_is_opened_after_a_passkey(here: Client) -> None:
    key = add_passkey(here)
    client = visitor()
    data = {"credential": json.dumps(key.get(login_options(client))), "next": "/markets/"}
    assert client.post(LOGIN, data)["Location"] == "/markets/"


def post_login(client: Client, text: str):
    client.get(LOGIN, HTTP_ACCEPT="application/json")
    return client.post(LOGIN, {"credential": text})


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "1", '"text"', "{", "\x00", "[" * 60_000, "{" * 10, '{"a":' * 20_000),
        '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
        '{"response": {"userHandle": "_w"}}',
        json.dumps({"id": "x" * 70_000}),
    ],
    ids=range(13),
)
def test_what_is_no_passkey_is_refused(text: str) -> None:
    client = visitor()
    assert post_login(client, text)["Location"] == reverse("account_login")
    assert not is_signed_in(client)


@pytest.mark.usefixtures("without_limits")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature"]),
    value=json_values,
)
def test_a_passkey_with_a_foreign_part_never_breaks_the_sign_in(owned_key: Passkey, part: str, value: Any) -> None:
    client, key = visitor(), owned_key
    credential = key.get(login_options(client))
    place = credential if part in credential else credential["response"]
    place[part] = value
    assert client.post(LOGIN, {"credential": json.dumps(credential)}).status_code == 302


@pytest.mark.usefixtures("without_limits")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "credProps"]),
    value=json_values,
)
def test_adding_one_with_a_foreign_part_never_breaks_the_page(here: Client, part: str, value: Any) -> None:
    credential = Passkey().create(options_on(here.get(ADD).content.decode()))
    place = next(
        each for each in (credential, credential["response"], credential["clientExtensionResults"]) if part in each
    )
    place[part] = value
    assert here.post(ADD, {"credential": json.dumps(credential)}).status_code in {200, 302}


@pytest.fixture
def owned_key(here: Client) -> Passkey:
    return add_passkey(here)


@pytest.fixture
def without_limits(settings: Any) -> None:
    settings.MFA_RATE_LIMITS = {"webauthn_login": ""}
