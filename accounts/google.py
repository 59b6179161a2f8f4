"""Google sign-in: its settings, and a callback that checks the token's signature."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

GOOGLE = "https://accounts.google.com"
# What GOOGLE_BASE_URLS calls an endpoint, and what allauth calls it.
ENDPOINTS = {
    "authorize": "AUTHORIZE_URL",
    "token": "ACCESS_TOKEN_URL",
    "issuer": "ID_TOKEN_ISSUER",
    "certs": "CERTS_URL",
    "identity": "IDENTITY_URL",
}


def provider_settings(client_id: str, secret: str, base_urls: Mapping[str, str]) -> dict[str, Any]:
    """Return SOCIALACCOUNT_PROVIDERS; without both halves of the key there is no Google app, hence no button.

    Raises ImproperlyConfigured for an endpoint that does not exist.
    """
    unknown = set(base_urls) - set(ENDPOINTS)
    if unknown:
        names, choices = ", ".join(sorted(unknown)), ", ".join(ENDPOINTS)
        raise ImproperlyConfigured(f"GOOGLE_BASE_URLS names {names}. Choose from {choices}.")
    apps = [{"client_id": client_id, "secret": secret, "key": ""}] if client_id and secret else []
    return {
        "google": {
            "APPS": apps,
            "SCOPE": ["openid", "profile", "email"],
            "AUTH_PARAMS": {"access_type": "online", "prompt": "select_account"},
            "OAUTH_PKCE_ENABLED": True,
            **{ENDPOINTS[name]: url for name, url in base_urls.items()},
        }
    }


def form_targets(client_id: str, base_urls: Mapping[str, str]) -> list[str]:
    """Return the origins that the sign-in form is sent on to, for the CSP."""
    if not client_id:
        return []
    parts = urlsplit(base_urls.get("authorize", GOOGLE))
    return [f"{parts.scheme}://{parts.netloc}"]
