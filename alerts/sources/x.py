"""The adapter of X: a recent search, or the posts of one account, read down to the last post known."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from alerts.models import Source
from alerts.sources.base import UNREACHABLE, Outcome
from alerts.sources.drafts import HANDLE
from alerts.sources.x_client import read_account, read_posts
from alerts.sources.x_cursor import Place, place_of
from alerts.sources.x_posts import POST_FIELDS, ids_of, items_of, posted_at
from alerts.types import FeedItem
from project.common import clock
from project.common.errors import Invalid, OverLimit, TidewatchError
from project.common.text import tidy_line

# No further page is begun after this many seconds, so that a worker's time limit is kept.
READ_LIMIT_S = 15.0
# X itself searches seven days back; whoever adds a search pays for what is read.
FIRST_SEARCH = timedelta(days=1)
LOOK_BACK = timedelta(days=7)
SEARCH_MARGIN = timedelta(minutes=10)
# The fewest posts that X lets a call ask for.
LEAST_SEARCH, LEAST_TIMELINE = 10, 5
OWN_WORDS = "-is:retweet -is:reply"
MAX_QUERY = 512
# A pass that the limit above cut short goes on at the next round.
GO_ON_S = 1
NEEDS_TOKEN = "Needs TWITTER_BEARER_TOKEN."  # noqa: S105 - a sentence


def read_x(source: Source) -> Outcome:
    """Read what is new, page by page; what was read before something went wrong is kept, and goes on from there."""
    if not settings.TWITTER_BEARER_TOKEN:
        return Outcome(is_read=False, note=NEEDS_TOKEN)
    reading = _Reading(source, place_of(source.cursor))
    try:
        reading.run()
    except OverLimit as limit:
        return reading.outcome(note=limit.message, wait_s=limit.retry_after_s)
    except TidewatchError as error:
        return reading.outcome(error=error.message, is_unreachable=error.code in UNREACHABLE)
    return reading.outcome(wait_s=GO_ON_S if reading.place.bottom else None)


class _Reading:
    """One pass, or a part of one, over the pages of a source."""

    def __init__(self, source: Source, place: Place) -> None:
        self.source, self.place = source, place
        self.items: dict[str, FeedItem] = {}
        self.has_read = False
        self.handle = "" if source.query else _handle(source.url)

    def run(self) -> None:
        end = time.monotonic() + READ_LIMIT_S
        if self.handle and not self.place.user:
            self.place = replace(self.place, user=_account(self.handle))
        path, parameters, least = self._question(clock.now())
        token = ""
        while True:
            page = read_posts(path, {**parameters, **token_of(self.handle, token)}, least=least, end=end)
            token = self._keep(page)
            if not token or time.monotonic() >= end:
                return

    def _keep(self, page: Mapping[str, Any]) -> str:
        """Keep a page's posts and how far it came; return the token of the next page."""
        if "data" not in page and "meta" not in page and page.get("errors"):
            self.place = replace(self.place, user=0)
            raise Invalid(_trouble(page, self.handle), code="X_ACCOUNT")
        self.has_read = True
        token = str((page.get("meta") or {}).get("next_token") or "")
        for item in items_of(page, self.handle, clock.now()):
            self.items.setdefault(item.external_id, item)
        self.place = self.place.after(ids_of(page), is_last=not token)
        return token

    def _question(self, now: datetime) -> tuple[str, dict[str, object], int]:
        """Return the path, the parameters and the least number of posts of the first page."""
        parameters: dict[str, object] = {"tweet.fields": POST_FIELDS}
        if self.place.bottom:
            parameters["until_id"] = self.place.bottom
        if self.handle:
            parameters |= {"exclude": "retweets,replies"} | self._from(now - LOOK_BACK)
            return f"/2/users/{self.place.user}/tweets", parameters, LEAST_TIMELINE
        oldest = now - LOOK_BACK + SEARCH_MARGIN
        last = posted_at(self.place.since)
        is_forgotten = last is not None and last < oldest
        if is_forgotten:
            self.place = replace(self.place, since=0)
        parameters |= self._from(oldest if is_forgotten else now - FIRST_SEARCH)
        parameters |= {"query": _query(self.source.query), "expansions": "author_id", "user.fields": "username"}
        return "/2/tweets/search/recent", parameters, LEAST_SEARCH

    def _from(self, start: datetime) -> dict[str, object]:
        if self.place.since:
            return {"since_id": self.place.since}
        return {"start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}"}

    def outcome(
        self, *, error: str = "", note: str = "", is_unreachable: bool = False, wait_s: int | None = None
    ) -> Outcome:
        return Outcome(
            items=tuple(self.items.values()),
            error=error,
            note=note,
            is_read=self.has_read or not note,
            is_unreachable=is_unreachable,
            cursor=str(self.place),
            wait_s=wait_s,
        )


def token_of(handle: str, token: str) -> dict[str, object]:
    """Return the parameter of the next page, which the two kinds of call name differently."""
    return {"pagination_token" if handle else "next_token": token} if token else {}


def _handle(url: str) -> str:
    found = HANDLE.fullmatch(url.strip())
    if found is None:
        raise Invalid("This is no account on X. Write its handle, such as @orbitra, or a search.", code="X_ACCOUNT")
    return found[1]


def _account(handle: str) -> int:
    """Return the number of an account. Raises Invalid when there is none."""
    page = read_account(handle)
    data = page.get("data")
    number = str(data.get("id") or "") if isinstance(data, Mapping) else ""
    if not number.isascii() or not number.isdigit():
        raise Invalid(_trouble(page, handle), code="X_ACCOUNT")
    return int(number)


def _trouble(page: Mapping[str, Any], handle: str) -> str:
    """Say what X says of an account or a search that it does not show."""
    errors = page.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], Mapping) else {}
    detail = tidy_line(str(first.get("detail") or first.get("title") or ""), 200).rstrip(".")
    if "suspended" in detail.lower():
        return f"X has suspended the account @{handle}. Read another account, or delete this source."
    if "not authorized" in detail.lower():
        return f"The posts of @{handle} are protected, so X does not show them. Read another account."
    if "could not find" in detail.lower():
        return f"There is no account @{handle} on X. Check the handle, or delete this source."
    return f"X does not show the posts. It says: {detail}." if detail else "X does not show the posts."


def _query(text: str) -> str:
    """Return the search for people's own words, unless it says itself which ones it wants or is too long for that."""
    if "is:retweet" in text or "is:reply" in text or len(text) + len(OWN_WORDS) + 3 > MAX_QUERY:
        return text
    return f"({text}) {OWN_WORDS}"
