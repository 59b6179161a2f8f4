"""The adapter of any address that answers with JSON."""

import orjson
from django.conf import settings

from alerts.models import Source
from alerts.sources.answers import kept_cursor, refusal, safe_move
from alerts.sources.base import Outcome, left_out
from alerts.sources.mapping import map_payload
from alerts.sources.rss import newest
from project.common import clock
from project.common.errors import Invalid
from project.common.http import fetch
from project.common.text import tidy_line

EMPTY_LIST = "The list of items is empty."


def read_json(source: Source) -> Outcome:
    """Ask for the address, and read it by the source's mapping. Raises what the call and the mapping raise."""
    answer = fetch(source.url, etag=source.etag, last_modified=source.last_modified)
    if (outcome := refusal(source, answer)) is not None:
        return outcome
    now = clock.now()
    found = map_payload(_payload(answer.body), source.mapping, base=answer.url, now=now)
    notes = (left_out(found.dropped), "" if found.items or found.dropped else EMPTY_LIST)
    etag, last_modified = kept_cursor(answer)
    return Outcome(
        items=tuple(newest(found.items, settings.NEWS_MAX_ARTICLES, now)),
        note=" ".join(filter(None, notes)),
        etag=etag,
        last_modified=last_modified,
        moved_to=safe_move(source.url, answer),
    )


def _payload(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if body.lstrip()[:1] == b"<":
            raise Invalid("This address answered with a page or a feed, not with JSON.", code="NOT_JSON") from None
        raise Invalid(f"This document is not valid JSON: {tidy_line(str(error), 160)}.", code="NOT_JSON") from None
