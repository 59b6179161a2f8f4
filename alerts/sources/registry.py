"""Which adapter reads which kind of source."""

from collections.abc import Mapping

from django.conf import settings

from alerts.models import Source, SourceKind
from alerts.sources.base import UNREACHABLE, Outcome, Reader
from alerts.sources.feed import read_feed
from alerts.sources.json_address import read_json
from alerts.sources.x import read_x
from project.common.errors import Invalid, TidewatchError

READERS: Mapping[str, Reader] = {
    SourceKind.FEED: read_feed,
    SourceKind.X: read_x,
    SourceKind.JSON: read_json,
}


def read_source(source: Source) -> Outcome:
    """Read ``source``, which need not be saved. Whatever is wrong ends as an outcome with one sentence."""
    try:
        return reader_of(source)(source)
    except TidewatchError as error:
        return Outcome(error=error.message, is_unreachable=error.code in UNREACHABLE)


def reader_of(source: Source) -> Reader:
    """Return what reads ``source``. Raises Invalid for a kind that sends by itself."""
    reader = READERS.get(source.kind)
    if reader is None:
        raise Invalid("This source is not read from an address; what it has is sent to us.", code="NOT_POLLED")
    return reader


def missing_setting(kind: str) -> str:
    """Return what an operator has to set before sources of ``kind`` are read; empty when they are."""
    is_missing = kind == SourceKind.X and not settings.TWITTER_BEARER_TOKEN
    return "Needs TWITTER_BEARER_TOKEN." if is_missing else ""


def polled_kinds() -> list[str]:
    """Return the kinds of source that can be read as this installation is set up."""
    return [kind for kind in READERS if not missing_setting(kind)]
