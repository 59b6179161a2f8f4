"""Documents that would keep feedparser busy for minutes or hours are read in a moment."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from alerts.sources.rss import parse_feed
from project.common.errors import Invalid

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><item><title>Orbitra opens</title>%s</item></channel></rss>"
HEAD = b"<?xml version='1.0'?>"
SLOW = {
    "empty lines": HEAD + b"\n" * 200_000 + FEED % b"",
    "empty lines in UTF-16": (HEAD + b"\n" * 100_000 + FEED % b"").decode().encode("utf-16"),
    "open entities": HEAD + b"\n<!ENTITY" * 20_000 + FEED % b"",
    "open document types": HEAD + b"\n<!DOCTYPE" * 20_000 + FEED % b"",
    "encodings": b"<?xml " + b"encoding='" * 20_000 + FEED % b"",
    "an author without an end": FEED % (b"<author>" + b"a." * 100_000 + b"</author>"),
    "categories": FEED % b"".join(b"<category>%d</category>" % number for number in range(150_000)),
    "comments": b"<!---->" * 400 + FEED % b"",
    "closing tags of nothing": b"<rss>" + b"<a>" * 1900 + b"</b>" * 100_000 + b"<item><title>x</title></item>" * 501,
}


@pytest.mark.parametrize("name", SLOW)
def test_what_would_take_hours_takes_a_moment(name: str) -> None:
    begun = time.process_time()
    with suppress(Invalid):
        parse_feed(SLOW[name], url="https://news.example/feed", now=NOW)
    assert time.process_time() - begun < 5


def test_entities_and_encodings_that_people_write_are_still_understood() -> None:
    head = '<?xml version="1.0" encoding="iso-8859-1"?>\n\n<!DOCTYPE rss [\n  <!ENTITY name "Orbitra">\n]>\n'
    body = head + "<rss version='2.0'><channel><item><title>&name; für alle</title></item></channel></rss>"
    assert [each.title for each in parse_feed(body.encode("latin-1"), url="https://a.example/", now=NOW)] == [
        "Orbitra für alle"
    ]


def test_an_author_is_still_read_and_a_long_one_cut() -> None:
    body = FEED % b"<author>ana@news.example (Ana)</author>"
    assert [each.author for each in parse_feed(body, url="https://a.example/", now=NOW)] == ["ana@news.example (Ana)"]
    body = FEED % (b"<author>Ana " + b"a" * 5000 + b"</author>")
    assert len(parse_feed(body, url="https://a.example/", now=NOW)[0].author) == 200
