"""Posts of the X API v2 turned into items."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from alerts.sources.fields import MAX_TEXT, MAX_TITLE, language_of, moment_in_bounds, moment_of
from alerts.types import FeedItem
from project.common.text import is_whole_number, tidy_block, tidy_line

POST_FIELDS = "created_at,lang,note_tweet,entities,referenced_tweets,author_id"
NOT_OURS = frozenset({"retweeted", "replied_to"})
# What X declares where there are no words: undetermined, only media, only links, only hashtags.
NO_LANGUAGE = re.compile(r"und|zxx|q\w\w")
MEDIA = re.compile(r"https?://(?:pic\.(?:x|twitter)\.com/|(?:x|twitter)\.com/\w+/status/\d+/(?:photo|video)/)")
SNOWFLAKE_EPOCH_MS = 1_288_834_974_657
SNOWFLAKE_BITS = 22
LEAST_SNOWFLAKE = 1 << 41


def items_of(page: Mapping[str, Any], account: str, now: datetime) -> list[FeedItem]:
    """Return the posts of one page that are their author's own words, in its order."""
    names = {str(user.get("id")): str(user.get("username") or "") for user in _list(page.get("includes"), "users")}
    posts = (_item(post, account or names.get(str(post.get("author_id")), ""), now) for post in _list(page, "data"))
    return [post for post in posts if post is not None]


def ids_of(page: Mapping[str, Any]) -> list[int]:
    """Return the numbers of all posts of a page, which X counts whether they are kept or not."""
    names = (str(post.get("id") or "") for post in _list(page, "data"))
    return [int(name) for name in names if is_whole_number(name, digits=20)]


def posted_at(post_id: int) -> datetime | None:
    """Return the moment that the number of a post holds; None for one from before numbers held it.

    Source: X's snowflake numbers, 41 bits of milliseconds since 4 November 2010 above 22 others.
    """
    if post_id < LEAST_SNOWFLAKE:
        return None
    return datetime.fromtimestamp(((post_id >> SNOWFLAKE_BITS) + SNOWFLAKE_EPOCH_MS) / 1000, UTC)


def _list(value: object, name: str) -> list[Mapping[str, Any]]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _item(post: Mapping[str, Any], account: str, now: datetime) -> FeedItem | None:
    if any(each.get("type") in NOT_OURS for each in _list(post, "referenced_tweets")):
        return None
    text = _text(post)
    first, _, rest = text.partition("\n")
    title = tidy_line(first, MAX_TITLE)
    post_id = str(post.get("id") or "")
    if not title or not post_id:
        return None
    language = str(post.get("lang") or "")
    return FeedItem(
        external_id=post_id[:500],
        url=f"https://x.com/{account or 'i/web'}/status/{post_id}"[:1000],
        title=title,
        text=rest.strip() if title == first else text,
        author=f"@{account}" if account else "",
        published_at=moment_in_bounds(moment_of(post.get("created_at")), now),
        language="" if NO_LANGUAGE.fullmatch(language) else language_of(language),
        fetched_at=now,
    )


def _text(post: Mapping[str, Any]) -> str:
    """Return the whole text, that of a long post too, with the links that it stands for."""
    note = post.get("note_tweet")
    holder = note if isinstance(note, Mapping) and note.get("text") else post
    text = str(holder.get("text") or "")[: 2 * MAX_TEXT]
    for link in _links(holder.get("entities")):
        short, full = str(link.get("url") or ""), str(link.get("unwound_url") or link.get("expanded_url") or "")
        if short and full:
            text = text.replace(short, "" if MEDIA.match(full) else full)
    return tidy_block(html.unescape(text), MAX_TEXT)


def _links(entities: object) -> Sequence[Mapping[str, Any]]:
    return _list(entities, "urls")[:50]
