import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from project.checks import notes


def ids() -> list[str | None]:
    return [message.id for message in run_checks() if str(message.id).startswith("tidewatch.")]


def test_settings_as_they_come_need_no_note() -> None:
    assert notes() == []
    assert ids() == []


@pytest.mark.parametrize("given", ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"])
def test_half_of_google_is_an_error(settings: Settings, given: str) -> None:
    setattr(settings, given, "given")
    assert ids() == ["tidewatch.E001"]
    assert notes()[0].startswith(f"{given} is set and GOOGLE_CLIENT_")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ([], "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are"),
        (["STRIPE_SECRET_KEY"], "STRIPE_WEBHOOK_SECRET is"),
        (["STRIPE_WEBHOOK_SECRET"], "STRIPE_SECRET_KEY is"),
    ],
)
def test_stripe_without_both_secrets_is_an_error(settings: Settings, given: list[str], missing: str) -> None:
    settings.BILLING_PROVIDER = "stripe"
    for name in given:
        setattr(settings, name, "given")
    assert ids() == ["tidewatch.E002"]
    assert notes()[0].startswith(f"BILLING_PROVIDER is stripe and {missing} not set.")
    settings.STRIPE_SECRET_KEY = settings.STRIPE_WEBHOOK_SECRET = "given"
    assert ids() == []


def test_https_without_a_trusted_proxy_would_redirect_for_ever(settings: Settings) -> None:
    settings.IS_HTTPS = True
    assert ids() == ["tidewatch.I001"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ids() == []


def test_plain_http_for_other_machines_is_noted(settings: Settings) -> None:
    settings.IS_LOCAL, settings.HOST = False, "0.0.0.0"
    assert ids() == ["tidewatch.I002"]
    assert "Other machines reach 0.0.0.0 by plain http" in notes()[0]
