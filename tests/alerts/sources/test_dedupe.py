"""One article under several addresses and ids."""

import pytest

from alerts.sources.dedupe import canonical_url, without_repeats
from alerts.types import FeedItem
from project.common import clock
from tests.factories import ItemFactory, SourceFactory


@pytest.mark.parametrize(
    "spelling",
    [
        "https://www.news.example/a?utm_source=x&utm_medium=rss",
        "http://news.example/a/",
        "https://news.example:443/a?fbclid=1#utm_content",
        "https://news.example/a#:~:text=word",
    ],
)
def test_spellings_of_one_address_are_one(spelling: str) -> None:
    assert canonical_url(spelling) == canonical_url("https://news.example/a")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/live#post-1", "https://news.example/live#post-2"),
        ("https://news.example/A", "https://news.example/a"),
    ],
)
def test_different_articles_stay_apart(first: str, second: str) -> None:
    assert canonical_url(first) != canonical_url(second)


def test_a_front_page_is_no_article() -> None:
    assert canonical_url("https://news.example/?utm_source=rss") == ""


def item(name: str, url: str) -> FeedItem:
    return FeedItem(name, url, "Orbitra", "", "", None)


@pytest.mark.django_db
def test_only_the_same_source_counts_and_shared_addresses_do_not() -> None:
    now = clock.now()
    known = ItemFactory(url="https://news.example/a", external_id="1", received_at=now)
    again = item("2", "https://news.example/a?utm_source=x")
    assert without_repeats(known.source, [again], now) == ()
    assert without_repeats(SourceFactory(), [again], now) == (again,)
    several = [again, item("3", "https://news.example/a")]
    assert without_repeats(known.source, several, now) == tuple(several)
    same = item("1", "https://news.example/a")
    assert without_repeats(known.source, [same, item("9", "")], now) == (same, item("9", ""))
