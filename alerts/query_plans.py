"""The two ways in which PostgreSQL is made to read the alerts that pass: in the order of the feed, or by an index."""

from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, F, Q, Value, When

from alerts.conditions import FIELDS, Asked, Rows, conditions_of, marks_of
from alerts.filters import AlertFilters, FeedStatus
from alerts.models import Alert
from alerts.search import NOTHING, Found, IsOneOf, any_of, labels, rarest, terms_queries, word_query
from project.common import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# What the index of labels does not know, or another one knows as well.
UNLABELLED = ("company", "confidence", "dates")
# The labels that go by another name than their filter.
LABELS = {"source_type": "type", "event_status": "event"}


def in_order(user: "User | AnonymousUser", asked: Asked) -> Rows:
    """Return those that pass in a form that can only be read in the order of the feed, and so stops early.

    Left to itself PostgreSQL gathers a third of the table from an index, to find the few that are among the newest.
    """
    alerts: Rows = Alert.objects.visible_to(user).filter(_hidden(conditions_of(user, asked).values()))
    return alerts.order_by("-seq")


def by_index(user: "User | AnonymousUser", asked: Asked) -> Rows:
    """Return those that pass, the newest first, by way of the index that has the filters' labels.

    An expression as order keeps PostgreSQL from walking through a million rows in the order of the feed, and
    conditions that the labels answer are hidden from it, or it asks a second index for them.
    """
    filters, conditions = asked.filters, conditions_of(user, asked)
    alerts: Rows = Alert.objects.visible_to(user)
    if filters.verdict:
        alerts = alerts.filter(IsOneOf("pk", marks_of(user).filter(verdict__in=filters.verdict)))
    words = terms_queries(asked.words, asked.named) if filters.q else []
    if queries := [*_labels(asked), *words]:
        chosen = rarest(queries)
        is_marked = _may_pass_by_mark(marks_of(user), filters) & conditions.get("q", Q())
        alerts = alerts.filter(Q(Found(" & ".join(chosen))) | is_marked)
        if set(words) <= set(chosen):
            conditions.pop("q", None)
        alerts = alerts.filter(_hidden(conditions.pop(name) for name in (*conditions,) if name not in UNLABELLED))
    return alerts.filter(*conditions.values()).order_by((F("seq") + 0).desc())


def _hidden(conditions: Iterable[Q]) -> Q:
    """Return all of the conditions in a form that no index of PostgreSQL answers."""
    every = reduce(and_, conditions, Q())
    return Q(Case(When(every, then=Value(True)), default=Value(False), output_field=BooleanField())) if every else every


def _labels(asked: Asked) -> list[str]:
    """Return what all that pass have in the column of labels, but for those that their reader marked."""
    filters = asked.filters
    assets = [any_of(*map(word_query, each), labels("company", companies)) for each, companies in asked.assets]
    lists = [labels(LABELS.get(name, name), getattr(filters, name)) for name in (*FIELDS, "urgency")]
    return [each for each in (*assets, *lists, _status_labels(filters)) if each]


def _status_labels(filters: AlertFilters) -> str:
    """Return the labels of the chosen statuses, none where active alerts count: nearly all of them are."""
    statuses = set(filters.status) - {FeedStatus.SNOOZED}
    if not filters.status or FeedStatus.ACTIVE in statuses:
        return ""
    return labels("status", sorted(statuses)) or NOTHING


def _may_pass_by_mark(marks: Rows, filters: AlertFilters) -> Q:
    """Keep the alerts that may pass by what their reader did, though their labels do not."""
    chosen = Q(urgency__in=filters.urgency) if filters.urgency else Q()
    if _status_labels(filters):
        chosen |= Q(status__in=filters.status)
        if FeedStatus.SNOOZED in filters.status:
            chosen |= Q(snoozed_until__gt=clock.now())
    return Q(IsOneOf("pk", marks.filter(chosen))) if chosen else Q(pk__in=[])
