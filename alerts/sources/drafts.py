"""What a source is to become, checked before it is kept: one sentence for each field that is wrong."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from urllib.parse import quote, urlsplit
from uuid import uuid4

from django.conf import settings

from alerts.models import POLLED, Source, SourceKind
from alerts.sources import mapping
from project.common.errors import Invalid, TidewatchError
from project.common.http import checked_url
from project.common.text import is_storable, tidy_line

LONGEST_INTERVAL_S = 24 * 3600
MAX_NAME, MAX_URL, MAX_QUERY = 120, 500, 500
MAX_PATH = 200
MAPPED = (mapping.ITEMS, *mapping.FIELDS)
PRIORITIES = range(1, 6)
HANDLE = re.compile(
    r"(?:(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/)?@?(\w{1,15})/?", re.ASCII | re.IGNORECASE
)
X_SEARCH = "https://x.com/search?f=live&q="
CHOICES = {SourceKind.FEED, SourceKind.X, SourceKind.JSON, SourceKind.WEBHOOK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields of a source that people set."""

    name: str
    url: str = ""
    kind: str = SourceKind.FEED
    priority: int = 3
    interval_s: int = field(default_factory=lambda: max(settings.NEWS_SCRAPE_INTERVAL, settings.MONITORING_INTERVAL))
    query: str = ""
    mapping: Mapping[str, object] = field(default_factory=dict)
    reads_articles: bool = True


FIELDS = tuple(Draft.__dataclass_fields__)


def draft_of(source: Source) -> Draft:
    return Draft(**{name: getattr(source, name) for name in FIELDS})


def checked(draft: Draft, source: Source | None = None) -> Draft:
    """Return ``draft`` tidied, for a new source or for ``source``. Raises Invalid that names every wrong field."""
    errors: dict[str, str] = {}
    tidy = replace(draft, name=tidy_line(draft.name, MAX_NAME), query=_query(draft), url=_address(draft, errors))
    if not tidy.name:
        errors["name"] = "Write a name."
    if source is not None and draft.kind != source.kind:
        errors["kind"] = "The kind of a source cannot be changed. Add another source instead."
    elif source is None and draft.kind not in CHOICES:
        errors["kind"] = f"Choose one of {', '.join(sorted(CHOICES))}."
    _check_numbers(tidy, source, errors)
    _check_mapping(tidy, errors)
    if "url" not in errors and (twin := same_source(tidy.url, source)):
        errors["url"] = f"{twin.name} reads this address already."
    if errors:
        raise Invalid("The source cannot be saved like this.", details=errors)
    return tidy


def changes_between(source: Source, draft: Draft) -> dict[str, object]:
    """Return the fields of ``source`` that differ from ``draft``."""
    return {name: value for name, value in asdict(draft).items() if getattr(source, name) != value}


def same_source(url: str, besides: Source | None = None) -> Source | None:
    """Return the source that reads the same address under whatever spelling, or None."""
    others = Source.objects.exclude(pk=besides.pk) if besides else Source.objects.all()
    wanted = canonical(url)
    return next((each for each in others.order_by("pk") if canonical(each.url) == wanted), None)


def canonical(url: str) -> str:
    """Return what two spellings of one address have in common: no scheme, no www, no last slash, no fragment."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme not in {"http", "https"}:
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.") + (f":{port}" if port not in {None, 80, 443} else "")
    return f"{host}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"


def _query(draft: Draft) -> str:
    return tidy_line(draft.query, MAX_QUERY) if draft.kind == SourceKind.X else ""


def _address(draft: Draft, errors: dict[str, str]) -> str:
    url = draft.url.strip()
    if draft.kind == SourceKind.X:
        return _x_address(url, _query(draft), errors)
    if draft.kind not in POLLED:
        return url or f"{draft.kind}:{uuid4()}"
    try:
        if len(url) > MAX_URL or not is_storable(url):
            raise Invalid(f"The address may have {MAX_URL} characters.")
        return str(checked_url(url).copy_with(fragment=None))
    except TidewatchError as error:
        errors["url"] = error.message
    return url


def _x_address(url: str, query: str, errors: dict[str, str]) -> str:
    """Return the page on X of an account, or of a search when there is a query."""
    if query:
        return f"{X_SEARCH}{quote(query)}"[:MAX_URL]
    found = HANDLE.fullmatch(url)
    if found is None:
        errors["url"] = "Write the handle of an account, such as @orbitra, or a search."
        return url
    return f"https://x.com/{found[1]}"


def _check_numbers(draft: Draft, source: Source | None, errors: dict[str, str]) -> None:
    if draft.priority not in PRIORITIES:
        errors["priority"] = "The priority is a number from 1, the most trusted, to 5."
    least = settings.MONITORING_INTERVAL
    is_kept = source is not None and source.interval_s == draft.interval_s
    if draft.kind in POLLED and not is_kept and not least <= draft.interval_s <= LONGEST_INTERVAL_S:
        errors["interval_s"] = f"The interval is {least} to {LONGEST_INTERVAL_S} seconds."


def _check_mapping(draft: Draft, errors: dict[str, str]) -> None:
    if not draft.mapping:
        return
    if draft.kind not in {SourceKind.JSON, SourceKind.WEBHOOK}:
        errors["mapping"] = "Only JSON addresses and webhooks have a mapping."
    elif unknown := sorted(set(draft.mapping) - set(MAPPED)):
        errors["mapping"] = f"A mapping has no field {unknown[0][:40]!r}. It may have {', '.join(MAPPED)}."
    elif not all(map(_is_path, draft.mapping.values())):
        errors["mapping"] = "A mapping gives each field one path, such as data.headline."


def _is_path(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_PATH and is_storable(value)
