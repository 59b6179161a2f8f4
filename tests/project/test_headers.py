"""What browsers are told to refuse, on every kind of answer of a deployment behind https."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.keys import create_key
from accounts.models import User
from tests.factories import InstrumentFactory
from tests.project.observatory import grade, policy_of
from tests.test_settings import values

PAGES = ["/", "/docs/", "/docs/settings/", "/accounts/login/", "/accounts/signup/", "/no-such-page/", "/ready"]
SIGNED_IN = ["/", "/alerts/", "/markets/", "/account/", "/accounts/password/change/"]
API = ["/api/v1/symbols", "/api/v1/nothing", "/api/v1/openapi.json", "/api/v1/docs", "/api/v1/redoc"]
ADMIN = ["/admin/", "/admin/accounts/user/"]
STATIC = ["/static/css/app.css", "/static/js/app.js", "/static/img/mark.svg", "/static/admin/css/base.css"]
# What a deployment behind https has and a test has not.
NAMES = (
    *("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_SSL_REDIRECT"),
    *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER", "SECURE_REDIRECT_EXEMPT"),
)


@pytest.fixture(scope="session")
def https_values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Read the settings as a deployment's environment makes them."""
    folder = Path(tmp_path_factory.mktemp("https"))
    return values(folder, *NAMES, PUBLIC_URL="https://terminal.example.com", TRUSTED_PROXY_COUNT="1")


@pytest.fixture
def https(settings: Settings, https_values: dict[str, object], db: None) -> Client:
    for name, value in https_values.items():
        setattr(settings, name, value)
    settings.API_DOCS = "everybody"
    return Client(headers={"X-Forwarded-Proto": "https"}, raise_request_exception=False)


def is_a_plus(client: Client, address: str) -> None:
    plain = client.get(address, headers={"X-Forwarded-Proto": "http"})
    if address == "/ready":  # asked by load balancers, which speak plain http
        plain.status_code, plain["Location"] = 301, "https://"
    letter, score = grade(client.get(address), plain)
    assert (letter, score >= 125) == ("A+", True), f"{address} has {letter}, {score}"


@pytest.mark.parametrize("address", [*PAGES, *API, *STATIC])
def test_a_visitor_gets_an_a_plus(https: Client, address: str) -> None:
    is_a_plus(https, address)


@pytest.mark.parametrize("address", SIGNED_IN)
def test_a_signed_in_page_has_an_a_plus(https: Client, user: User, address: str) -> None:
    https.force_login(user)
    is_a_plus(https, address)


@pytest.mark.parametrize("address", ADMIN)
def test_the_administration_has_an_a_plus(https: Client, admin_user: User, address: str) -> None:
    https.force_login(admin_user)
    is_a_plus(https, address)


def test_an_answer_of_the_api_has_an_a_plus(https: Client, user: User) -> None:
    https.defaults["HTTP_X_API_KEY"] = create_key(user, "Desk")[1]
    InstrumentFactory()
    is_a_plus(https, "/api/v1/symbols")


@pytest.mark.parametrize("address", ["/", "/api/v1/nothing", "/static/css/app.css", "/no-such-page/", "/admin/login/"])
def test_every_answer_closes_what_browsers_leave_open(client: Client, db: None, address: str) -> None:
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in response["Permissions-Policy"]
    assert response["X-Request-ID"]
    assert response["Cache-Control"]


def test_a_refused_body_has_them_too(client: Client, db: None) -> None:
    response = client.post("/api/v1/nothing", b"x" * 1_048_577, content_type="application/json")
    assert response.status_code == 413
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_plain_http_promises_no_https(client: Client, db: None) -> None:
    assert "Strict-Transport-Security" not in client.get("/")


def test_https_is_promised_for_a_year_with_every_subdomain(https: Client) -> None:
    assert https.get("/")["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_a_signed_in_page_is_not_stored_and_a_public_one_is_asked_for_again(client: Client, user: User) -> None:
    assert client.get("/docs/")["Cache-Control"] == "private, no-cache"
    client.force_login(user)
    assert client.get("/alerts/")["Cache-Control"] == "no-store"
    assert "max-age" in client.get("/static/css/app.css")["Cache-Control"]


def test_only_redoc_has_a_policy_of_its_own_and_it_allows_no_inline_text(client: Client, db: None) -> None:
    usual, swagger, redoc = (policy_of(client.get(address)) for address in ("/", "/api/v1/docs", "/api/v1/redoc"))
    assert swagger == usual
    assert {name for name in redoc if redoc[name] != usual[name]} == {"style-src"}
    assert [source for source in redoc["style-src"] if not source.startswith("'sha256-")] == ["'self'"]


def test_cookies_of_a_sign_in_stay_with_this_server(https: Client, user: User) -> None:
    page = https.get("/accounts/login/")
    assert page.cookies["csrftoken"]["httponly"]
    response = https.post("/accounts/login/", {"login": user.username, "password": "a tide table for sailors"})
    session = response.cookies["sessionid"]
    assert (session["httponly"], session["secure"], session["samesite"]) == (True, True, "Lax")
