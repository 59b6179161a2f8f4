"""Where a request comes from, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from project.common.addresses import address_of, is_within
from project.common.errors import Denied


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address.

    Each of our TRUSTED_PROXY_COUNT proxies appends one address to X-Forwarded-For; what stands further left is
    whatever the visitor wrote. A header that is too short or no address counts as none.
    """
    remote = str(request.META.get("REMOTE_ADDR") or "")
    count = settings.TRUSTED_PROXY_COUNT
    if not count:
        return remote
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(forwarded) < count:
        return remote
    try:
        return str(ipaddress.ip_address(forwarded[-count]))
    except ValueError:
        return remote


def check_address(request: HttpRequest) -> None:
    """Raise Denied for an address outside GPT_API_IP_ALLOWLIST, when there is one."""
    if not settings.GPT_API_IP_ALLOWLIST:
        return
    address = address_of(client_address(request))
    if address is None:
        raise Denied("This API answers listed addresses only, and yours is not known.")
    if not is_within(address, settings.GPT_API_IP_ALLOWLIST):
        raise Denied(f"This API answers listed addresses only, and {address} is not one of them.")
