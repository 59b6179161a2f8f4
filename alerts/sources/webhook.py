"""What another service sends, turned into items by the mapping of its source."""

from collections.abc import Mapping

from alerts.sources.mapping import map_payload
from alerts.types import FeedItem
from project.common import clock


def items_from(payload: object, mapping: Mapping[str, object]) -> tuple[FeedItem, ...]:
    """Return the items of ``payload``: a list of entries, an object around one, or a single entry. Raises Invalid."""
    return map_payload(payload, mapping, may_be_one=True, now=clock.now()).items
