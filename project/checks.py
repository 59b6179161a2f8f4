"""Settings that each are right and together are not; `manage.py check` lists them, and `up` prints them as notes."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register


@register
def google_needs_both(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    if bool(settings.GOOGLE_CLIENT_ID) == bool(settings.GOOGLE_CLIENT_SECRET):
        return []
    given, missing = ("ID", "SECRET") if settings.GOOGLE_CLIENT_ID else ("SECRET", "ID")
    text = f"GOOGLE_CLIENT_{given} is set and GOOGLE_CLIENT_{missing} is not, so nobody can sign in with Google."
    return [Error(text, hint="Set both, or neither.", id="tidewatch.E001")]


@register
def https_needs_a_trusted_proxy(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    if not settings.IS_HTTPS or settings.SECURE_PROXY_SSL_HEADER:
        return []
    text = "PUBLIC_URL is https and TRUST_PROXY is off, so every request looks like plain http and is redirected."
    return [Info(text, hint="Set TRUST_PROXY=true behind the proxy that has the certificate.", id="tidewatch.I001")]


@register
def others_can_read_along(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    if settings.IS_HTTPS or settings.IS_LOCAL:
        return []
    text = f"Other machines reach {settings.HOST} by plain http, so passwords can be read on the way."
    return [Info(text, hint="Put a proxy with a certificate in front and set PUBLIC_URL.", id="tidewatch.I002")]


def notes() -> list[str]:
    """Return what these checks say, each with what to do."""
    found = [
        message
        for check in (google_needs_both, https_needs_a_trusted_proxy, others_can_read_along)
        for message in check(None)
    ]
    return [f"{message.msg} {message.hint}" for message in found]
