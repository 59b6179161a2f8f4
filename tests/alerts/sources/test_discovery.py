"""Feeds that a page names in its head."""

from alerts.sources.discovery import MOST, feed_links

BASE = "https://wire.example.com/news/"


def page(*links: str) -> bytes:
    return f"<!doctype html><html><head>{''.join(links)}</head><body></body></html>".encode()


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    return f"<LINK REL='{rel}' type='{kind}' href='{href}'>"


def test_feeds_are_found_in_their_order_and_once() -> None:
    found = feed_links(page(link("/rss"), link("atom.xml", "application/atom+xml"), link("/rss")), BASE)
    assert found == ["https://wire.example.com/rss", "https://wire.example.com/news/atom.xml"]


def test_other_links_are_no_feeds() -> None:
    others = (link("/style.css", "text/css"), link("/rss", rel="stylesheet"), link(""), link("javascript:alert(1)"))
    assert feed_links(page(*others), BASE) == []


def test_addresses_that_cannot_be_joined_are_left_out() -> None:
    assert feed_links(page(link("http://[broken"), link("/ok")), BASE) == ["https://wire.example.com/ok"]


def test_a_page_with_many_feeds_gives_a_few() -> None:
    assert len(feed_links(page(*(link(f"/{number}") for number in range(50))), BASE)) == MOST


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert feed_links(bytes(range(256)) * 40, BASE) == []
