"""A cookie known beforehand is worth nothing after a sign-in, and an old one nothing after a new password."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.second_steps import (
    add_app,
    add_passkey,
    code_now,
    confirmed,
    is_signed_in,
    passkey_step,
    password_step,
    signed_in_client,
)
from tests.accounts.test_google import sign_in as google_sign_in
from tests.factories import PASSWORD
from tests.fakes.mail import MailServer, links_of
from tests.fakes.oidc import GoogleDouble

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

HOST = {"HTTP_HOST": "localhost"}
NEW = "another table for sailors"
NEW_TWICE = {"password1": NEW, "password2": NEW}
PAGE = reverse("preferences")


def planted() -> tuple[Client, str]:
    """Return a visitor's browser and its session key, which somebody else may know."""
    client = Client(**HOST)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client, session.session_key


def opens(key: str) -> bool:
    """Tell whether a cookie with that key shows a page of the account."""
    thief = Client(**HOST)
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    return thief.get(PAGE).status_code == 200


def by_password(client: Client, user: User) -> None:
    password_step(client, user)


def by_code(client: Client, user: User) -> None:
    add_app(user)
    password_step(client, user)
    half_way = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert not opens(half_way)


def by_passkey(client: Client, user: User) -> None:
    passkey_step(client, add_passkey(signed_in_client(confirmed(user), **HOST)))


def by_signing_up(client: Client, user: User) -> None:
    client.post(reverse("account_signup"), {"username": "mara", "email": "mara@example.com", "password1": PASSWORD})


@pytest.mark.parametrize("way_in", [by_password, by_code, by_passkey, by_signing_up])
def test_the_key_from_before_opens_nothing(user: User, way_in: Callable[[Client, User], None]) -> None:
    client, key = planted()
    way_in(client, user)
    assert is_signed_in(client)
    assert client.session.session_key != key
    assert not opens(key)


def test_the_key_from_before_google_opens_nothing(user: User, google: GoogleDouble) -> None:
    google.person("g-1", email=confirmed(user).email, email_verified=True, given_name="Mara")
    client, key = planted()
    google_sign_in(client, google, "g-1")
    assert is_signed_in(client)
    assert not opens(key)


def test_a_key_that_nobody_issued_is_not_taken_up(user: User) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    password_step(client, user)
    assert client.session.session_key != "a" * 32


def changes_it(client: Client) -> None:
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW_TWICE})


def ends_the_others(client: Client) -> None:
    client.post(reverse("end_others"))


@pytest.mark.parametrize("act", [changes_it, ends_the_others])
def test_the_other_browsers_cookie_opens_nothing_afterwards(user: User, act: Callable[[Client], None]) -> None:
    here, there = signed_in_client(user), signed_in_client(user)
    key = there.session.session_key
    assert opens(key)
    act(here)
    assert not opens(key)
    assert here.get(PAGE).status_code == 200


def test_the_own_key_changes_with_the_password(user: User) -> None:
    client = signed_in_client(user)
    key = client.session.session_key
    changes_it(client)
    assert is_signed_in(client)
    assert not opens(key)


def test_a_reset_password_ends_every_cookie(user: User, mailbox: MailServer) -> None:
    keys = [signed_in_client(confirmed(user)).session.session_key for _ in range(2)]
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": user.email})
    page = visitor.get(links_of(mailbox.newest(user.email))[0], follow=True)
    visitor.post(page.redirect_chain[-1][0], NEW_TWICE)
    assert not any(opens(key) for key in keys)


def test_signing_out_ends_the_cookie(user: User) -> None:
    client = signed_in_client(user)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert not opens(key)


def test_the_cookie_of_somebody_switched_off_opens_nothing(user: User) -> None:
    key = signed_in_client(user).session.session_key
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not opens(key)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, user: User) -> None:
    cookie = password_step(client, user).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
