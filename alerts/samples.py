"""Sample news about invented projects, for an installation that has no network."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from alerts.models import Company, Item, Source, SourceKind
from alerts.sample_stories import SOURCES, STORIES
from alerts.sample_texts import DRIP, PROJECTS, SAMPLES
from alerts.storing import store_items
from alerts.types import FeedItem

DAYS_AHEAD = range(1, 31)
MAIN = "news"
Entry = tuple[int, str, str, str, str]


def load_samples(now: datetime) -> int:
    """Store the sample items as if they had come in over the last 24 hours; return how many were new."""
    sources = sample_sources()
    _add_projects()
    known = _known(sources.values())
    count = 0
    for minutes_ago, source, name, title, text in sorted(_entries(), key=lambda entry: -entry[0]):
        if (sources[source].pk, name) not in known:
            moment = now - timedelta(minutes=minutes_ago)
            # Dates in the texts count from today, whenever the text is said to have come in.
            item = _item(name, title, text, moment, today=now)
            count += store_items(sources[source], [item], now=moment).items
    return count


def _entries() -> Iterator[Entry]:
    """Yield minutes ago, source, name, title and text of every sample."""
    for number, (minutes_ago, title, text) in enumerate(SAMPLES):
        yield minutes_ago, MAIN, f"sample-{number:03d}", title, text
    for number, (minutes_ago, source, title, text) in enumerate(STORIES):
        yield minutes_ago, source, f"story-{number:03d}", title, text


def drip_sample(now: datetime) -> bool:
    """Store the next item of the drip list; False when the list is used up."""
    source = sample_sources()[MAIN]
    known = {name for _, name in _known([source])}
    for number, (title, text) in enumerate(DRIP):
        name = f"drip-{number:03d}"
        if name not in known:
            return store_items(source, [_item(name, title, text, now, today=now)], now=now).items > 0
    return False


def _known(sources: Iterable[Source]) -> set[tuple[int, str]]:
    return set(Item.objects.filter(source__in=sources).values_list("source_id", "external_id"))


def sample_sources() -> dict[str, Source]:
    """Return the sources of sample items, which no poller visits and no live item shares."""
    return {
        name: Source.objects.get_or_create(
            url=f"sample:{name}", defaults={"name": title, "kind": SourceKind.SAMPLE, "priority": priority}
        )[0]
        for name, title, priority in SOURCES
    }


def _add_projects() -> None:
    for name, token in PROJECTS:
        tokens = [token] if token else []
        defaults = {"tokens": tokens, "description": "Invented for the sample items."}
        Company.objects.get_or_create(name=name, defaults=defaults)


def _item(name: str, title: str, text: str, moment: datetime, *, today: datetime) -> FeedItem:
    """Fill in dates such as ``{d3}``, three days after ``today``, and make the item."""
    days = {f"d{count}": _written(today + timedelta(days=count)) for count in DAYS_AHEAD}
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
