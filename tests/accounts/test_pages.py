"""Every address of allauth shows a page of ours."""

import re

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.mfa import second_steps
from accounts.models import User
from tests.accounts.second_steps import add_app, add_passkey, confirmed, signed_in_client
from tests.factories import PASSWORD
from tests.fakes.oidc import GoogleDouble

pytestmark = pytest.mark.django_db

VISITOR = {
    "account_login": ("Sign in", 200),
    "account_signup": ("Create account", 200),
    "account_inactive": ("Account switched off", 200),
    "account_email_verification_sent": ("Confirm your e-mail", 200),
    "account_reset_password": ("Reset password", 200),
    "account_reset_password_done": ("Mail sent", 200),
    "account_reset_password_from_key_done": ("Password saved", 200),
    "socialaccount_login_cancelled": ("Sign-in cancelled", 200),
    "socialaccount_login_error": ("Google sign-in failed", 401),
}
USER = {
    "account_logout": "Sign out",
    "account_email": "Account",
    "account_change_password": "Account",
    "account_reauthenticate": "Confirm it is you",
    "socialaccount_connections": "Account",
}
TESTED_BELOW = {
    "account_confirm_email",
    "account_reset_password_from_key",
    "account_set_password",
    "google_login",
    "google_callback",
    "google_login_by_token",
    "socialaccount_signup",
}
WITHOUT_A_PAGE = {"account_confirm_login_code"}
"""Leads to the sign-in page: signing in by a mailed code is not switched on."""
ON_THE_SECURITY_PAGE = {"usersessions_list", "mfa_index", "mfa_list_webauthn"}
# Behind the password, once more; each is walked through in test_mfa.py and test_passkeys.py too.
CONFIRMED = {
    "mfa_activate_totp": "Set up an authenticator app",
    "mfa_add_webauthn": "Add a passkey",
    "mfa_generate_recovery_codes": "Make new recovery codes",
    "mfa_view_recovery_codes": "Recovery codes",
    "mfa_deactivate_totp": "Turn off the authenticator app",
    "mfa_edit_webauthn": "Rename Phone",
    "mfa_remove_webauthn": "Remove Phone",
}
NEEDS_A_SECOND_STEP = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
BETWEEN = {"mfa_authenticate", "mfa_login_webauthn", "mfa_download_recovery_codes"}
"""Half way in, JSON, and a file: tested in test_mfa.py and test_passkeys.py."""


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        elif pattern.name:
            found.add(pattern.name)
    return found


def heading(answer) -> str:
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    return found.strip()


def is_ours(answer) -> bool:
    page = answer.content.decode()
    return 'id="main"' in page and "css/account.css" in page and "Third-Party" not in page


def test_no_address_of_allauth_is_forgotten_here() -> None:
    resolvers = [each for each in get_resolver().url_patterns if str(each.pattern) == "accounts/"]
    walked = set(VISITOR) | set(USER) | set(CONFIRMED) | TESTED_BELOW | NEEDS_A_SECOND_STEP
    assert names(resolvers) | {"google_callback"} == walked | BETWEEN | WITHOUT_A_PAGE | ON_THE_SECURITY_PAGE


@pytest.mark.parametrize("name", VISITOR)
def test_a_visitors_page_is_ours(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert (heading(answer), answer.status_code) == VISITOR[name]
    assert is_ours(answer)


@pytest.mark.parametrize("name", USER)
def test_a_users_page_is_ours(client: Client, user: User, name: str) -> None:
    client.force_login(user)
    answer = client.get(reverse(name))
    assert (heading(answer), answer.status_code) == (USER[name], 200)
    assert is_ours(answer)


@pytest.mark.parametrize("name", CONFIRMED)
def test_a_page_behind_the_password_is_ours(user: User, name: str) -> None:
    client = signed_in_client(confirmed(user), HTTP_HOST="localhost")
    args = []
    if name not in {"mfa_activate_totp", "mfa_add_webauthn"}:
        add_app(user)
        add_passkey(client)
        args = [second_steps(user).passkeys[0].pk] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else []
    answer = client.get(reverse(name, args=args))
    assert (heading(answer), answer.status_code) == ("Account", 200)
    assert f"{CONFIRMED[name]}</h2>" in answer.content.decode()
    assert is_ours(answer)


@pytest.mark.parametrize("name", NEEDS_A_SECOND_STEP)
def test_the_other_ways_to_confirm_are_ours(user: User, name: str) -> None:
    client = signed_in_client(confirmed(user), HTTP_HOST="localhost")
    assert client.get(reverse(name))["Location"] == reverse("account_reauthenticate")
    add_passkey(client)
    answer = client.get(reverse(name))
    assert heading(answer) == "Confirm it is you"
    assert is_ours(answer)


@pytest.mark.parametrize("name", ON_THE_SECURITY_PAGE)
def test_what_stands_on_the_security_page_leads_there(client: Client, user: User, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))
    client.force_login(user)
    assert client.get(reverse(name))["Location"].startswith(reverse("security"))


@pytest.mark.parametrize("name", [*USER, "account_set_password"])
def test_a_users_page_sends_a_visitor_to_sign_in(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"] in {"/", f"{reverse('account_login')}?next={reverse(name)}"}


def test_signing_in_by_code_is_off(client: Client) -> None:
    assert client.get(reverse("account_confirm_login_code"))["Location"] == reverse("account_login")


def test_the_first_password_page_is_ours(client: Client, user: User) -> None:
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    answer = client.get(reverse("account_set_password"))
    assert heading(answer) == "Account"
    assert is_ours(answer)


def test_the_confirmation_page_is_ours(client: Client, user: User) -> None:
    address = EmailAddress.objects.create(user=user, email=user.email)
    answer = client.get(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))
    assert heading(answer) == "Confirm e-mail"
    assert is_ours(answer)


def test_the_confirmation_page_of_a_taken_address_says_so(client: Client, user: User, admin_user: User) -> None:
    address = EmailAddress.objects.create(user=user, email="both@example.com")
    EmailAddress.objects.create(user=admin_user, email="both@example.com", verified=True)
    answer = client.get(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))
    assert heading(answer) == "This address is taken"


def test_a_wrong_reset_link_is_ours(client: Client) -> None:
    answer = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "no-such"}))
    assert heading(answer) == "This link does not work"
    assert is_ours(answer)


def test_the_page_before_google_is_ours(client: Client, google: GoogleDouble) -> None:
    answer = client.get(reverse("google_login"))
    assert heading(answer) == "Continue with Google"
    assert is_ours(answer)


def test_google_without_an_answer_is_ours(client: Client, google: GoogleDouble) -> None:
    for answer in (client.get(reverse("google_callback")), client.get(reverse("google_login_by_token"))):
        assert heading(answer) == "Google sign-in failed"
        assert is_ours(answer)


@pytest.mark.parametrize("name", ["google_login", "google_callback", "google_login_by_token"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_google_addresses_are_not_found_while_google_is_not_configured(client: Client, name: str, method: str) -> None:
    assert getattr(client, method)(reverse(name)).status_code == 404


def test_the_last_step_after_google_needs_google(client: Client) -> None:
    assert client.get(reverse("socialaccount_signup"))["Location"] == reverse("account_login")


def test_signing_out_takes_a_post(client: Client, user: User) -> None:
    client.force_login(user)
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_form_without_its_token_is_refused(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    for name in ("account_login", "account_signup", "account_logout", "account_reset_password"):
        assert client.post(reverse(name), {"login": user.username, "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    ("after", "goes_to"),
    [
        ("/markets/?q=btc", "/markets/?q=btc"),
        ("https://evil.example.com/", "/"),
        ("//evil.example.com/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_sign_in_only_our_own_pages_are_opened(client: Client, user: User, after: str, goes_to: str) -> None:
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD, "next": after})
    assert answer["Location"] == goes_to


def test_the_wanted_page_survives_a_failed_sign_in(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "nobody", "password": "wrong", "next": "/markets/"})
    assert '<input type="hidden" name="next" value="/markets/">' in answer.content.decode()


def test_someone_switched_off_is_told_so_only_with_the_right_password(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    right = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    wrong = client.post(reverse("account_login"), {"login": user.username, "password": "wrong"})
    assert right["Location"] == reverse("account_inactive")
    assert "is wrong." in wrong.content.decode()


def test_an_unconfirmed_address_is_named_with_a_button_to_mail_again(client: Client, user: User) -> None:
    client.force_login(user)
    assert f"{user.email} is not confirmed." in client.get(reverse("preferences")).content.decode()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert "is not confirmed." not in client.get(reverse("preferences")).content.decode()
