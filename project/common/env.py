"""Typed readers of environment variables, with errors that name the variable and what to write."""

import ipaddress
import json
import os
import re
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable's value; an empty one counts as unset."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = text(name, str(default)).lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write true or false.")
    return value in TRUE


def integer(name: str, default: int, *, low: int = 0, high: int = 10**9) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number from {low} to {high}.")
    return int(value)


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    value = text(name, default).lower()
    if value not in options:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write one of {', '.join(options)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list, without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[str]:
    """Return a comma-separated list of address ranges such as ``10.0.0.0/8`` or single addresses."""
    values = words(name)
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise ImproperlyConfigured(f"{name} has {value!r}. Write address ranges such as 10.0.0.0/8.") from None
    return values


def origins(name: str) -> list[str]:
    """Return a comma-separated list of origins such as ``https://desk.example.org``."""
    values = words(name)
    for value in values:
        if not re.fullmatch(r"https?://[\w.:\[\]-]+", value):
            raise ImproperlyConfigured(f"{name} has {value!r}. Write origins such as https://desk.example.org.")
    return values


def addresses(name: str) -> list[str]:
    """Return a comma-separated list of addresses such as ``https://news.example.org/rss``."""
    values = words(name)
    for value in values:
        if not re.fullmatch(r"https?://[^\s/]+\S*", value):
            raise ImproperlyConfigured(f"{name} has {value!r}. Write addresses such as https://news.example.org/rss.")
    return values


def fernet_keys(name: str) -> list[str]:
    """Return a comma-separated list of Fernet keys, the one that encrypts first."""
    values = words(name)
    for value in values:
        try:
            Fernet(value)
        except ValueError:  # the value is a secret, so it is not repeated
            raise ImproperlyConfigured(
                f"{name} has an entry that is no key. Write 32 random bytes in URL-safe base64."
            ) from None
    return values


def json_object(name: str) -> Mapping[str, Mapping[str, str]]:
    """Return a JSON object of objects, such as ``{"kraken": {"ws": "ws://127.0.0.1:9000"}}``."""
    return _json_of(name, dict, "objects")


def json_strings(name: str) -> Mapping[str, str]:
    """Return a JSON object of strings, such as ``{"token": "http://127.0.0.1:9000/token"}``."""
    return _json_of(name, str, "strings")


def _json_of(name: str, kind: type, kinds: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text(name, "{}"))
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"{name} is not JSON: {error}.") from None
    if not isinstance(parsed, dict) or not all(isinstance(entry, kind) for entry in parsed.values()):
        raise ImproperlyConfigured(f"{name} must be a JSON object of {kinds}.")
    return parsed


def pair(name: str, default: str) -> tuple[int, int]:
    """Return two positive whole numbers written as ``5:300``."""
    first, _, second = text(name, default).partition(":")
    if not all(part.isascii() and part.isdigit() and 0 < int(part) < 10**6 for part in (first, second)):
        raise ImproperlyConfigured(f"{name} is {text(name, default)!r}. Write two whole numbers, such as {default}.")
    return int(first), int(second)
