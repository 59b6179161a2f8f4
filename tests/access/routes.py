"""Every address of the product, from the resolver and the API's own description."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from project.api import api

API_PREFIX = "api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield every address of a page, such as ``markets/<symbol>/``, without regular-expression marks."""
    for entry in resolver.url_patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield re.sub(
                r"[\^$]", "", re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)|<(?:\w+:)?(\w+)>", r"<\1\2>", address)
            )
        else:
            yield from patterns(entry, address)


def page_addresses() -> set[str]:
    """Return every address outside the API's operations."""
    described = {path.removeprefix("/") for path in api.get_openapi_schema()["paths"]}
    as_pattern = {re.sub(r"\{(\w+)\}", r"<\1>", path) for path in described}
    return {address for address in patterns(get_resolver()) if address not in as_pattern}


def operations() -> set[tuple[str, str]]:
    """Return every operation of the API as ``("POST", "/auth/login")``."""
    paths = api.get_openapi_schema()["paths"]
    return {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, entry in paths.items()
        for method in entry
        if method in METHODS
    }
