"""Documents of every kind turned into items, or into one clear sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.sources.rss import EMPTY_FEED, parse_document, parse_feed
from alerts.types import FeedItem
from project.common.errors import Invalid
from tests.fakes.feeds import item, rss

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "https://news.example/feed/"
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT"><title>Wire</title><entry>
<id>tag:wire,1</id><title type="html">Orbitra &amp;amp; friends</title><link rel="alternate" href="/posts/1"/>
<updated>2026-03-09T10:00:00+02:00</updated><author><name>Ana</name></author><summary>Short.</summary>
<content type="html">&lt;p&gt;A longer &lt;b&gt;text&lt;/b&gt;.&lt;/p&gt;</content></entry></feed>"""
RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>c</title></channel><item rdf:about="https://news.example/1"><title>One</title>
<link>https://news.example/1</link></item></rdf:RDF>"""
RSS_09 = '<rss version="0.91"><channel><title>c</title><item><title>Old but fine</title><link>http://a.example/</link></item></channel></rss>'
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "j", "items": [5, {"id": 7,
"url": "https://a.example/7", "title": "Seven", "content_html": "<p>Body</p>", "date_published": "2026-03-01T08:00:00Z",
"authors": [{"name": "Bo"}]}]}"""


def parse(document: str | bytes, **options: object) -> list[FeedItem]:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, url=URL, now=NOW, **options)  # type: ignore[arg-type]


def test_an_atom_entry_becomes_a_plain_item() -> None:
    assert parse(ATOM) == [
        FeedItem(
            external_id="tag:wire,1",
            url="https://news.example/posts/1",
            title="Orbitra & friends",
            text="A longer text.",
            author="Ana",
            published_at=datetime(2026, 3, 9, 8, tzinfo=UTC),
            language="de",
            fetched_at=NOW,
        )
    ]


@pytest.mark.parametrize(("document", "title"), [(RSS_1, "One"), (RSS_09, "Old but fine"), (JSON_FEED, "Seven")])
def test_older_and_other_formats_are_read(document: str, title: str) -> None:
    assert [each.title for each in parse(document)] == [title]


def test_a_json_feed_has_ids_dates_and_authors() -> None:
    found = parse(JSON_FEED)[0]
    assert (found.external_id, found.text, found.author) == ("7", "Body", "Bo")
    assert found.published_at == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_an_item_without_an_id_is_known_by_its_link_and_without_a_link_by_its_words() -> None:
    document = rss("<item><title>a</title><link>https://a.example/1</link></item>", "<item><title>b</title></item>")
    by_link, by_words = parse(document)
    assert by_link.external_id == "https://a.example/1"
    assert by_words.external_id.startswith("sha256:")
    assert parse(document)[1].external_id == by_words.external_id


def test_an_id_that_is_too_long_is_replaced_by_its_hash() -> None:
    assert parse(rss(item("a", guid="x" * 2000)))[0].external_id.startswith("sha256:")


def test_the_same_id_counts_once_and_the_first_stays() -> None:
    assert [each.title for each in parse(rss(item("first", guid="1"), item("second", guid="1")))] == ["first"]


def test_an_item_without_a_title_takes_the_start_of_its_text_and_one_without_both_is_left_out() -> None:
    text = rss(f"<item><description>{'long words ' * 50}</description></item>")
    assert parse(text)[0].title.endswith("…")
    assert len(parse(text)[0].title) <= 120
    empty = rss("<item><link>https://a.example/9</link></item>", item("Orbitra"))
    document = parse_document(empty, url=URL, now=NOW)
    assert ([each.title for each in document.items], document.dropped) == (["Orbitra"], 1)


@pytest.mark.parametrize(
    ("document", "language"),
    [
        (rss(item("a")).replace(b"<title>Loop", b"<language>en-us</language><title>Loop"), "en"),
        (JSON_FEED.replace('"title": "j"', '"title": "j", "language": "pt-BR"'), "pt"),
        (JSON_FEED.replace('"id": 7', '"id": 7, "language": "ja"'), "ja"),
        (rss(item("a")), ""),
    ],
)
def test_the_declared_language_stands_on_the_item(document: str | bytes, language: str) -> None:
    assert parse(document)[0].language == language


def test_a_page_instead_of_a_feed_names_the_feed_that_it_links_to() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/news/rss.xml">'
    with pytest.raises(Invalid) as caught:
        parse(f"<!doctype html><html><head>{head}</head><body></body></html>")
    assert caught.value.message.endswith(
        "The feed that this page names is https://news.example/news/rss.xml, so enter that address."
    )


@pytest.mark.parametrize("date", ["yesterday-ish", "", "99 Foo 20x6", "0000-00-00", "Mon, 45 Jan 2026 99:99:99 GMT"])
def test_a_bad_date_becomes_no_date(date: str) -> None:
    document = rss(f"<item><title>a</title><guid>1</guid><pubDate>{date}</pubDate></item>")
    assert parse(document)[0].published_at is None


def test_a_date_in_the_future_becomes_now_and_one_before_the_web_none() -> None:
    ahead = (NOW + timedelta(days=400)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert parse(rss(item("a", date=ahead)))[0].published_at == NOW
    assert parse(rss(item("a", date="Thu, 01 Jan 1970 00:00:00 GMT")))[0].published_at is None


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "http://[bad", "x" * 5000]
)
def test_a_link_that_is_no_web_address_is_left_out(link: str) -> None:
    assert parse(rss(f"<item><title>a</title><guid>1</guid><link>{link}</link></item>"))[0].url in {
        "",
        f"{URL}{link}"[:1000],
    }


def test_no_more_items_than_the_limit_are_returned() -> None:
    document = rss(*(item(f"n{number}", guid=str(number)) for number in range(600)))
    assert len(parse(document, limit=40)) == 40
    assert len(parse(document, limit=9000)) == 500


def test_markup_scripts_and_controls_do_not_reach_the_text() -> None:
    found = parse(rss(item("A <b>bold</b> claim", "<p>Hi&#0; there</p><script>alert(1)</script>")))[0]
    assert (found.title, found.text) == ("A bold claim", "Hi\ufffd there")


def test_a_feed_without_items_is_in_order() -> None:
    assert parse(rss()) == []
    assert EMPTY_FEED.endswith(".")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("", "This address answered with an empty document."),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "This address answered with a web page, not a feed."),
        ("<html><head></head></html>", "This address answered with a web page, not a feed."),
        ("<catalog><book/></catalog>", "This address answered with a document that is neither RSS nor Atom."),
        ("plain words", "This document is not valid XML: syntax error."),
        ("<rss version='2.0'><channel><title>a</b></channel>", "This feed is not valid XML: mismatched tag."),
        ('{"version": "1", "items": []}', "This address answered with JSON that is no JSON feed."),
        ("[1, 2", "This document is not valid XML: syntax error."),
    ],
)
def test_what_is_no_feed_gets_one_clear_sentence(document: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(document)
    assert caught.value.message == sentence


def test_broken_json_gets_one_clear_sentence() -> None:
    with pytest.raises(Invalid, match=r"^This document is not valid JSON: .*\.$"):
        parse('{"version": ')


def test_entities_that_grow_and_files_of_the_server_are_not_expanded() -> None:
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    feed = '<rss version="2.0"><channel><item><title>x{}</title></item></channel></rss>'
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{layers}]>{feed.format("&l8;")}'
    leak = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>{feed.format("&f;")}'
    for document in (bomb, leak):
        try:
            found = parse(document)
        except Invalid:
            continue
        assert all("root:" not in each.title and len(each.title) <= 500 for each in found)


def check(document: bytes) -> None:
    """Hold any document to the promise of the parser: sound items, or Invalid with one sentence."""
    sentence = ""
    found: list[FeedItem] = []
    try:
        found = parse(document)
    except Invalid as error:
        sentence = error.message
    assert sentence == "" or (sentence.endswith(".") and "\n" not in sentence)
    assert len({each.external_id for each in found}) == len(found)
    for each in found:
        assert each.title
        assert len(each.title) <= 500
        assert each.published_at is None or each.published_at <= NOW + timedelta(minutes=5)
        assert each.url == "" or each.url.startswith(("http://", "https://"))


PIECES = st.sampled_from(
    [
        *(
            "<rss version='2.0'>",
            "<channel>",
            "<item>",
            "</item>",
            "</channel>",
            "</rss>",
            "<title>",
            "</title>",
            "<link>",
            "<guid>",
        ),
        *(
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "<entry>",
            "</entry>",
            "<id>",
            "</id>",
            "<updated>",
            "<pubDate>",
            "&lt;p&gt;",
        ),
        *(
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "&amp;",
            "&#x0;",
            "&bogus;",
            "<?xml version='1.0' encoding='utf-16'?>",
            "{",
            "}",
            '"',
            "\x00",
        ),
        *(
            "Tue, 10 Mar 2026 10:00:00 +9999",
            "http://a.example/",
            "token",
            "<content type='xhtml'>",
            "<div>",
            "é",
            "\ud7ff",
        ),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_heap_of_feed_pieces_raises_anything_but_a_sentence(document: str) -> None:
    check(document.encode())


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_sentence(document: bytes) -> None:
    check(document)


@given(st.binary(min_size=1, max_size=4), st.integers(0, 900))
def test_a_damaged_feed_raises_nothing_but_a_sentence(damage: bytes, where: int) -> None:
    body = ATOM.encode()
    check(body[:where] + damage + body[where + len(damage) :])


def test_a_long_feed_that_begins_with_the_oldest_gives_its_newest_items() -> None:
    dates = [f"<pubDate>Mon, {day:02} Jun 2026 10:00:00 GMT</pubDate>" for day in range(1, 10)]
    items = "".join(f"<item><guid>{at}</guid><title>T{at}</title>{date}</item>" for at, date in enumerate(dates))
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    found = parse_feed(body, url="https://a.example/", limit=3, now=datetime(2026, 6, 20, tzinfo=UTC))
    assert [each.title for each in found] == ["T6", "T7", "T8"]
