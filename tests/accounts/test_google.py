"""Google sign-in against a real OpenID provider on the loopback."""

import base64
import hashlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.google import form_targets, provider_settings
from accounts.models import User
from tests.factories import PASSWORD, UserFactory
from tests.fakes.oidc import GoogleDouble, query_of

pytestmark = [
    pytest.mark.django_db,
    # The provider's own: it answers in the thread of its server.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]


def begin(client: Client, **query: str) -> str:
    answer = client.post(reverse("google_login"), query_params=query)
    assert answer.status_code == 302
    return answer["Location"]


def sign_in(client: Client, google: GoogleDouble, sub: str, **query: str):
    back = urlsplit(google.allow(begin(client, **query), sub))
    return client.get(f"{back.path}?{back.query}")


def signed_in_user(client: Client) -> User | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def confirm(user: User) -> EmailAddress:
    return EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def test_a_new_person_gets_an_account_with_the_defaults(client: Client, google: GoogleDouble) -> None:
    google.person("g-1", email="mara@example.com", email_verified=True, given_name="Mara", family_name="Lind")
    answer = sign_in(client, google, "g-1")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get(email="mara@example.com")
    assert signed_in_user(client) == user
    assert (user.username, user.theme, user.has_usable_password()) == ("mara", "dark", False)
    assert EmailAddress.objects.get(user=user).verified
    assert SocialAccount.objects.get(user=user).uid == "g-1"


def test_the_second_visit_finds_the_account_by_its_google_id(client: Client, google: GoogleDouble) -> None:
    google.person("g-2", email="second@example.com", email_verified=True)
    sign_in(client, google, "g-2")
    google.person("g-2", email="moved@example.com", email_verified=False)
    other = Client()
    sign_in(other, google, "g-2")
    assert signed_in_user(other) == signed_in_user(client)
    assert User.objects.count() == 1


def test_an_account_with_the_same_confirmed_address_is_linked(client: Client, google: GoogleDouble) -> None:
    user = UserFactory(email="kai@example.com")
    confirm(user)
    google.person("g-3", email="kai@example.com", email_verified=True)
    sign_in(client, google, "g-3")
    assert signed_in_user(client) == user
    assert SocialAccount.objects.get(uid="g-3").user == user
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_address_that_google_has_not_confirmed_opens_nothing(client: Client, google: GoogleDouble) -> None:
    user = UserFactory(email="victim@example.com")
    confirm(user)
    google.person("g-4", email="victim@example.com", email_verified=False)
    answer = sign_in(client, google, "g-4")
    assert answer.status_code == 403
    assert "Google has not confirmed the e-mail address" in answer.content.decode()
    assert signed_in_user(client) is None
    assert not SocialAccount.objects.exists()


def test_an_unconfirmed_google_address_is_answered_alike_whether_known_or_not(google: GoogleDouble) -> None:
    UserFactory(email="known@example.com")
    google.person("g-5", email="known@example.com", email_verified=False)
    google.person("g-6", email="unknown@example.com", email_verified=False)
    pages = [sign_in(Client(), google, sub) for sub in ("g-5", "g-6")]
    assert [page.status_code for page in pages] == [403, 403]
    assert pages[0].context["reason"] == pages[1].context["reason"] == "unconfirmed"
    assert User.objects.count() == 1


def test_somebody_who_registered_the_address_first_cannot_catch_its_owner(client: Client, google: GoogleDouble) -> None:
    squatter = UserFactory(email="owner@example.com")
    google.person("g-7", email="owner@example.com", email_verified=True)
    answer = sign_in(client, google, "g-7")
    assert answer.status_code == 403
    assert "without having confirmed it" in answer.content.decode()
    assert signed_in_user(client) is None
    assert not SocialAccount.objects.filter(user=squatter).exists()


def test_a_pending_change_to_an_address_does_not_count_as_having_it(client: Client, google: GoogleDouble) -> None:
    squatter = UserFactory()
    EmailAddress.objects.create(user=squatter, email="pending@example.com", verified=False)
    google.person("g-8", email="pending@example.com", email_verified=True)
    sign_in(client, google, "g-8")
    user = signed_in_user(client)
    assert user is not None
    assert user != squatter


def test_pkce_is_really_sent(client: Client, google: GoogleDouble) -> None:
    google.person("g-9", email="pkce@example.com", email_verified=True)
    asked = query_of(begin(client))
    assert asked["code_challenge_method"] == "S256"
    sign_in(client, google, "g-9")
    sent = google.visits("/oauth2/authorize")[-1].query["code_challenge"]
    verifier = google.visits("/oauth2/token")[-1].form["code_verifier"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert sent == digest
    assert len(verifier) >= 43


def test_scope_and_client_are_what_was_configured(client: Client, google: GoogleDouble) -> None:
    asked = query_of(begin(client))
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["client_id"] == "client-1"


@pytest.mark.parametrize("state", ["", "somebody-elses-state"])
def test_a_wrong_state_signs_nobody_in(client: Client, google: GoogleDouble, state: str) -> None:
    google.person("g-10", email="state@example.com", email_verified=True)
    back = google.allow(begin(client), "g-10")
    answer = client.get(reverse("google_callback"), {"code": query_of(back)["code"], "state": state})
    assert answer.status_code == 401
    assert signed_in_user(client) is None
    assert google.visits("/oauth2/token") == []


def test_a_state_of_another_browser_signs_nobody_in(google: GoogleDouble) -> None:
    google.person("g-11", email="csrf@example.com", email_verified=True)
    attacker, victim = Client(), Client()
    back = urlsplit(google.allow(begin(attacker), "g-11"))
    answer = victim.get(f"{back.path}?{back.query}")
    assert answer.status_code == 401
    assert signed_in_user(victim) is None


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"aud": "another-client"}, id="audience"),
        pytest.param({"iss": "https://accounts.example.com"}, id="issuer"),
        pytest.param({"exp": 1_000_000_000}, id="expired"),
    ],
)
def test_a_token_that_is_not_for_us_signs_nobody_in(
    client: Client, google: GoogleDouble, claims: dict[str, object]
) -> None:
    google.person("g-12", email="token@example.com", email_verified=True)
    google.claims = claims
    answer = sign_in(client, google, "g-12")
    assert answer.status_code == 401
    assert "The answer from Google could not be used" in answer.content.decode()
    assert signed_in_user(client) is None
    assert not User.objects.exists()


def test_a_token_with_a_forged_signature_signs_nobody_in(client: Client, google: GoogleDouble) -> None:
    google.person("g-13", email="forged@example.com", email_verified=True)
    google.forged = True
    assert sign_in(client, google, "g-13").status_code == 401
    assert not User.objects.exists()


def test_leaving_google_early_changes_nothing(client: Client, google: GoogleDouble) -> None:
    back = urlsplit(google.deny(begin(client)))
    answer = client.get(f"{back.path}?{back.query}", follow=True)
    assert "Sign-in cancelled" in answer.content.decode()


def test_closed_registration_also_closes_google(client: Client, google: GoogleDouble, settings: Settings) -> None:
    settings.REGISTRATION = "closed"
    google.person("g-14", email="late@example.com", email_verified=True)
    answer = sign_in(client, google, "g-14")
    assert "Registration is closed" in answer.content.decode()
    assert not User.objects.exists()


def test_a_signed_in_user_connects_and_disconnects_google(client: Client, google: GoogleDouble) -> None:
    user = UserFactory()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    google.person("g-15", email="other-address@example.com", email_verified=False)
    answer = sign_in(client, google, "g-15", process="connect")
    assert answer["Location"] == reverse("account_reauthenticate")
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == reverse("socialaccount_connections")
    account = SocialAccount.objects.get(user=user)
    assert "other-address@example.com" in client.get(reverse("socialaccount_connections")).content.decode()
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_google_cannot_be_disconnected_without_a_password(client: Client, google: GoogleDouble) -> None:
    google.person("g-16", email="only@example.com", email_verified=True)
    sign_in(client, google, "g-16")
    account = SocialAccount.objects.get()
    answer = client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert "Set a password first" in answer.content.decode()
    assert SocialAccount.objects.exists()


def test_the_button_is_there_when_google_is_configured(client: Client, google: GoogleDouble) -> None:
    for path in ("/", reverse("account_login"), reverse("account_signup")):
        assert "Continue with Google" in client.get(path).content.decode()


def test_the_button_is_absent_when_google_is_not_configured(client: Client) -> None:
    for path in ("/", reverse("account_login"), reverse("account_signup")):
        assert "Continue with Google" not in client.get(path).content.decode()


def test_half_a_key_configures_nothing() -> None:
    assert provider_settings("client-1", "", {})["google"]["APPS"] == []
    assert provider_settings("", "secret-1", {})["google"]["APPS"] == []


def test_an_unknown_endpoint_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"GOOGLE_BASE_URLS names tokens\. Choose from authorize, token"):
        provider_settings("client-1", "secret-1", {"tokens": "http://127.0.0.1/"})


def test_the_form_may_only_be_sent_on_to_the_provider() -> None:
    assert form_targets("", {}) == []
    assert form_targets("client-1", {}) == ["https://accounts.google.com"]
    assert form_targets("client-1", {"authorize": "http://127.0.0.1:9/a"}) == ["http://127.0.0.1:9"]


def test_the_environment_reaches_allauth_and_the_policy() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from allauth.socialaccount.providers.google import views\n"
        "print(views.AUTHORIZE_URL, views.ID_TOKEN_ISSUER)\n"
        "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1])\n"
    )
    urls = '{"authorize": "http://127.0.0.1:9/a", "issuer": "http://127.0.0.1:9"}'
    google = {"GOOGLE_CLIENT_ID": "c", "GOOGLE_CLIENT_SECRET": "s", "GOOGLE_BASE_URLS": urls}
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "project.settings", **google}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=django_settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["http://127.0.0.1:9/a", "http://127.0.0.1:9", "http://127.0.0.1:9"]
