"""Any JSON turned into items, and what is said of a mapping that does not fit."""

from datetime import UTC, datetime

import pytest
from pytest_django.fixtures import Settings

from alerts.models import Item, SourceKind
from alerts.polling import poll_source
from alerts.sources.mapping import map_payload
from alerts.sources.webhook import items_from
from project.common.errors import Invalid
from tests.factories import SourceFactory
from tests.fakes.feeds import Answer, FeedServer

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MAPPING = {
    "items": "data.list",
    "id": "nid",
    "title": "headline",
    "text": "body.text",
    "url": "links.0",
    "published": "ts",
}
ENTRY = {
    "nid": 7,
    "headline": "Orbitra <b>opens</b>",
    "body": {"text": "<p>Today.</p>"},
    "links": ["/news/7"],
    "ts": 1_772_000_000,
}
PAYLOAD = {"data": {"list": [ENTRY, {"nid": 8, "body": {"text": ""}}, 5]}}


def test_fields_are_found_by_their_paths() -> None:
    found = map_payload(PAYLOAD, MAPPING, base="https://news.example/api", now=NOW)
    item = found.items[0]
    assert (item.external_id, item.title, item.text) == ("7", "Orbitra opens", "Today.")
    assert item.url == "https://news.example/news/7"
    assert item.published_at == datetime(2026, 2, 25, 6, 13, 20, tzinfo=UTC)
    assert (len(found.items), found.dropped) == (1, 1)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1_772_000_000, datetime(2026, 2, 25, 6, 13, 20, tzinfo=UTC)),
        (1_772_000_000_500, datetime(2026, 2, 25, 6, 13, 20, 500_000, tzinfo=UTC)),
        ("1772000000", datetime(2026, 2, 25, 6, 13, 20, tzinfo=UTC)),
        ("2026-02-25T08:13:20+02:00", datetime(2026, 2, 25, 6, 13, 20, tzinfo=UTC)),
        ("2026-02-25", datetime(2026, 2, 25, tzinfo=UTC)),
        ("2031-01-01", NOW),
        ("soon", None),
        (True, None),
        (1e300, None),
        ({}, None),
    ],
)
def test_times_are_read_as_seconds_milliseconds_or_iso_dates(value: object, moment: datetime | None) -> None:
    assert map_payload([{"title": "a", "published": value}], {}, now=NOW).items[0].published_at == moment


@pytest.mark.parametrize(
    ("payload", "mapping", "sentence"),
    [
        (
            {"data": {"rows": [], "total": 0}},
            {"items": "data.list"},
            "The path 'data.list' of items leads nowhere. Below 'data' is no 'list'; the keys there are rows, total.",
        ),
        (
            {"status": "ok"},
            {},
            "The answer is no list of items; the keys there are status. "
            "Set the path of the list as items in the mapping.",
        ),
        (
            [{"head": "x", "link": "y"}],
            {"title": "headline"},
            "The path 'headline' of title leads nowhere. There is no 'headline'; the keys there are head, link.",
        ),
        (
            [{"head": "x"}],
            {},
            "The items have neither title nor text; the keys there are head. Set their paths in the mapping.",
        ),
        (
            [{"title": "x", "body": "y"}],
            {"text": "body.text"},
            "The path 'body.text' of text leads nowhere. Below 'body' is no 'text'; a text is there.",
        ),
        ([], {"headline": "x"}, "The mapping has a field 'headline', which items do not have. It may have "),
    ],
)
def test_a_path_that_leads_nowhere_is_named_with_what_is_there(
    payload: object, mapping: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Invalid) as caught:
        map_payload(payload, mapping, now=NOW)
    assert caught.value.message.startswith(sentence)


def test_a_path_that_only_some_items_have_is_an_empty_field() -> None:
    found = map_payload([{"title": "a", "link": "https://a.example/"}, {"title": "b"}], {"url": "link"}, now=NOW)
    assert [each.url for each in found.items] == ["https://a.example/", ""]


@pytest.mark.parametrize("name", ["content_text", "content_html", "summary"])
def test_a_json_feed_needs_no_mapping(name: str) -> None:
    entry = {
        "id": "1",
        "url": "https://a.example/1",
        "title": "Orbitra opens",
        "date_published": "2026-02-25T08:00:00Z",
    }
    payload = {"version": "https://jsonfeed.org/version/1.1", "items": [{**entry, name: "Claim ORBT today."}]}
    (item,) = map_payload(payload, {}, now=NOW).items
    assert (item.text, item.published_at) == ("Claim ORBT today.", datetime(2026, 2, 25, 8, tzinfo=UTC))


def test_a_json_feed_may_have_null_for_the_text_that_it_has_in_another_form() -> None:
    entry = {"id": "1", "title": "Orbitra opens", "content_text": None, "content_html": "<p>Claim ORBT today.</p>"}
    (item,) = map_payload({"items": [entry]}, {}, now=NOW).items
    assert item.text == "Claim ORBT today."


def test_a_webhook_may_send_one_entry_or_several() -> None:
    one = {"title": "Orbitra opens", "id": "1"}
    for payload in (one, [one], {"items": [one]}):
        assert [each.external_id for each in items_from(payload, {})] == ["1"]


@pytest.mark.django_db
def test_a_json_address_is_polled_like_a_feed(feeds: FeedServer, settings: Settings) -> None:
    body = b'{"data": {"list": [{"nid": 1, "headline": "Orbitra opens"}]}}'
    feeds.serve("/api", Answer(body, headers={"ETag": '"1"'}), Answer(status=304), Answer(b"<html>"), Answer(b"{"))
    mapping = {"items": "data.list", "id": "nid", "title": "headline"}
    source = SourceFactory(kind=SourceKind.JSON, url=feeds.url("/api"), mapping=mapping)
    results = []
    for _ in range(4):
        results.append(poll_source(source))
        source.refresh_from_db()
    assert [each.is_ok for each in results] == [True, True, False, False]
    assert results[2].message == "This address answered with a page or a feed, not with JSON."
    assert results[3].message.startswith("This document is not valid JSON: ")
    assert Item.objects.get().title == "Orbitra opens"
    assert feeds.requests[1].headers["if-none-match"] == '"1"'
