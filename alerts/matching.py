"""The alerts that pass filters, as one user sees them: by that user's marks, and quickly however many there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, CharField, F, FilteredRelation, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from alerts.filters import AlertFilters, FeedStatus
from alerts.models import Alert, AlertMark, AlertStatus
from alerts.search import (
    NOTHING,
    Found,
    HoldsAny,
    IsOneOf,
    any_of,
    companies_named,
    companies_of,
    has_words,
    is_postgres,
    labels,
    searched,
    word_query,
    words_query,
)
from alerts.words import Term, Words, read_words
from project.common import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# Alerts with annotations, which the plain type does not know.
Rows = QuerySet[Any, Any]
# What is common is found among the newest alerts; only what is rare is worth the indexes of all of them.
WINDOW = 10_000
# Looking for words in an alert takes longer than looking at its kind.
WORD_WINDOW = 5_000
# How far the numbers of alerts and the times at which they were made may be out of step, and from where on it matters.
SLACK = timedelta(days=3)
FAR_BACK = 50_000
LABELS = {
    "kind": "kind",
    "source_type": "type",
    "source": "source",
    "language": "language",
    "company": "company",
    "event_status": "event",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters with what they need from the database, so that several queries look it up once."""

    filters: AlertFilters
    words: Words
    named: dict[Term, list[int]]
    assets: tuple[tuple[tuple[str, ...], list[int]], ...]


def ask(filters: "AlertFilters | Asked") -> Asked:
    """Look up the companies that the filters mean: by name in the words, by token in the assets."""
    if isinstance(filters, Asked):
        return filters
    words = read_words(filters.q)
    symbol = [(base_asset(filters.symbol),)] if filters.symbol else []
    assets = [*symbol, *([filters.mine] if filters.mine is not None else [])]
    return Asked(filters, words, companies_named(words), tuple((each, companies_of(each)) for each in assets))


def seen_by(user: "User | AnonymousUser") -> Rows:
    """Return the user's alerts with ``seen_status`` (one of FeedStatus) and ``seen_urgency`` after the user's marks."""
    own_status = Coalesce(NullIf("mark__status", Value("")), "status", output_field=CharField())
    is_asleep = Q(mark__snoozed_until__gt=clock.now(), own_status=AlertStatus.ACTIVE)
    marks = FilteredRelation("marks", condition=Q(marks__user=user.pk))
    alerts: Rows = (
        Alert.objects.visible_to(user)
        .annotate(mark=marks, own_status=own_status)
        .annotate(
            seen_status=Case(When(is_asleep, then=Value(FeedStatus.SNOOZED)), default="own_status"),
            seen_urgency=Coalesce(NullIf("mark__urgency", Value("")), "urgency", output_field=CharField()),
        )
    )
    return alerts


def matching(
    user: "User | AnonymousUser", filters: AlertFilters | Asked, *, without: str = "", alerts: Rows | None = None
) -> Rows:
    """Return the alerts that pass; ``without`` names a filter to leave out, for the counts beside its choices."""
    asked = ask(filters)
    rows: Rows = Alert.objects.visible_to(user) if alerts is None else alerts
    rows = rows.annotate(**searched(asked.words))
    for name, condition in _conditions(user, asked).items():
        if name != without:
            rows = rows.filter(condition)
    return rows


def newest(
    user: "User | AnonymousUser", filters: AlertFilters | Asked, *, before: int | None = None, limit: int, skip: int = 0
) -> list[int]:
    """Return the primary keys of the newest that pass, ``skip`` of them passed over."""
    asked = ask(filters)
    start = anchor(asked.filters) if before is None else min(before - 1, anchor(asked.filters))
    wanted, floor = skip + limit, start - _window(asked)
    alerts = _in_order(user, asked).filter(seq__lte=start, seq__gte=floor)
    keys = list(alerts.order_by("-seq").values_list("pk", flat=True)[:wanted])
    if len(keys) < wanted and floor > 1:
        rest = _by_index(user, asked).filter(seq__lt=floor)
        keys += rest.values_list("pk", flat=True)[: wanted - len(keys)]
    return keys[skip:]


def count(user: "User | AnonymousUser", filters: AlertFilters | Asked, *, most: int) -> int:
    """Count those that pass, up to ``most``."""
    return len(newest(user, filters, limit=most))


def _window(asked: Asked) -> int:
    """Return how many of the newest to look through first; an index does not know which words are neighbours."""
    if asked.filters.verdict:
        return 0
    is_plain = all(len(term.parts) == 1 for terms in asked.words for term in terms)
    return WORD_WINDOW if asked.words and is_plain else WINDOW


def _in_order(user: "User | AnonymousUser", asked: Asked) -> Rows:
    """Return those that pass in a form that PostgreSQL can only read in the order of the feed, and so stops early.

    Left to itself it gathers a third of the table from an index, to find the few that are among the newest.
    """
    if not is_postgres():
        return matching(user, asked)
    every = Q()
    for condition in _conditions(user, asked).values():
        every &= condition
    alerts: Rows = Alert.objects.visible_to(user)
    if not every:
        return alerts
    return alerts.filter(Case(When(every, then=Value(True)), default=Value(False), output_field=BooleanField()))


def _by_index(user: "User | AnonymousUser", asked: Asked) -> Rows:
    """Return those that pass, the newest first, on PostgreSQL by way of the index that has the filters' labels.

    There an expression as order keeps it from walking through a million rows in the order of the feed.
    """
    if not is_postgres():
        return matching(user, asked).order_by("-seq")
    alerts, filters = matching(user, asked, without="q"), asked.filters
    marks = AlertMark.objects.filter(user=user.pk).order_by().values("alert")
    if filters.verdict:
        alerts = alerts.filter(IsOneOf("pk", marks.filter(verdict__in=filters.verdict)))
    words = words_query(asked.words, asked.named) if filters.q else ""
    is_worded = Q(Found(words)) if words else Q()
    plain, status = _labels(asked), _status_labels(filters)
    if query := " & ".join(each for each in (*plain, labels("urgency", filters.urgency), status, words) if each):
        chosen = _chosen_by_mark(filters, is_status=bool(status))
        is_marked = Q(IsOneOf("pk", marks.filter(chosen))) & is_worded if chosen else Q(pk__in=[])
        alerts = alerts.filter(Q(Found(query)) | is_marked)
    return alerts.order_by((F("seq") + 0).desc())


def _labels(asked: Asked) -> list[str]:
    """Return what all that pass have in the column of labels, whatever their reader did with them."""
    assets = [any_of(*map(word_query, each), labels("company", companies)) for each, companies in asked.assets]
    return [*assets, *(labels(label, getattr(asked.filters, name)) for name, label in LABELS.items())]


def _status_labels(filters: AlertFilters) -> str:
    """Return the labels of the chosen statuses, none where active alerts count: nearly all of them are."""
    statuses = set(filters.status) - {FeedStatus.SNOOZED}
    if not filters.status or FeedStatus.ACTIVE in statuses:
        return ""
    return labels("status", sorted(statuses)) or NOTHING


def _chosen_by_mark(filters: AlertFilters, *, is_status: bool) -> Q:
    """Keep the marks by which an alert may pass though its labels do not."""
    chosen = Q(urgency__in=filters.urgency) if filters.urgency else Q()
    if not is_status:
        return chosen
    if FeedStatus.SNOOZED in filters.status:
        chosen |= Q(snoozed_until__gt=clock.now())
    return chosen | Q(status__in=filters.status)


def anchor(filters: AlertFilters) -> int:
    """Return a number that no alert which passes is above; near the newest of them where days far back are asked for.

    Numbers follow the time at which alerts were made, give or take a day, so a long way behind the head it is safe to
    leave out what is three days younger than the last day.
    """
    head: int = Alert.objects.aggregate(head=Max("seq"))["head"] or 0
    end = _end(filters)
    if end is None:
        return head
    near = Alert.objects.filter(created_at__lt=end + SLACK).order_by("-created_at").values_list("seq", flat=True)
    newest_then = near.first() or 0
    return newest_then if newest_then < head - FAR_BACK else head


def _end(filters: AlertFilters) -> datetime | None:
    day = datetime.combine(filters.to_date, time(), UTC) if filters.to_date else None
    return min((each for each in (day, filters.until) if each and each.year < date.max.year), default=None)


def _conditions(user: "User | AnonymousUser", asked: Asked) -> Mapping[str, Q]:
    filters = asked.filters
    chosen = {
        "source": ("source_name", filters.source),
        "company": ("company", filters.company),
        "kind": ("kind", filters.kind),
        "source_type": ("source_type", filters.source_type),
        "language": ("language", filters.language),
        "event_status": ("event_status", filters.event_status),
    }
    conditions = {name: Q(**{f"{field}__in": values}) for name, (field, values) in chosen.items() if values}
    marks: Rows = AlertMark.objects.filter(user=user.pk).order_by().values("alert")
    if filters.urgency:
        conditions["urgency"] = _has_urgency(marks, filters.urgency)
    if set(filters.status) != set(FeedStatus.values):
        conditions["status"] = _has_status(marks, set(filters.status or (FeedStatus.ACTIVE,)))
    if filters.verdict:
        conditions["verdict"] = Q(pk__in=marks.filter(verdict__in=filters.verdict))
    for number, (assets, companies) in enumerate(asked.assets):
        conditions[f"assets{number}"] = _touches(assets, companies)
    conditions |= {"confidence": _confidence(filters), "dates": _between(filters)}
    return conditions | ({"q": has_words(asked.words, asked.named)} if filters.q else {})


def _has_urgency(marks: Rows, chosen: Iterable[str]) -> Q:
    """Keep what has the urgency by itself and was given no other, or was given it.

    Written as lists of marks, because PostgreSQL has no idea how often a value out of a join is the wanted one, and
    then reads everything instead of stopping at the page's end.
    """
    others = marks.exclude(urgency__in=["", *chosen])
    return (Q(urgency__in=chosen) & ~Q(pk__in=others)) | Q(pk__in=marks.filter(urgency__in=chosen))


def _has_status(marks: Rows, chosen: set[str]) -> Q:
    """Keep what has one of these statuses after the marks; an active alert that sleeps is snoozed and nothing else."""
    own = sorted(chosen - {FeedStatus.SNOOZED})
    settled = [each for each in own if each != FeedStatus.ACTIVE]
    is_asleep, is_awake = Q(snoozed_until__gt=(now := clock.now())), Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    marked = Q(status__in=settled)
    if FeedStatus.ACTIVE in chosen:
        marked |= Q(status=AlertStatus.ACTIVE) & is_awake
    if FeedStatus.SNOOZED in chosen:
        marked |= Q(status=AlertStatus.ACTIVE) & is_asleep
        settled = [*settled, AlertStatus.ACTIVE]
    plain = Q(status__in=own) & ~Q(pk__in=marks.filter(~Q(status="") | is_asleep))
    asleep = Q(status__in=settled) & Q(pk__in=marks.filter(is_asleep, status=""))
    return plain | Q(pk__in=marks.filter(marked)) | asleep


def _touches(assets: Iterable[str], companies: Iterable[int]) -> Q:
    """Keep the alerts that mention one of ``assets`` or are about one of ``companies``, which have such a token."""
    return Q(company__in=companies) | Q(HoldsAny("tokens_mentioned", assets)) if assets else Q(pk__in=[])


def base_asset(symbol: str) -> str:
    return symbol.partition("-")[0].upper()


def _confidence(filters: AlertFilters) -> Q:
    least = max(Decimal(filters.confidence_min) / 100, filters.least or Decimal(0))
    most = min(Decimal(filters.confidence_max) / 100, Decimal(1) if filters.most is None else filters.most)
    low = Q(confidence__gte=least) if least > 0 else Q()
    return low & Q(confidence__lte=most) if most < 1 else low


def _between(filters: AlertFilters) -> Q:
    condition = Q()
    if filters.from_date:
        condition &= Q(created_at__gte=datetime.combine(filters.from_date, time(), UTC))
    if filters.to_date and filters.to_date < date.max:
        condition &= Q(created_at__lt=datetime.combine(filters.to_date + timedelta(days=1), time(), UTC))
    if filters.since:
        condition &= Q(created_at__gte=filters.since)
    if filters.until:
        condition &= Q(created_at__lte=filters.until)
    return condition
