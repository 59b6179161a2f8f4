"""Single calls to the X API v2, each within what X and the operator allow. Source: docs.x.com/x-api."""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings

from alerts.sources.allowance import Turn, end_turn, over_limit, take_turn
from project.common import clock
from project.common.errors import Invalid, TidewatchError, Unavailable
from project.common.http import Fetched, call_api
from project.common.text import tidy_line

# Looking up an account costs as much as two posts. Source: docs.x.com/x-api/getting-started/pricing.
ACCOUNT_READS = 2
PAUSE_S = 1.0
MAX_BYTES = 4 * 1024 * 1024
# After these the request was never sent, so nothing can have been charged.
NOT_SENT = frozenset({"HOST_NOT_FOUND", "NOT_CONNECTED", "ADDRESS_REFUSED", "TOKEN_REFUSED"})
ADVICE: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "X does not accept the bearer token (401). Check TWITTER_BEARER_TOKEN.",
    HTTPStatus.PAYMENT_REQUIRED: "X wants credits for this call (402). Buy some in its developer console.",
    HTTPStatus.FORBIDDEN: "X does not let this app read this (403). Check the app's access in its developer console.",
    HTTPStatus.NOT_FOUND: "X does not know this address (404). Check TWITTER_BASE_URL.",
}


def read_posts(path: str, parameters: Mapping[str, object], *, least: int, end: float) -> Mapping[str, Any]:
    """Return one page of posts, asking for as many as are wanted and paid for but not fewer than ``least``.

    Tries again, before ``end`` of the monotonic clock, what X itself could not answer.
    Raises OverLimit when calling must wait, Invalid and Unavailable when the call fails.
    """
    for attempt in range(1, settings.TWITTER_RETRY_ATTEMPTS + 1):
        turn = take_turn(settings.TWITTER_MAX_RESULTS, least)
        answer = _call(turn, path, {**parameters, "max_results": turn.reads})
        if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return _page(answer)
        if attempt == settings.TWITTER_RETRY_ATTEMPTS or time.monotonic() + PAUSE_S * attempt >= end:
            break
        time.sleep(PAUSE_S * attempt)
    raise Unavailable(f"X answered {answer.reason}; it is asked again later.", code="X_FAILED")


def read_account(handle: str) -> Mapping[str, Any]:
    """Return the answer to a look-up of an account. Raises as ``read_posts`` does."""
    turn = take_turn(ACCOUNT_READS, ACCOUNT_READS)
    answer = _call(turn, f"/2/users/by/username/{handle}", {})
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable(f"X answered {answer.reason}; it is asked again later.", code="X_FAILED")
    return _page(answer)


def _call(turn: Turn, path: str, parameters: Mapping[str, object]) -> Fetched:
    """Make the call of ``turn``. One that broke off half way may have been charged, so it counts in full."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    reads, answer = turn.reads, None
    try:
        answer = call_api(
            f"{settings.TWITTER_BASE_URL}{path}{query}",
            token=settings.TWITTER_BEARER_TOKEN,
            deadline_s=settings.TWITTER_TIMEOUT,
            max_bytes=MAX_BYTES,
        )
        reads = _charged(answer, turn.reads)
        return answer
    except TidewatchError as error:
        reads = 0 if error.code in NOT_SENT else turn.reads
        raise
    finally:
        end_turn(turn, reads=reads, answer=answer)


def _charged(answer: Fetched, most: int) -> int:
    if answer.status != HTTPStatus.OK:
        return 0
    data = _json(answer).get("data")
    return len(data) if isinstance(data, list) else most if data else 0


def _json(answer: Fetched) -> Mapping[str, Any]:
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        found = None
    return found if isinstance(found, dict) else {}


def _page(answer: Fetched) -> Mapping[str, Any]:
    """Return the answer's object. Raises what its status means."""
    body = _json(answer)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise over_limit(clock.now())
    if answer.status != HTTPStatus.OK:
        message = ADVICE.get(answer.status, f"X answered {answer.reason}.")
        detail = tidy_line(str(body.get("detail") or ""), 200).rstrip(".")
        raise Invalid(f"{message} It says: {detail}." if detail else message, code="X_REFUSED")
    if not body:
        raise Unavailable("X answered with something that is no JSON object.", code="X_FAILED")
    return body
