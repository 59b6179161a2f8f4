"""Sample news about invented projects, for an installation that has no network."""

from datetime import datetime, timedelta

from alerts.models import Company, Item, Source, SourceKind
from alerts.sample_texts import DRIP, PROJECTS, SAMPLES
from alerts.storing import store_items
from alerts.types import FeedItem

SAMPLE_URL = "sample:news"
DAYS_AHEAD = range(1, 31)


def load_samples(now: datetime) -> int:
    """Store the sample items as if they had come in over the last 24 hours; return how many were new."""
    source = sample_source()
    _add_projects()
    known = set(Item.objects.filter(source=source).values_list("external_id", flat=True))
    count = 0
    for number, (minutes_ago, title, text) in sorted(enumerate(SAMPLES), key=lambda entry: -entry[1][0]):
        name = f"sample-{number:03d}"
        if name not in known:
            moment = now - timedelta(minutes=minutes_ago)
            count += store_items(source, [_item(name, title, text, moment)], now=moment).items
    return count


def drip_sample(now: datetime) -> bool:
    """Store the next item of the drip list; False when the list is used up."""
    source = sample_source()
    known = set(
        Item.objects.filter(source=source, external_id__startswith="drip-").values_list("external_id", flat=True)
    )
    for number, (title, text) in enumerate(DRIP):
        name = f"drip-{number:03d}"
        if name not in known:
            return store_items(source, [_item(name, title, text, now)], now=now).items > 0
    return False


def sample_source() -> Source:
    """Return the source of sample items, which no poller visits and no live item shares."""
    source, _ = Source.objects.get_or_create(
        url=SAMPLE_URL, defaults={"name": "Sample items", "kind": SourceKind.SAMPLE}
    )
    return source


def _add_projects() -> None:
    for name, token in PROJECTS:
        tokens = [token] if token else []
        defaults = {"tokens": tokens, "description": "Invented for the sample items."}
        Company.objects.get_or_create(name=name, defaults=defaults)


def _item(name: str, title: str, text: str, moment: datetime) -> FeedItem:
    """Fill in dates such as ``{d3}``, three days ahead, and make the item."""
    days = {f"d{count}": _written(moment + timedelta(days=count)) for count in DAYS_AHEAD}
    return FeedItem(
        external_id=name,
        url="",
        title=title.format(**days),
        text=text.format(**days),
        author="",
        published_at=moment,
    )


def _written(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}"
