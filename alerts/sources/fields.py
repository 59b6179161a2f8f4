"""The single fields of an item, whatever they were read from: identity, address, moment and language."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from project.common.text import tidy_line

MAX_TITLE = 500
MAX_TEXT = 20_000
MAX_URL = 1000
MAX_ID = 500
CLOCK_SKEW = timedelta(minutes=5)
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}")
# A number of seconds since 1970 has ten digits until the year 2286, one of milliseconds thirteen.
LEAST_MS = 10_000_000_000


def identity(name: str, title: str, text: str) -> str:
    """Return ``name`` if it can be kept, else a digest that is the same whenever the same item comes again."""
    name = tidy_line(name, MAX_ID + 1)
    if name and len(name) <= MAX_ID:
        return name
    return "sha256:" + hashlib.sha256(f"{name}\n{title}\n{text}".encode()).hexdigest()


def web_address(link: str, base: str) -> str:
    """Return ``link`` as an http address of at most MAX_URL characters, or nothing."""
    try:
        address = tidy_line(urljoin(base, link), MAX_URL + 1) if link else ""
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(address) <= MAX_URL
    except ValueError:
        return ""
    return address if usable else ""


def moment_in_bounds(moment: datetime | None, now: datetime) -> datetime | None:
    """Return when an item was published, never later than ``now``; None for what is not known or nonsense."""
    if moment is None or moment < OLDEST:
        return None
    return min(moment, now) if moment > now + CLOCK_SKEW else moment


def moment_of(value: object) -> datetime | None:
    """Read an ISO date, or a number of seconds or milliseconds since 1970; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float) or re.fullmatch(r"\d{9,14}(\.\d+)?", str(value)):
            seconds = float(value)  # type: ignore[arg-type]  # a number or its digits
            return datetime.fromtimestamp(seconds / 1000 if seconds >= LEAST_MS else seconds, UTC)
        moment = datetime.fromisoformat(str(value).strip())
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def language_of(declared: object) -> str:
    """Return the language alone of what a source declares, such as en of en-US."""
    found = LANGUAGE.match(declared.strip()) if isinstance(declared, str) else None
    return found[0].lower() if found else ""
