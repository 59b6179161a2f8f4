"""The text of an article out of its web page. Pages of Medium, Mirror, Substack and Ghost are read like any other."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
import orjson
from readability import Document
from readability.readability import Unparseable

from project.common.text import plain_text, tidy_block

# Pages that cannot be read are ordinary; the library would write a traceback for each.
logging.getLogger("readability.readability").setLevel(logging.CRITICAL)

MAX_TEXT = 20_000
ENOUGH = 200
CHARSET = re.compile(r"charset=[\"']?([\w-]{2,20})", re.IGNORECASE)
# Where sites that draw their pages by script keep the text: schema.org's name and those of Mirror and Medium.
TEXT_KEYS = frozenset({"articleBody", "body", "content", "markdown", "html", "text"})
MOST_NODES = 20_000
DATA_TYPES = frozenset({"application/ld+json", "application/json"})
MARKDOWN = re.compile(r"!\[[^\]]*\]\([^)]*\)|(?<=\])\([^)]*\)|^#{1,6} |[*_]{2}|^> ", re.MULTILINE)


def article_text(body: bytes, content_type: str) -> str:
    """Return the text of the article, at most MAX_TEXT characters; empty when the page has none that can be found."""
    page = _decoded(body, content_type)
    if not page.strip():
        return ""
    text = _readable(page)
    return text if len(text) >= ENOUGH else max(text, _from_data(page), key=len)


def _decoded(body: bytes, content_type: str) -> str:
    """Decode as the header says, else as the page says, else as UTF-8; guessing would cost seconds."""
    found = CHARSET.search(content_type) or CHARSET.search(body[:4096].decode("ascii", "ignore"))
    try:
        return body.decode(found[1] if found else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _readable(page: str) -> str:
    try:
        summary = Document(_undeclared(page)).summary(html_partial=True)
    except (Unparseable, lxml.etree.LxmlError, ValueError):
        return ""
    return tidy_block(plain_text(summary), MAX_TEXT)


def _undeclared(page: str) -> str:
    """Take the XML declaration away: lxml refuses one in a text that is decoded already."""
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", page).replace("\0", "")


def _from_data(page: str) -> str:
    """Return the longest text in the data that a page carries for its scripts."""
    try:
        root = lxml.html.fromstring(_undeclared(page))
    except (lxml.etree.LxmlError, ValueError):
        return ""
    found = [
        text
        for script in root.iter("script")
        if script.get("type") in DATA_TYPES
        for text in _texts(_loads(script.text or ""))
    ]
    longest = max(found, key=len, default="")
    return tidy_block(plain_text(MARKDOWN.sub("", longest[: 4 * MAX_TEXT])), MAX_TEXT)


def _loads(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _texts(data: object) -> Iterator[str]:
    """Yield the texts under TEXT_KEYS, however deep, of the first MOST_NODES values."""
    waiting: list[Any] = [data]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield from (each for name, each in value.items() if name in TEXT_KEYS and isinstance(each, str))
            waiting.extend(each for each in value.values() if isinstance(each, dict | list))
        elif isinstance(value, list):
            waiting.extend(each for each in value if isinstance(each, dict | list))
