"""Whole articles read behind short summaries, a few at a time and one after the other."""

import logging
import time

from alerts.models import Article
from alerts.sources.article_queue import release_reader, take_reader, waiting_articles
from alerts.sources.extract import article_text
from alerts.storing import tell_article
from project.common import clock
from project.common.errors import TidewatchError
from project.common.http import Fetched, fetch

log = logging.getLogger(__name__)

BUDGET_S = 25.0
ARTICLE_LIMIT_S = 8.0
LEASE_MARGIN_S = 20.0
MAX_BYTES = 2 * 1024 * 1024
PAGES = ("text/html", "application/xhtml+xml")
NOTHING_FOUND = "The page has no article that can be read."


def read_articles(limit: int = 20, budget_s: float = BUDGET_S) -> int:
    """Read up to ``limit`` waiting articles, none begun after ``budget_s`` seconds, and return how many had a text."""
    token = take_reader(clock.now(), budget_s + ARTICLE_LIMIT_S + LEASE_MARGIN_S)
    if token is None:
        return 0
    end, count = time.monotonic() + budget_s, 0
    try:
        for article in waiting_articles(clock.now(), limit):
            if time.monotonic() >= end:
                break
            count += _read(article)
    finally:
        release_reader(token)
    return count


def _read(article: Article) -> bool:
    """Read one article and keep what came of it; whether that is a text or an error, it is not asked for again."""
    try:
        answer = fetch(article.item.url, deadline_s=ARTICLE_LIMIT_S, max_bytes=MAX_BYTES)
        article.text, article.error = _understood(answer)
    except TidewatchError as error:
        article.error = error.message[:200]
    if article.text:
        # Told before it is kept: who dies between the two reads it once more, and telling twice is harmless.
        tell_article(article.item, article.text, clock.now())
    article.fetched_at = clock.now()
    article.save(update_fields=["text", "error", "fetched_at"])
    log.info("Read the article of item %d: %d characters. %s", article.pk, len(article.text), article.error)
    return bool(article.text)


def _understood(answer: Fetched) -> tuple[str, str]:
    if not answer.body:
        return "", f"The server answered {answer.reason}."
    if not answer.content_type.strip().lower().startswith(PAGES):
        return "", f"The link leads to {answer.content_type[:60] or 'something without a type'}, not to a page."
    text = article_text(answer.body, answer.content_type)
    return text, "" if text else NOTHING_FOUND
