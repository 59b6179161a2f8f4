"""Where forms may lead."""

import pytest

from accounts.billing.origins import form_origins


@pytest.mark.parametrize(
    ("provider", "url", "expected"),
    [
        ("manual", "https://api.stripe.com", []),
        ("stripe", "https://api.stripe.com/", ["https://checkout.stripe.com", "https://billing.stripe.com"]),
        ("stripe", "http://127.0.0.1:9000/x", ["http://127.0.0.1:9000"]),
    ],
)
def test_only_the_pages_of_the_provider_in_use_are_allowed(provider: str, url: str, expected: list[str]) -> None:
    assert form_origins(provider, url) == expected
