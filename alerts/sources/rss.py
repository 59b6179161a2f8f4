"""RSS, Atom and JSON feeds turned into items. Any document gives items or one clear sentence."""

import logging
import re
from calendar import timegm
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from time import struct_time
from typing import Any

import feedparser
import orjson

from alerts.sources.bounds import MAX_ITEMS, bounded
from alerts.sources.discovery import feed_links
from alerts.sources.fields import MAX_TEXT, MAX_TITLE, identity, language_of, moment_in_bounds, web_address
from alerts.sources.parser import parse
from alerts.types import FeedItem
from project.common.errors import Invalid
from project.common.text import plain_text, shorten, tidy_block, tidy_line

log = logging.getLogger(__name__)

MAX_MARKUP = 100_000
MAX_LINK = 250
WEB_PAGE = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
FEED_TAG = re.compile(rb"<(?:rss|feed|rdf:rdf|channel|item|entry)[\s>]", re.IGNORECASE)
EMPTY_FEED = "The feed is in order but has no readable items."
# A parser holds many times the size of its document, so threads take turns.
PARSING = Lock()


@dataclass(frozen=True, slots=True)
class Document:
    """What a feed holds: its newest items, and how many entries had neither title nor text."""

    items: tuple[FeedItem, ...]
    dropped: int


def parse_feed(
    body: bytes, *, url: str, content_type: str = "", limit: int = MAX_ITEMS, now: datetime
) -> list[FeedItem]:
    """Return the newest ``limit`` items in the order of the document; an empty list for a feed in order without items.

    Raises Invalid with one sentence when the document is no feed.
    """
    return list(parse_document(body, url=url, content_type=content_type, limit=limit, now=now).items)


def parse_document(body: bytes, *, url: str, content_type: str = "", limit: int = MAX_ITEMS, now: datetime) -> Document:
    """Return what ``parse_feed`` returns, and what it left out. Raises Invalid as it does."""
    if not body.strip():
        raise Invalid("This address answered with an empty document.", code="NOT_A_FEED")
    with PARSING:
        is_json = body.lstrip()[:1] == b"{"
        entries, language = _json_entries(body) if is_json else _xml_entries(body, content_type, url)
        items: dict[str, FeedItem] = {}
        dropped = 0
        for entry in entries[:MAX_ITEMS]:
            if (item := _item(entry, url, now, language)) is not None:
                items.setdefault(item.external_id, item)
            else:
                dropped += 1
    return Document(tuple(newest(list(items.values()), limit, now)), dropped)


def newest(items: Sequence[FeedItem], limit: int, now: datetime) -> list[FeedItem]:
    """Keep the newest ``limit``, because some feeds begin with the oldest; an item without a date counts as new."""
    chosen = sorted(items, key=lambda item: item.published_at or now, reverse=True)[:limit]
    kept = {item.external_id for item in chosen}
    return [item for item in items if item.external_id in kept]


def _xml_entries(body: bytes, content_type: str, url: str) -> tuple[list[Mapping[str, Any]], str]:
    if WEB_PAGE.match(body[:4096]) and not FEED_TAG.search(body):
        raise Invalid(_page_sentence(body, url), code="NOT_A_FEED")
    headers = {"content-type": content_type} if content_type else {}
    try:
        parsed = parse(bounded(body), headers)
    except Invalid:
        raise
    except Exception as error:  # noqa: BLE001 - named boundary: hostile bytes; each one counts as a failure of its source
        log.warning("The feed parser stopped: %s", type(error).__name__)
        raise Invalid(f"This document broke the feed parser ({type(error).__name__}).", code="NOT_A_FEED") from None
    if not parsed.entries and (reason := _no_feed(body, parsed, url)):
        raise Invalid(reason, code="NOT_A_FEED")
    return list(parsed.entries), language_of(dict.get(parsed.feed, "language"))


def _no_feed(body: bytes, parsed: feedparser.FeedParserDict, url: str) -> str:
    if WEB_PAGE.match(body[:4096]):
        return _page_sentence(body, url)
    problem = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if parsed.get("version"):
        return f"This feed is not valid XML: {_reason(problem)}." if _is_broken(problem) else ""
    if _is_broken(problem):
        return f"This document is not valid XML: {_reason(problem)}."
    return "This address answered with a document that is neither RSS nor Atom."


def _page_sentence(body: bytes, url: str) -> str:
    links = [link for link in feed_links(body, url) if len(link) <= MAX_LINK]
    named = f" The feed that this page names is {links[0]}, so enter that address." if links else ""
    return f"This address answered with a web page, not a feed.{named}"


def _is_broken(problem: object) -> bool:
    return problem is not None and not isinstance(
        problem, (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    )


def _reason(problem: object) -> str:
    message = getattr(problem, "getMessage", None)
    return shorten(tidy_line(str(message() if message else problem), 200).rstrip("."), 200)


def _json_entries(body: bytes) -> tuple[list[Mapping[str, Any]], str]:
    """Give the items of a JSON Feed the names that feedparser uses. Source: jsonfeed.org/version/1.1."""
    try:
        feed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"This document is not valid JSON: {tidy_line(str(error), 160)}.", code="NOT_A_FEED") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        raise Invalid("This address answered with JSON that is no JSON feed.", code="NOT_A_FEED")
    return [_from_json(item) for item in items if isinstance(item, dict)], language_of(feed.get("language"))


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
        "language": item.get("language"),
    }


def _item(entry: Mapping[str, Any], base: str, now: datetime, language: str) -> FeedItem | None:
    """Return the entry cleaned, or None when it has neither title nor text."""
    text = tidy_block(plain_text(_longest(_texts(entry))), MAX_TEXT)
    title = tidy_line(plain_text(_string(entry, "title")[:MAX_MARKUP]), MAX_TITLE) or tidy_line(text, 120)
    if not title:
        return None
    link = web_address(_string(entry, "link"), base)
    return FeedItem(
        external_id=identity(_string(entry, "id") or link, title, text),
        url=link,
        title=title,
        text="" if text == title else text,
        author=tidy_line(plain_text(_string(entry, "author")[:1000]), 200),
        published_at=moment_in_bounds(_first_moment(entry), now),
        language=_language(entry) or language,
        fetched_at=now,
    )


def _language(entry: Mapping[str, Any]) -> str:
    """Return what the entry declares: JSON Feed beside the text, Atom by xml:lang on its title."""
    detail = dict.get(entry, "title_detail") if isinstance(entry, dict) else None
    named = dict.get(detail, "language") if isinstance(detail, dict) else None
    return language_of(_string(entry, "language") or named)


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
