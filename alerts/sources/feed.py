"""The adapter of RSS, Atom and JSON feeds."""

from django.conf import settings

from alerts.models import Source
from alerts.sources.answers import kept_cursor, refusal, safe_move
from alerts.sources.base import Outcome, left_out
from alerts.sources.rss import EMPTY_FEED, parse_document
from project.common import clock
from project.common.http import fetch


def read_feed(source: Source) -> Outcome:
    """Ask for what is new, and read it. Raises what the call and the parser raise."""
    answer = fetch(source.url, etag=source.etag, last_modified=source.last_modified)
    if (outcome := refusal(source, answer)) is not None:
        return outcome
    document = parse_document(
        answer.body,
        url=answer.url,
        content_type=answer.content_type,
        limit=settings.NEWS_MAX_ARTICLES,
        now=clock.now(),
    )
    etag, last_modified = kept_cursor(answer)
    return Outcome(
        items=document.items,
        note=" ".join(filter(None, (left_out(document.dropped), "" if document.items else EMPTY_FEED))),
        etag=etag,
        last_modified=last_modified,
        moved_to=safe_move(source.url, answer),
    )
