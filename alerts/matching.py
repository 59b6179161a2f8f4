"""The alerts that pass filters, as one user sees them: by that user's marks, and quickly however many there are."""

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, FilteredRelation, Max, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from alerts import query_plans
from alerts.conditions import Asked, Rows, ask, conditions_of, moments_of
from alerts.filters import AlertFilters, FeedStatus
from alerts.models import Alert, AlertStatus
from alerts.search import is_postgres, searched
from project.common import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# A sample: how many of so many of the newest alerts pass tells how common such alerts are.
FIRST = 2_000
# What is common is found by looking on; only what is rare is worth the indexes of all alerts. To ask an index takes as
# long as looking at FIXED alerts in their order, and each that it gathers as long as EACH.
FIXED, EACH = 4_000, 4
# How far the numbers of alerts and the times at which they were made may be out of step, and from where on it matters.
SLACK = timedelta(days=3)
FAR_BACK = 50_000


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
    return rows.filter(*(each for name, each in conditions_of(user, asked).items() if name != without))


def newest(
    user: "User | AnonymousUser", filters: AlertFilters | Asked, *, before: int | None = None, limit: int, skip: int = 0
) -> list[int]:
    """Return the primary keys of the newest that pass, ``skip`` of them passed over."""
    asked, wanted = ask(filters), skip + limit
    start = anchor(asked.filters) if before is None else min(before - 1, anchor(asked.filters))
    keys, floor = _looked_through(user, asked, start, wanted)
    if len(keys) < wanted and floor > 0:
        rest = query_plans.by_index(user, asked) if is_postgres() else matching(user, asked).order_by("-seq")
        keys += rest.filter(seq__lte=floor).values_list("pk", flat=True)[: wanted - len(keys)]
    return keys[skip:]


def count(user: "User | AnonymousUser", filters: AlertFilters | Asked, *, most: int) -> int:
    """Count those that pass, up to ``most``."""
    return len(newest(user, filters, limit=most))


def anchor(filters: AlertFilters) -> int:
    """Return a number that no alert which passes is above; near the newest of them where days far back are asked for.

    Numbers follow the time at which alerts were made, give or take a day, so a long way behind the head it is safe to
    leave out what is three days younger than the last day.
    """
    head: int = Alert.objects.aggregate(head=Max("seq"))["head"] or 0
    _, last = moments_of(filters)
    if last is None or last >= clock.now():
        return head
    newest_then = _newest_before(last + SLACK, otherwise=0)
    return newest_then if newest_then < head - FAR_BACK else head


def _newest_before(moment: datetime | None, *, otherwise: int) -> int:
    if moment is None:
        return otherwise
    alerts = Alert.objects.filter(created_at__lt=moment).order_by("-created_at")
    number: int | None = alerts.values_list("seq", flat=True).first()
    return otherwise if number is None else number


def _looked_through(user: "User | AnonymousUser", asked: Asked, start: int, wanted: int) -> tuple[list[int], int]:
    """Return those that pass down to some alert, and its number; an index is the quicker way to any below it."""
    if asked.filters.verdict:
        return [], start
    first, last = moments_of(asked.filters)
    # About where the days asked for end and begin.
    top, bottom = min(start, _newest_before(last, otherwise=start)), _newest_before(first, otherwise=0)
    floor = top - FIRST
    keys = _between(user, asked, floor, top, wanted)
    step = _next_step(wanted - len(keys), len(keys) / FIRST, floor - bottom, besides=start - top)
    if top < start:
        if not step and len(keys) < wanted:
            return [], start
        # What is numbered above the last day's end may still be of that day.
        keys = [*_between(user, asked, top, start, wanted), *keys][:wanted]
    while step:
        keys += _between(user, asked, floor - step, floor, wanted - len(keys))
        floor -= step
        step = _next_step(wanted - len(keys), len(keys) / (top - floor), floor - bottom)
    return keys, floor


def _between(user: "User | AnonymousUser", asked: Asked, floor: int, top: int, most: int) -> list[int]:
    """Return those that pass and are numbered above ``floor``, up to ``top``."""
    alerts = query_plans.in_order(user, asked) if is_postgres() else matching(user, asked).order_by("-seq")
    return list(alerts.filter(seq__lte=top, seq__gt=floor).values_list("pk", flat=True)[:most])


def _next_step(missing: int, share: float, left: int, *, besides: int = 0) -> int:
    """Return how many alerts more to look through when ``share`` of them pass, 0 when an index gathers them sooner.

    ``besides`` are those to look through in any case, if not by an index.
    """
    expected = min(missing / share, left) if share else left
    if missing <= 0 or left <= 0 or expected + besides > FIXED + EACH * share * left:
        return 0
    # Half as many again, for the search stops at the last one that is missing.
    return min(max(FIRST, math.ceil(1.5 * expected)), left)
