"""A mail server and a Google of our own, and an administrator at work."""

from collections.abc import Iterator

import pytest
from allauth.socialaccount.providers.google import views as google_views
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.billing.catalog import load_catalog
from accounts.google import provider_settings
from accounts.models import User
from tests.fakes.mail import MailServer, mail_server
from tests.fakes.oidc import GoogleDouble, google_double


@pytest.fixture
def site(client: Client, admin_user: User) -> Client:
    load_catalog()
    client.force_login(admin_user)
    return client


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[MailServer]:
    """Deliver mail to a loopback server, as with SMTP_HOST set: addresses must then be confirmed."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_USE_TLS = False
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
        yield server


@pytest.fixture(scope="session")
def google_server() -> Iterator[GoogleDouble]:
    with google_double() as double:
        yield double


@pytest.fixture
def google(google_server: GoogleDouble, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> GoogleDouble:
    """Point Google sign-in at the double, as GOOGLE_BASE_URLS does before allauth is imported."""
    google_server.ledger.clear()
    google_server.claims = {}
    google_server.forged = False
    settings.SOCIALACCOUNT_PROVIDERS = provider_settings("client-1", "secret-1", google_server.base_urls)
    endpoints = settings.SOCIALACCOUNT_PROVIDERS["google"]
    for name in ("CERTS_URL", "ID_TOKEN_ISSUER"):
        monkeypatch.setattr(google_views, name, endpoints[name])
    for name in ("access_token_url", "authorize_url", "identity_url", "id_token_issuer"):
        monkeypatch.setattr(google_views.GoogleOAuth2Adapter, name, endpoints[name.upper()])
    return google_server
