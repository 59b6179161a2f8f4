"""Finds the feeds that a web page names in its head."""

from html.parser import HTMLParser

from alerts.sources.fields import web_address

FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
HEAD = 256 * 1024
MOST = 5


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_alternate = "alternate" in values.get("rel", "").lower().split()
        if tag == "link" and is_alternate and values.get("type", "").strip().lower() in FEED_TYPES:
            self.found.append(values.get("href", "").strip())


def feed_links(page: bytes, base: str) -> list[str]:
    """Return the addresses of the feeds that a page offers, at most MOST, in its order."""
    parser = _Links()
    parser.feed(page[:HEAD].decode(errors="replace"))
    links = (web_address(href, base) for href in parser.found if href)
    return list(dict.fromkeys(filter(None, links)))[:MOST]
