"""The same article sent again under another id, known by its address without what advertisers add to it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from alerts.models import Item, Source
from alerts.types import FeedItem

# An older article that comes again is too old for an alert anyway.
LOOK_BACK = timedelta(days=30)
MOST = 5_000
TRACKING = re.compile(
    r"utm_\w*|(?:fb|g|dcl|ms|y|tw|ig)cl(?:s)?id|igshid|mc_[ce]id|_hs\w+|ref|ref_src|cmpid|rss|source|at_medium|at_campaign"
)
SAME_PORT = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """Return what the spellings of one article's address have in common; empty for a page that is no article's."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not TRACKING.fullmatch(name.lower())]
    path = parts.path.rstrip("/")
    if not parts.hostname or not (path or kept):
        return ""
    port = f":{parts.port}" if parts.port and parts.port != SAME_PORT.get(parts.scheme) else ""
    fragment = f"#{parts.fragment}" if parts.fragment and not parts.fragment.startswith((":~:", "utm_")) else ""
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{parts.hostname.removeprefix('www.')}{port}{path}{query}{fragment}"


def without_repeats(source: Source, items: Sequence[FeedItem], now: datetime) -> tuple[FeedItem, ...]:
    """Return ``items`` without those that ``source`` sent before under another id.

    An address that several of the items share is no sign, because some feeds link all their items to one page.
    """
    addresses = [_canonical(item.url) for item in items]
    shared = {address for address, count in Counter(addresses).items() if count > 1}
    signs = {address for address in addresses if address and address not in shared}
    known = _known(source, items, now) if signs else {}
    return tuple(
        item
        for item, address in zip(items, addresses, strict=True)
        if address not in signs or known.get(address, item.external_id) == item.external_id
    )


def _known(source: Source, items: Iterable[FeedItem], now: datetime) -> dict[str, str]:
    """Return address and id of what the source sent lately, unless all of ``items`` are known by their ids."""
    names = [item.external_id for item in items]
    if Item.objects.filter(source=source, external_id__in=names).count() == len(names):
        return {}
    recent = Item.objects.filter(source=source, received_at__gte=now - LOOK_BACK).order_by("-received_at")
    rows = recent.values_list("url", "external_id")[:MOST]
    return {address: name for url, name in rows if (address := _canonical(url))}


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return ""
