"""RSS, Atom and JSON feeds turned into items. Any document gives items or one clear sentence."""

import hashlib
import io
import logging
import re
from calendar import timegm
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import orjson

from alerts.types import FeedItem
from project.common.errors import Invalid
from project.common.text import plain_text, shorten, tidy_block, tidy_line

log = logging.getLogger(__name__)

MAX_ITEMS = 500
MAX_TITLE = 500
MAX_TEXT = 20_000
MAX_MARKUP = 100_000
MAX_URL = 1000
MAX_ID = 500
CLOCK_SKEW = timedelta(minutes=5)
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
WEB_PAGE = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
EMPTY_FEED = "The feed is in order but has no readable items."


def parse_feed(
    body: bytes, *, url: str, content_type: str = "", limit: int = MAX_ITEMS, now: datetime
) -> list[FeedItem]:
    """Return the newest ``limit`` items in the order of the document; an empty list for a feed in order without items.

    Raises Invalid with one sentence when the document is no feed.
    """
    if not body.strip():
        raise Invalid("This address answered with an empty document.", code="NOT_A_FEED")
    entries = _json_entries(body) if body.lstrip()[:1] == b"{" else _xml_entries(body, content_type)
    items: dict[str, FeedItem] = {}
    for entry in entries:
        if (item := _item(entry, url, now)) is not None:
            items.setdefault(item.external_id, item)
        if len(items) >= MAX_ITEMS:
            break
    return _newest(list(items.values()), limit, now)


def _newest(items: list[FeedItem], limit: int, now: datetime) -> list[FeedItem]:
    """Keep the newest ``limit``, because some feeds begin with the oldest; an item without a date counts as new."""
    newest = sorted(items, key=lambda item: item.published_at or now, reverse=True)[:limit]
    kept = {item.external_id for item in newest}
    return [item for item in items if item.external_id in kept]


def _xml_entries(body: bytes, content_type: str) -> list[Mapping[str, Any]]:
    headers = {"content-type": content_type} if content_type else {}
    try:
        # Only a stream: given bytes or text, feedparser would try it as an address and as a file name.
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # noqa: BLE001 - named boundary: hostile bytes; each one counts as a failure of its source
        log.warning("The feed parser stopped: %s", type(error).__name__)
        raise Invalid(f"This document broke the feed parser ({type(error).__name__}).", code="NOT_A_FEED") from None
    if not parsed.entries and (reason := _no_feed(body, parsed)):
        raise Invalid(reason, code="NOT_A_FEED")
    return list(parsed.entries)


def _no_feed(body: bytes, parsed: feedparser.FeedParserDict) -> str:
    if WEB_PAGE.match(body[:4096]):
        return "This address answered with a web page, not a feed."
    problem = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if parsed.get("version"):
        return f"This feed is not valid XML: {_reason(problem)}." if _is_broken(problem) else ""
    if _is_broken(problem):
        return f"This document is not valid XML: {_reason(problem)}."
    return "This address answered with a document that is neither RSS nor Atom."


def _is_broken(problem: object) -> bool:
    return problem is not None and not isinstance(
        problem, (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    )


def _reason(problem: object) -> str:
    message = getattr(problem, "getMessage", None)
    return shorten(tidy_line(str(message() if message else problem), 200).rstrip("."), 200)


def _json_entries(body: bytes) -> list[Mapping[str, Any]]:
    """Give the items of a JSON Feed the names that feedparser uses. Source: jsonfeed.org/version/1.1."""
    try:
        feed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"This document is not valid JSON: {tidy_line(str(error), 160)}.", code="NOT_A_FEED") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        raise Invalid("This address answered with JSON that is no JSON feed.", code="NOT_A_FEED")
    return [_from_json(item) for item in items if isinstance(item, dict)]


def _from_json(item: Mapping[str, Any]) -> Mapping[str, Any]:
    authors = item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return {
        "id": item.get("id"),
        "link": item.get("url") or item.get("external_url"),
        "title": item.get("title"),
        "summary": item.get("content_html") or item.get("content_text") or item.get("summary"),
        "author": author.get("name") if isinstance(author, dict) else "",
        "published": item.get("date_published") or item.get("date_modified"),
    }


def _item(entry: Mapping[str, Any], base: str, now: datetime) -> FeedItem | None:
    """Return the entry cleaned, or None when it has neither title, text, link nor id."""
    text = tidy_block(plain_text(_longest(_texts(entry))), MAX_TEXT)
    title = tidy_line(plain_text(_string(entry, "title")[:MAX_MARKUP]), MAX_TITLE)
    link = _absolute(_string(entry, "link"), base)
    title = title or tidy_line(text, 120) or link or tidy_line(_string(entry, "id"), 120)
    if not title:
        return None
    return FeedItem(
        external_id=_identity(_string(entry, "id") or link, title, text),
        url=link,
        title=title,
        text="" if text == title else text,
        author=tidy_line(plain_text(_string(entry, "author")[:1000]), 200),
        published_at=_moment(entry, now),
    )


def _string(entry: Mapping[str, Any], name: str) -> str:
    # dict.get, because feedparser's own lookup follows old names and warns about it.
    value = dict.get(entry, name) if isinstance(entry, dict) else None
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _texts(entry: Mapping[str, Any]) -> Iterable[str]:
    yield _string(entry, "summary")
    content = dict.get(entry, "content") if isinstance(entry, dict) else None
    for part in content if isinstance(content, list) else ():
        yield _string(part, "value")


def _longest(texts: Iterable[str]) -> str:
    return max((text[:MAX_MARKUP] for text in texts), key=len, default="")


def _absolute(link: str, base: str) -> str:
    """Return ``link`` as an http address of at most MAX_URL characters, or nothing."""
    try:
        address = tidy_line(urljoin(base, link), MAX_URL + 1) if link else ""
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(address) <= MAX_URL
    except ValueError:
        return ""
    return address if usable else ""


def _identity(name: str, title: str, text: str) -> str:
    name = tidy_line(name, MAX_ID + 1)
    if name and len(name) <= MAX_ID:
        return name
    return "sha256:" + hashlib.sha256(f"{name}\n{title}\n{text}".encode()).hexdigest()


def _moment(entry: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return when the entry was published, never later than ``now``; None when it doesn't say or says nonsense."""
    moment = _first_moment(entry)
    if moment is None or moment < OLDEST:
        return None
    return min(moment, now) if moment > now + CLOCK_SKEW else moment


def _first_moment(entry: Mapping[str, Any]) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        value = dict.get(entry, name) if isinstance(entry, dict) else None
        if isinstance(value, struct_time):
            try:
                return datetime.fromtimestamp(timegm(value), UTC)
            except (ValueError, OverflowError, OSError):
                return None
    try:
        moment = datetime.fromisoformat(_string(entry, "published"))
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
