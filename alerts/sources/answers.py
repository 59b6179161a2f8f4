"""What the answers of a web server mean for a source, whatever is read from them."""

from http import HTTPStatus
from urllib.parse import urlsplit

from alerts.models import Source
from alerts.sources.base import Outcome
from project.common.http import Fetched

MAX_SOURCE_URL = 500


def refusal(source: Source, answer: Fetched) -> Outcome | None:
    """Return the outcome of an answer that holds no document, or None when it holds one."""
    if answer.status == HTTPStatus.OK:
        return None
    if answer.status == HTTPStatus.NOT_MODIFIED:
        note = "" if source.failures_in_a_row else source.last_error
        return Outcome(etag=source.etag, last_modified=source.last_modified, note=note)
    if answer.status == HTTPStatus.GONE:
        return Outcome(
            error="The address is gone for good (410). Find its new address or delete it.", is_permanent=True
        )
    return Outcome(error=f"The server answered {answer.reason}.{_advice(answer.status)}", wait_s=answer.retry_after_s)


def _advice(status: int) -> str:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return " It does not let us in."
    return " Check the address." if status == HTTPStatus.NOT_FOUND else ""


def kept_cursor(answer: Fetched) -> tuple[str, str]:
    """Return ETag and Last-Modified, each empty when it is too long to keep."""
    return (
        answer.etag if len(answer.etag) <= 300 else "",
        answer.last_modified if len(answer.last_modified) <= 100 else "",
    )


def safe_move(url: str, answer: Fetched) -> str:
    """Return where a source has moved to for good, unless that is no better than asking the way every time."""
    target = answer.moved_to
    is_downgrade = urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https"
    return "" if not target or is_downgrade or len(target) > MAX_SOURCE_URL else target
