"""What a person writes about a company, made tidy; whatever is wrong is named field by field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import TextChoices

from alerts.models import CompanyStatus, Priority
from project.common.errors import Invalid
from project.common.text import tidy_block, tidy_line

MAX_NAME, MAX_TERM, MAX_TERMS, MAX_DESCRIPTION = 120, 80, 30, 2000
SHORTEST_TERM = 2
TICKER = re.compile(r"[A-Z0-9]{1,11}")
ACCOUNT = re.compile(r"[A-Za-z0-9_]{1,15}")
LISTS = ("aliases", "tokens", "exclusions")
FIELDS = ("name", *LISTS, "priority", "status", "website", "twitter_handle", "description")


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """A company as it is to be kept: tickers in capitals without $, the account without @."""

    name: str
    aliases: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    priority: str = Priority.MEDIUM
    status: str = CompanyStatus.ACTIVE
    website: str = ""
    twitter_handle: str = ""
    description: str = ""

    def values(self) -> dict[str, Any]:
        """Return the fields as the model keeps them."""
        return {name: list(getattr(self, name)) if name in LISTS else getattr(self, name) for name in FIELDS}


def draft_company(values: Mapping[str, Any]) -> CompanyDraft:
    """Read a company from ``values``, whose lists may be absent. Raises Invalid with a sentence per wrong field."""
    errors: dict[str, str] = {}
    draft = CompanyDraft(
        name=_name(str(values.get("name") or ""), errors),
        aliases=_terms("aliases", values.get("aliases") or (), errors),
        tokens=_tickers(values.get("tokens") or (), errors),
        exclusions=_terms("exclusions", values.get("exclusions") or (), errors),
        priority=_choice("priority", str(values.get("priority") or Priority.MEDIUM).upper(), Priority, errors),
        status=_choice("status", str(values.get("status") or CompanyStatus.ACTIVE).lower(), CompanyStatus, errors),
        website=_website(str(values.get("website") or "").strip(), errors),
        twitter_handle=_account(str(values.get("twitter_handle") or "").strip(), errors),
        description=tidy_block(str(values.get("description") or ""), MAX_DESCRIPTION),
    )
    if errors:
        raise Invalid("Some fields of the company are not valid.", code="INVALID_COMPANY", details=errors)
    return draft


def _name(text: str, errors: dict[str, str]) -> str:
    name = tidy_line(text, MAX_NAME + 1)
    if len(name) < SHORTEST_TERM or len(name) > MAX_NAME:
        errors["name"] = f"Write a name of {SHORTEST_TERM} to {MAX_NAME} characters."
    return name


def _terms(field: str, words: Iterable[object], errors: dict[str, str]) -> tuple[str, ...]:
    terms = tuple(dict.fromkeys(word for each in words if (word := tidy_line(str(each), MAX_TERM + 1))))
    if len(terms) > MAX_TERMS:
        errors[field] = f"Write at most {MAX_TERMS}; these are {len(terms)}."
    elif wrong := [term for term in terms if not SHORTEST_TERM <= len(term) <= MAX_TERM]:
        errors[field] = f"{wrong[0][:40]!r} must have {SHORTEST_TERM} to {MAX_TERM} characters."
    return terms


def _tickers(words: Iterable[object], errors: dict[str, str]) -> tuple[str, ...]:
    tickers = tuple(dict.fromkeys(word for each in words if (word := str(each).strip().lstrip("$").upper())))
    if len(tickers) > MAX_TERMS:
        errors["tokens"] = f"Write at most {MAX_TERMS}; these are {len(tickers)}."
    elif wrong := [ticker for ticker in tickers if not TICKER.fullmatch(ticker)]:
        errors["tokens"] = f"{wrong[0][:40]!r} is not a ticker such as NEBX: 1 to 11 letters and digits."
    return tickers


def _choice(field: str, value: str, options: type[TextChoices], errors: dict[str, str]) -> str:
    if value not in options.values:
        errors[field] = f"{value[:40]!r} is not one of {', '.join(options.values)}."
    return value


def _website(text: str, errors: dict[str, str]) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    is_address = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not re.search(r"\s", address)
    if not is_address or len(address) > 200:
        errors["website"] = f"{text[:60]!r} is not an address such as https://nebula.example."
    return address


def _account(text: str, errors: dict[str, str]) -> str:
    handle = text.removeprefix("@")
    if handle and not ACCOUNT.fullmatch(handle):
        errors["twitter_handle"] = f"{text[:40]!r} is not an account such as @nebulalabs."
    return handle
