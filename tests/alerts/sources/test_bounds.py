"""Long documents cut before they are parsed."""

import pytest

from alerts.sources.bounds import MAX_ITEMS, SHORT, bounded
from project.common.errors import Invalid
from tests.fakes.feeds import rss

ITEM = "<item><title>T</title><link>https://a.example/</link></item>"


def test_a_short_document_is_left_as_it_is() -> None:
    body = rss(ITEM)
    assert bounded(body) is body


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("<rss version='2.0'><channel><title>x</title><image><url>u</url></image>", "</channel></rss>"),
        ("<rdf:RDF xmlns:rdf='r'><channel><title>x</title></channel>", "</rdf:RDF>"),
        ("<!-- <item> --><RSS><Channel><link/>", "</Channel></RSS>"),
    ],
)
def test_a_long_one_is_cut_after_its_items_and_closed(head: str, tail: str) -> None:
    body = (head + ITEM * 9_000 + tail).encode()
    assert len(body) > SHORT
    assert bounded(body).decode() == head + ITEM * MAX_ITEMS + tail


def test_a_long_document_of_two_bytes_a_character_is_cut_too() -> None:
    text = f"<?xml version='1.0' encoding='utf-16'?><rss><channel>{ITEM * 9_000}</channel></rss>"
    found = bounded(text.encode("utf-16")).decode()
    assert found.startswith("<?xml version='1.0' encoding='utf-8'?>")
    assert found.count("<item>") == MAX_ITEMS


def test_markup_inside_sections_and_comments_does_not_count() -> None:
    item = "<item><![CDATA[ <item><item></item> ]]></item>"
    assert bounded(f"<rss><channel>{item * 9_000}</channel></rss>".encode()).count(b"CDATA") == MAX_ITEMS


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><item>" + b"<a>" * 200_000,
        b"<rss><item " + b"a='b' " * 100_000,
        b"<!DOCTYPE r ["
        + b"".join(b'<!ENTITY l%d "&l%d;&l%d;">' % (n, n - 1, n - 1) for n in range(1, 9))
        + b"]><rss/>",
    ],
)
def test_what_no_feed_has_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid, match=r"^This document .*any feed|no feed"):
        bounded(body)


def test_a_few_entities_of_a_documents_own_are_no_bomb() -> None:
    body = b'<!DOCTYPE r [<!ENTITY nbsp "&#160;"><!ENTITY copy "(c) &amp; co">]><rss/>'
    assert bounded(body) == body
