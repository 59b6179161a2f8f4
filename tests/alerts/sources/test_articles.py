"""Whole articles read behind short summaries: which, how politely, and what is made of every kind of page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from alerts.models import Alert, Allowance, Article, Item, SourceKind
from alerts.polling import poll_source
from alerts.sources.article_queue import READER, want_articles
from alerts.sources.articles import read_articles
from alerts.sources.extract import article_text
from alerts.types import FeedItem, Score
from project.common import clock
from tests.factories import CompanyFactory, ItemFactory, SourceFactory
from tests.fakes.feeds import Answer, FeedServer, item, rss
from tests.fakes.pages import PAGES, SENTENCES

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize("kind", sorted(PAGES))
def test_the_words_of_every_publishing_system_are_found(kind: str) -> None:
    text = article_text(PAGES[kind](), "text/html")
    assert all(sentence in text for sentence in SENTENCES)
    assert "Section 3" not in text
    assert "cookie" not in text


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"\0" * 1000,
        b"<",
        b"<html>" + b"<div>" * 100_000,
        b"<!--" * 50_000,
        b"<?xml version='1.0' encoding='utf-16'?><html><body><p>x</p></body></html>",
        b"<script type='application/json'>" + b'{"a":' * 50_000 + b"</script>",
        b"<p>" + b"word " * 400_000,
        b"<meta charset='x-none'><p>\xff\xfe</p>",
    ],
)
def test_no_page_breaks_the_reader(page: bytes) -> None:
    assert len(article_text(page, "text/html")) <= 20_000


def waiting(url: str, **values: Any) -> Article:
    return Article.objects.create(item=ItemFactory(url=url), wanted_at=values.pop("wanted_at", clock.now()), **values)


@pytest.mark.django_db
def test_a_waiting_article_is_read_once_and_its_item_never_changed(feeds: FeedServer) -> None:
    article = waiting(feeds.serve("/a", Answer(PAGES["ghost"](), headers=HTML)))
    before = Item.objects.values().get()
    assert (read_articles(), read_articles()) == (1, 0)
    article.refresh_from_db()
    assert SENTENCES[0] in article.text
    assert (article.error, Item.objects.values().get()) == ("", before)
    assert feeds.paths() == ["/a"]


@pytest.mark.django_db
def test_what_an_article_announces_becomes_an_alert_once(feeds: FeedServer) -> None:
    words = "Nebula Labs launches its native token NEBX tomorrow, the team confirmed. Trading opens at 12:00 UTC. " * 4
    page = f"<html><body><article><h1>Update</h1><p>{words}</p></article></body></html>".encode()
    article = waiting(feeds.serve("/a", Answer(page, headers=HTML)))
    Item.objects.update(title="Nebula Labs confirms a date for its NEBX token", text="Read more.")
    assert read_articles() == 1
    alert = Alert.objects.get()
    assert alert.item_id == article.pk
    article.fetched_at = None
    article.save()
    read_articles()
    assert Alert.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(b"", 404), "The server answered 404 Not Found."),
        (
            Answer(b"%PDF", headers={"Content-Type": "application/pdf"}),
            "The link leads to application/pdf, not to a page.",
        ),
        (Answer(b"x" * 3_000_000, headers=HTML), "The answer is larger than 2048 KiB."),
        (Answer(b"<html></html>", headers=HTML), "The page has no article that can be read."),
        (Answer(status=301, headers={"Location": "http://10.0.0.1/"}), "The host 10.0.0.1 is at 10.0.0.1, which is"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_asked_again(answer: Answer, error: str, feeds: FeedServer) -> None:
    article = waiting(feeds.serve("/a", answer))
    assert (read_articles(), read_articles()) == (0, 0)
    article.refresh_from_db()
    assert article.error.startswith(error)
    assert len(feeds.requests) == 1


@pytest.mark.django_db
def test_one_reader_at_a_time_and_one_that_died_is_followed_by_another(feeds: FeedServer) -> None:
    waiting(feeds.serve("/a", Answer(PAGES["ghost"](), headers=HTML)))
    busy = Allowance.objects.create(service=READER, busy_token=uuid4(), busy_until=clock.now() + timedelta(minutes=1))
    assert read_articles() == 0
    Allowance.objects.filter(pk=busy.pk).update(busy_until=clock.now() - timedelta(seconds=1))
    assert read_articles() == 1
    assert Allowance.objects.get().busy_until is None


@pytest.mark.django_db
def test_the_budget_and_the_limit_end_a_round_and_old_wishes_are_forgotten(feeds: FeedServer) -> None:
    for number in range(3):
        waiting(feeds.serve(f"/{number}", Answer(PAGES["ghost"](), headers=HTML)))
    waiting("https://old.example/", wanted_at=clock.now() - timedelta(days=2))
    assert read_articles(budget_s=0) == 0
    assert read_articles(limit=2) == 2
    assert sorted(feeds.paths()) == ["/1", "/2"]
    assert Article.objects.count() == 3


def wanted(score: Callable[..., Score], confidence: float, text: str = "", **values: Any) -> bool:
    source = SourceFactory(**{"reads_articles": True, **values.pop("source", {})})
    row = ItemFactory(source=source, url="https://news.example/a", text=text)
    entry = FeedItem(row.external_id, values.pop("url", row.url), row.title, text, "", values.pop("at", None))
    want_articles(source, [(entry, score(confidence, **values))], clock.now())
    return Article.objects.filter(item=row, fetched_at=None).exists()


@pytest.fixture
def score() -> Callable[..., Score]:
    def made(confidence: float, companies: tuple[int, ...] = ()) -> Score:
        return Score("", False, confidence, "other", "low", 0.0, companies, (), (), ())

    return made


@pytest.mark.django_db
def test_only_candidates_with_short_summaries_are_wanted(score: Callable[..., Score]) -> None:
    assert wanted(score, 0.5)
    assert wanted(score, 0.05, companies=(1,))
    assert not wanted(score, 0.05)
    assert not wanted(score, 0.97)
    assert not wanted(score, 0.5, text="long " * 60)
    assert not wanted(score, 0.5, url="")
    assert not wanted(score, 0.5, at=clock.now() - timedelta(days=8))
    assert not wanted(score, 0.5, source={"reads_articles": False})
    assert not wanted(score, 0.5, source={"kind": SourceKind.X})


@pytest.mark.django_db
def test_a_poll_queues_the_articles_of_its_candidates(feeds: FeedServer) -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    feeds.serve(
        "/feed", Answer(rss(item("Nebula Labs has news", guid="1"), item("A quiet day in the harbour", guid="2")))
    )
    source = SourceFactory(url=feeds.url("/feed"))
    poll_source(source)
    assert "1" in {each.item.external_id for each in Article.objects.select_related("item")}
