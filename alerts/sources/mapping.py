"""Any JSON turned into items by a mapping that says where each field stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.sources.fields import (
    MAX_TEXT,
    MAX_TITLE,
    identity,
    language_of,
    moment_in_bounds,
    moment_of,
    web_address,
)
from alerts.types import FeedItem
from project.common.errors import Invalid
from project.common.text import plain_text, tidy_block, tidy_line

FIELDS = ("id", "title", "text", "url", "published", "author", "language")
# What JSON Feed calls a field that has no path of its own.
OTHER_NAMES = {"text": ("content_text", "content_html", "summary"), "published": ("date_published",)}
ITEMS = "items"
MOST_ENTRIES = 500
MAX_MARKUP = 100_000
MOST_KEYS = 12
ABSENT = object()


@dataclass(frozen=True, slots=True)
class Mapped:
    """The items of a payload, and how many of its entries had neither title nor text."""

    items: tuple[FeedItem, ...]
    dropped: int


def map_payload(
    payload: object, mapping: Mapping[str, object], *, base: str = "", may_be_one: bool = False, now: datetime
) -> Mapped:
    """Return the items of ``payload``, which with ``may_be_one`` may be a single entry.

    A field without a path is looked for under its own name, then under JSON Feed's. Raises Invalid that names
    the path which leads nowhere and the keys that are there.
    """
    paths = _paths(mapping)
    entries = [each for each in _entries(payload, paths.get(ITEMS), may_be_one) if isinstance(each, Mapping)]
    entries = entries[:MOST_ENTRIES]
    _check(entries, paths)
    found = [_item(each, paths, base, now) for each in entries]
    items = {item.external_id: item for item in reversed(found) if item is not None}
    return Mapped(tuple(reversed(items.values())), sum(each is None for each in found))


def _paths(mapping: Mapping[str, object]) -> dict[str, str]:
    unknown = sorted(set(mapping) - {ITEMS, *FIELDS})
    if unknown:
        names = ", ".join((ITEMS, *FIELDS))
        raise _wrong(f"The mapping has a field {unknown[0]!r}, which items do not have. It may have {names}.")
    return {name: str(path).strip() for name, path in mapping.items() if str(path).strip()}


def _entries(payload: object, path: str | None, may_be_one: bool) -> Sequence[object]:
    found = _at(payload, path) if path else payload
    if found is ABSENT:
        raise _wrong(_lost(payload, str(path), ITEMS))
    if isinstance(found, list):
        return found
    if not path and isinstance(found, Mapping) and isinstance(found.get(ITEMS), list):
        return list(found[ITEMS])
    if may_be_one and isinstance(found, Mapping):
        return [found]
    where = f"At {path!r} stands" if path else "The answer is"
    raise _wrong(f"{where} no list of items; {_there(found)} Set the path of the list as items in the mapping.")


def _check(entries: Sequence[Mapping[str, object]], paths: Mapping[str, str]) -> None:
    """Refuse a path that leads nowhere in every entry, which is a mistake; in a few it is an empty field."""
    for name, path in paths.items():
        if name != ITEMS and entries and all(_at(each, path) is ABSENT for each in entries):
            raise _wrong(_lost(entries[0], path, name))
    if entries and all(_field(each, paths, name) is ABSENT for each in entries for name in ("title", "text")):
        raise _wrong(f"The items have neither title nor text; {_there(entries[0])} Set their paths in the mapping.")


def _at(value: object, path: str) -> object:
    """Return what stands at a dotted path, whose numbers count the entries of lists from 0; ABSENT if nothing does."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step, ABSENT)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(value):
            value = value[int(step)]
        else:
            return ABSENT
    return value


def _field(entry: Mapping[str, object], paths: Mapping[str, str], name: str) -> object:
    """Return what an entry has for a field of ours, by its path or by the names that it may go by, rather than null."""
    names = (paths[name],) if name in paths else (name, *OTHER_NAMES.get(name, ()))
    found = [value for each in names if (value := _at(entry, each)) is not ABSENT]
    return next((value for value in found if value is not None), found[0] if found else ABSENT)


def _lost(value: object, path: str, name: str) -> str:
    """Say how far ``path`` leads, and what is there."""
    done: list[str] = []
    for step in path.split("."):
        if (following := _at(value, step)) is ABSENT:
            where = f"Below {'.'.join(done)!r}" if done else "There"
            return f"The path {path!r} of {name} leads nowhere. {where} is no {step!r}; {_there(value)}"
        value = following
        done.append(step)
    return f"The path {path!r} of {name} leads nowhere."


def _there(value: object) -> str:
    if not isinstance(value, Mapping):
        kinds = {list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
        return f"{kinds.get(type(value), 'a number')} is there."
    keys = [tidy_line(str(key), 40) for key in list(value)[:MOST_KEYS]]
    more = " and more" if len(value) > MOST_KEYS else ""
    return f"the keys there are {', '.join(keys)}{more}." if keys else "no keys are there."


def _wrong(message: str) -> Invalid:
    return Invalid(message, code="MAPPING_WRONG")


def _item(entry: Mapping[str, object], paths: Mapping[str, str], base: str, now: datetime) -> FeedItem | None:
    values = {name: _field(entry, paths, name) for name in FIELDS}
    text = tidy_block(plain_text(_string(values["text"])), MAX_TEXT)
    title = tidy_line(plain_text(_string(values["title"])), MAX_TITLE) or tidy_line(text, 120)
    if not title:
        return None
    url = web_address(_string(values["url"]), base)
    return FeedItem(
        external_id=identity(_string(values["id"]) or url, title, text),
        url=url,
        title=title,
        text="" if text == title else text,
        author=tidy_line(plain_text(_string(values["author"])), 200),
        published_at=moment_in_bounds(moment_of(values["published"]), now),
        language=language_of(values["language"]),
        fetched_at=now,
    )


def _string(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value[:MAX_MARKUP].strip() if isinstance(value, str) else str(value) if is_number else ""
