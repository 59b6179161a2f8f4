"""What the tests of two-step sign-in do again and again: sign in, confirm, type codes, hold passkeys."""

import json
import re
import time
from html import unescape
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD
from tests.fakes.passkeys import Passkey

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRONG_CODE = "000000"
PERIOD_S = 30


def confirmed(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    return user


def password_step(client: Client, user: User, **extra: Any):
    return client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD}, **extra)


def confirm(client: Client) -> None:
    """Type the password once more, as sensitive changes ask."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def signed_in_client(user: User, **extra: Any) -> Client:
    """Return a browser that has just signed in and confirmed the password."""
    client = Client(**extra)
    password_step(client, user)
    assert is_signed_in(client)
    confirm(client)
    return client


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def add_app(user: User) -> None:
    TOTP.activate(confirmed(user), SECRET)


def code_now(secret: str = SECRET) -> str:
    """Return the app's six digits, not at the very end of their time."""
    while time.time() % PERIOD_S > PERIOD_S - 1:
        time.sleep(0.05)
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // PERIOD_S))


def options_on(page: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script id="passkey-options" type="application/json">(.*?)</script>', page)
    return json.loads(unescape(found))


def add_passkey(client: Client, *, name: str = "Phone", key: Passkey | None = None, alone: bool = True) -> Passkey:
    """Add a passkey through the page, in a browser that is signed in and has confirmed."""
    key = key or Passkey()
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    data = {"name": name, "credential": json.dumps(key.create(options_on(page)))}
    answer = client.post(reverse("mfa_add_webauthn"), {**data, **({"passwordless": "on"} if alone else {})})
    assert answer.status_code == 302, answer.content.decode()
    return key


def login_options(client: Client) -> dict[str, Any]:
    return client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json").json()["request_options"]


def passkey_step(client: Client, key: Passkey, **changes: Any):
    """Sign in with a passkey alone; ``changes`` replace parts of its answer."""
    credential = key.get(login_options(client)) | changes
    return client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(credential)})


def kinds(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
