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
def stripe_needs_both_secrets(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    if settings.BILLING_PROVIDER != "stripe":
        return []
    missing = [name for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET") if not getattr(settings, name)]
    if not missing:
        return []
    text = f"BILLING_PROVIDER is stripe and {' and '.join(missing)} {'are' if missing[1:] else 'is'} not set."
    hint = "Copy both from Stripe's dashboard, or set BILLING_PROVIDER=manual."
    return [Error(text, hint=hint, id="tidewatch.E002")]


@register
def https_needs_a_trusted_proxy(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    if not settings.IS_HTTPS or settings.SECURE_PROXY_SSL_HEADER:
        return []
    text = "PUBLIC_URL is https and TRUSTED_PROXY_COUNT is 0, so requests look like plain http and are redirected."
    return [
        Info(text, hint="Set TRUSTED_PROXY_COUNT=1 behind the proxy that has the certificate.", id="tidewatch.I001")
    ]


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
        for check in (google_needs_both, stripe_needs_both_secrets, https_needs_a_trusted_proxy, others_can_read_along)
        for message in check(None)
    ]
    return [f"{message.msg} {message.hint}" for message in found]
