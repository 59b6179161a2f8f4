"""What must never be written down: secrets are masked, and no text can pass for a line of the log."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

from django.conf import settings

HIDDEN = "***"
LONGEST_TEXT = 20_000
SHORTEST_SETTING = 8
SECRET_SETTINGS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "ENCRYPTION_KEYS",
    "TOKEN_PEPPER",
    "ADMIN_PASSWORD",
    "EMAIL_HOST_PASSWORD",
    "GOOGLE_CLIENT_SECRET",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "GPT_API_API_KEYS",
    "TWITTER_BEARER_TOKEN",
)
WORDS = (
    r"password|passwd|passphrase|pwd|secret|token|apikey|[-_]key|authorization|cookie|credential"
    r"|session[-_]?id|session[-_]?key|signature|pepper|otp|recovery[-_]?code|cvc"
)
NAME_AND_SIGN = rf"(?i)((?:{WORDS})s?\d?(?:[-_]key)?[\"']?\s*[:=]\s*)"
SECRET_NAME = re.compile(rf"(?:{WORDS}|key)s?\d*$", re.IGNORECASE)
NAME_HINTS = (
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "auth",
    "cookie",
    "cred",
    "session",
    "sign",
    "pepper",
    "otp",
    "cvc",
)
# What has a shape of its own, behind a piece of text that it always holds.
SHAPED = [
    (hint, re.compile(pattern), replacement)
    for hint, pattern, replacement in (
        # The first twelve characters of a key only name it.
        ("tdw", r"(?i)(tdw(?:_|%5f)[a-z0-9]{8})[\w.~%-]+", rf"\1{HIDDEN}"),
        ("tdr", r"(?i)tdr(?:_|%5f)[\w.~%-]+", f"tdr_{HIDDEN}"),
        ("eyj", r"eyJ[\w-]{4,400}\.[\w-]+(?:\.[\w-]*)?", f"eyJ{HIDDEN}"),
        ("whsec", r"\bwhsec_\w+", f"whsec_{HIDDEN}"),
        ("k_", r"\b([srp]k_(?:live|test))_\w+", rf"\1_{HIDDEN}"),
        ("gocspx", r"\bGOCSPX-[\w-]+", f"GOCSPX-{HIDDEN}"),
        ("bearer", r"(?i)\b(bearer)\s+[\w~+/.=%-]{6,}", rf"\1 {HIDDEN}"),
        ("basic", r"(?i)\b(basic)\s+[\w+/=-]{8,}", rf"\1 {HIDDEN}"),
        ("://", r"(://[^/\s:@]{0,80}:)[^@\s]{1,200}@", rf"\1{HIDDEN}@"),
        ("tdc", r"(?i)tdc(?:_|%5f)[\w.~%-]+", f"tdc_{HIDDEN}"),
        ("/launches/calendar/", r"(/launches/calendar/)[^/\s\"'?]+\.ics", rf"\1{HIDDEN}.ics"),
        ("/accounts/", r"(/accounts/(?:password/reset/key|confirm-email)/)[^/\s\"'?]+", rf"\1{HIDDEN}"),
        ("=", r"([?&](?:key|code|state|sig)=)[^\s&#\"'<>]+", rf"\1{HIDDEN}"),
    )
]
HEADERS = r"(?:set-)?cookie|(?:proxy-)?authorization|x-api-key|x-csrftoken"
# What only its name gives away: in headers, lists, quotes, addresses and sentences.
NAMED = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"(?i)\b({HEADERS})(\s*:\s*)[^\r\n\"']+", rf"\1\2{HIDDEN}"),
        (rf"{NAME_AND_SIGN}\[[^\]]*\]", rf"\1[{HIDDEN}]"),
        (rf"{NAME_AND_SIGN}b?([\"'])(?:\\.|(?!\2).)*(?:\2|$)", rf"\1{HIDDEN}"),
        (rf"(?i)((?:{WORDS})s?\d?(?:[-_]key)?=)[^\s&#\"'<>;,)\]}}]+", rf"\1{HIDDEN}"),
        (r"(?i)\b((?:password|passphrase|secret)s?\d?:\s*)[^\s\"'&]+", rf"\1{HIDDEN}"),
    )
]
# Line breaks, terminal codes, what turns the direction of a text, and halves of characters that cannot be written.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
MARGIN = "    | "
Event = MutableMapping[str, Any]


def redact(logger: Any, method: str, event: Event) -> Event:
    """Mask the secrets of one event; a structlog processor."""
    return {name: cover(value, name) for name, value in event.items()}


def cover(value: Any, name: str = "") -> Any:
    """Return ``value`` without its secrets; under the name of a secret only what names it is left."""
    if value is None or isinstance(value, bool):
        return value
    if SECRET_NAME.search(name):
        text = mask(str(value))
        return text if HIDDEN in text and text.startswith("tdw") else HIDDEN
    if isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): cover(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [cover(inner) for inner in value]
    return mask(value if isinstance(value, str) else repr(value))


def mask(text: str) -> str:
    """Return ``text`` with everything masked that looks like a secret or is one of our settings.

    A very long text loses its middle.
    """
    text = shorten(text)
    for secret in known_secrets():
        text = text.replace(secret, HIDDEN)
    lowered = text.lower()
    for hint, pattern, replacement in SHAPED:
        if hint in lowered:
            text = pattern.sub(replacement, text)
    if ("=" in text or ":" in text) and any(hint in lowered for hint in NAME_HINTS):
        for pattern, replacement in NAMED:
            text = pattern.sub(replacement, text)
    return text


def shorten(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    half = LONGEST_TEXT // 2
    # The second half starts with a whole word: the end of a secret would not be known as one.
    return f"{text[:half]} [{len(text) - LONGEST_TEXT} characters left out] {text[-half:].partition(' ')[2]}"


def known_secrets() -> list[str]:
    """Return the secrets among our settings, the longest first: one may be a part of another."""
    if not settings.configured:
        return []
    values: list[str] = [settings.DATABASES["default"].get("PASSWORD") or ""]
    for name in SECRET_SETTINGS:
        value = getattr(settings, name)
        values += [value] if isinstance(value, str) else value
    return sorted((value for value in values if len(value) >= SHORTEST_SETTING), key=len, reverse=True)


def keep_to_one_line(logger: Any, method: str, event: Event) -> Event:
    """Escape what could start a line or move the cursor; a traceback keeps its lines, behind a margin."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = with_margin(value) if name == "exception" else escape(value)
    return event


def escape(text: str) -> str:
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def with_margin(trace: str) -> str:
    return "\n".join(MARGIN + escape(line) for line in trace.split("\n"))
