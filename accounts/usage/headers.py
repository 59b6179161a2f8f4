"""The response headers that tell a program how many calls it has left.

Source: draft-ietf-httpapi-ratelimit-headers for RateLimit and RateLimit-Policy, which are structured fields (RFC 9651).
"""

from django.http import HttpRequest

from accounts.usage.admission import Standing, admission_of


def limit_headers(request: HttpRequest) -> dict[str, str]:
    """Return the headers of the tightest layer; none when nothing limited the call. Resets are seconds from now."""
    admission = admission_of(request)
    if admission is None or admission.tightest is None:
        return {}
    tightest = admission.tightest
    return {
        "X-RateLimit-Limit": str(tightest.limit),
        "X-RateLimit-Remaining": str(tightest.remaining),
        "X-RateLimit-Reset": str(tightest.reset_s),
        "RateLimit": f'"{tightest.name}";r={tightest.remaining};t={tightest.reset_s}',
        "RateLimit-Policy": ", ".join(policy(layer) for layer in admission.standings),
    }


def policy(layer: Standing) -> str:
    return f'"{layer.name}";q={layer.limit};w={layer.window_s}'
