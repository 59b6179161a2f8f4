"""Reads a source for real before it is kept, and shows what would come of it; nothing of it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.models import POLLED, Company, Source, SourceKind
from alerts.sources.base import Outcome
from alerts.sources.discovery import feed_links
from alerts.sources.drafts import FIELDS, PRIORITIES, Draft, checked, draft_of
from alerts.sources.registry import missing_setting, read_source
from alerts.storing import current_scorer
from alerts.types import FeedItem, Score
from project.common import clock
from project.common.errors import Invalid, TidewatchError
from project.common.http import fetch

SHOWN = 5


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """An item as it would be stored, with the score it would get; ``confidence`` is in percent."""

    title: str
    text: str
    url: str
    published_at: datetime | None
    confidence: int
    kind: str
    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a test brought. ``links`` are the feeds that a page names when the address is one.

    ``message`` says in plain words what is wrong, or what is worth knowing; ``fields`` names fields that are wrong.
    """

    is_ok: bool
    message: str = ""
    total: int = 0
    items: tuple[PreviewItem, ...] = ()
    links: tuple[str, ...] = ()
    fields: Mapping[str, object] | None = None


def test_source(draft: Draft) -> Preview:
    """Read what ``draft`` names within one deadline and score its first items. Stores nothing."""
    try:
        tidy = checked_address(draft)
    except Invalid as error:
        return Preview(is_ok=False, message=" ".join(map(str, error.details.values())), fields=error.details)
    if tidy.kind not in POLLED:
        return Preview(is_ok=True, message="This source is not read: what it has is sent to it.")
    if missing := missing_setting(tidy.kind):
        return Preview(is_ok=False, message=missing)
    outcome = read_source(unsaved(tidy))
    if outcome.error or not outcome.is_read:
        return Preview(is_ok=False, message=outcome.error or outcome.note, links=_links(tidy, outcome))
    return _shown(tidy, outcome)


# pytest would take the name of the service for a test where a test file imports it.
test_source.__test__ = False  # type: ignore[attr-defined]


def checked_address(draft: Draft) -> Draft:
    """Return ``draft`` tidied as far as a test needs it, which comes before a name. Raises Invalid."""
    return checked(
        Draft(
            name=draft.name or "New source",
            url=draft.url,
            kind=draft.kind,
            priority=draft.priority if draft.priority in PRIORITIES else 3,
            query=draft.query,
            mapping=draft.mapping,
        )
    )


def unsaved(draft: Draft) -> Source:
    return Source(**{name: getattr(draft, name) for name in FIELDS})


def read_once(source: Source) -> Outcome:
    """Read a source from its beginning, whatever was read before; its row is left alone."""
    return read_source(unsaved(draft_of(source)))


def _links(draft: Draft, outcome: Outcome) -> tuple[str, ...]:
    """Look at the address once more, as at a page."""
    if draft.kind != SourceKind.FEED or outcome.is_unreachable:
        return ()
    try:
        answer = fetch(draft.url)
    except TidewatchError:
        return ()
    return tuple(feed_links(answer.body, answer.url))


def _shown(draft: Draft, outcome: Outcome) -> Preview:
    scorer, source, now = current_scorer(), unsaved(draft), clock.now()
    scored = [(each, scorer.score(each, source, now)) for each in outcome.items[:SHOWN]]
    names = _names([score for _, score in scored])
    items = tuple(_item(each, score, names) for each, score in scored)
    return Preview(is_ok=True, message=outcome.note, total=len(outcome.items), items=items)


def _names(scores: Sequence[Score]) -> dict[int, str]:
    keys = {key for score in scores for key in score.companies}
    return dict(Company.objects.filter(pk__in=keys).order_by().values_list("pk", "name"))


def _item(item: FeedItem, score: Score, names: Mapping[int, str]) -> PreviewItem:
    return PreviewItem(
        title=item.title,
        text=item.text,
        url=item.url,
        published_at=item.published_at,
        confidence=round(score.confidence * 100),
        kind=score.kind,
        companies=tuple(names[key] for key in score.companies if key in names),
    )
