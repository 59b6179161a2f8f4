"""Reads for the companies page: who is watched, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from alerts.analysis.match import CompanyTerms, MatchLine, company_matcher
from alerts.analysis.words import without_hidden
from alerts.models import Alert, AlertMark, Company, CompanyStatus, Event, Evidence, Verdict
from alerts.track_record import HIT, MEASURED, outcomes_of
from project.common import clock

WEEK = timedelta(days=7)
DAY_S = 86_400
LONGEST_TEST = 10_000


@dataclass(frozen=True, slots=True)
class CompanyFilters:
    """Empty means no restriction."""

    words: str = ""
    priority: str = ""
    status: str = ""
    has_tokens: bool | None = None


class Share(NamedTuple):
    """How many alerts were good, of all that tell."""

    good: int
    total: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.good / self.total) if self.total else None


NONE_YET = Share(0, 0)


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company and what came of it.

    ``feeds`` are the names of the sources that told of it within seven days. Of its alerts that users judged,
    ``judged`` are those called useful; of those with a price, ``hits`` those that it followed within a day.
    """

    company: Company
    alerts_7d: int
    feeds: tuple[str, ...]
    last_seen_at: datetime | None
    judged: Share
    hits: Share


def filtered_companies(filters: CompanyFilters) -> "QuerySet[Company]":
    """Return the companies that pass, by name."""
    companies = Company.objects.order_by("name")
    for word in filters.words.split()[:8]:
        texts = ("name", "aliases", "tokens", "twitter_handle", "description")
        companies = companies.filter(Q(*((f"{name}__icontains", word) for name in texts), _connector=Q.OR))
    if filters.priority:
        companies = companies.filter(priority=filters.priority)
    if filters.status:
        companies = companies.filter(status=filters.status)
    if filters.has_tokens is not None:
        without = Q(tokens=[])
        companies = companies.exclude(without) if filters.has_tokens else companies.filter(without)
    return companies


def company_rows(filters: CompanyFilters, limit: int, offset: int = 0) -> list[CompanyRow]:
    """Return the companies that pass with their counts, in five queries."""
    since = clock.now() - WEEK
    recent = Count("alerts", filter=Q(alerts__user=None, alerts__created_at__gte=since))
    companies = list(filtered_companies(filters).annotate(alerts_7d=recent)[offset : offset + limit])
    keys = [company.pk for company in companies]
    seen = dict(Event.objects.filter(company__in=keys).order_by().values_list("company").annotate(Max("last_seen_at")))
    feeds, judged, hits = feeds_by_company(keys), judged_by_company(keys), hits_by_company(keys)
    return [
        CompanyRow(
            company,
            company.alerts_7d,
            feeds.get(company.pk, ()),
            seen.get(company.pk),
            judged.get(company.pk, NONE_YET),
            hits.get(company.pk, NONE_YET),
        )
        for company in companies
    ]


def feeds_by_company(keys: list[int]) -> dict[int, tuple[str, ...]]:
    """Return the names of the sources that told of each company within seven days."""
    told = Evidence.objects.filter(event__company__in=keys, added_at__gte=clock.now() - WEEK).order_by()
    found: dict[int, set[str]] = {}
    for key, name in told.values_list("event__company", "item__source__name").distinct():
        found.setdefault(key, set()).add(name)
    return {key: tuple(sorted(names)) for key, names in found.items()}


def judged_by_company(keys: list[int]) -> dict[int, Share]:
    marks = AlertMark.objects.filter(alert__company__in=keys, alert__user=None).exclude(verdict="")
    useful = Count("pk", filter=Q(verdict=Verdict.USEFUL))
    rows = marks.order_by().values_list("alert__company").annotate(useful=useful, total=Count("pk"))
    return {key: Share(good, total) for key, good, total in rows}


def hits_by_company(keys: list[int]) -> dict[int, Share]:
    about = Alert.objects.filter(company__in=keys, user=None)
    rows = outcomes_of(about).filter(MEASURED, horizon_s=DAY_S).values_list("alert__company")
    figures = rows.annotate(hits=Count("pk", filter=HIT), measured=Count("pk"))
    return {key: Share(good, total) for key, good, total in figures}


def events_of(company: Company, limit: int = 50) -> list[Event]:
    """Return the newest events about ``company``, each with ``alert_id`` of the alert for everybody, if it has one."""
    told = Max("alerts", filter=Q(alerts__user=None))
    return list(Event.objects.filter(company=company).annotate(alert_id=told).order_by("-last_seen_at", "-pk")[:limit])


@dataclass(frozen=True, slots=True)
class MatchTest:
    """What a text names. Lines point into ``text``, which is without hidden characters."""

    text: str
    lines: tuple[MatchLine, ...]
    companies: tuple[CompanyTerms, ...]


def read_match(text: str) -> MatchTest:
    """Tell which companies ``text`` names and why, as it would be read from a feed."""
    text = without_hidden(text[:LONGEST_TEST])
    matcher = company_matcher()
    named = tuple(mention.company for mention in matcher.find(text))
    return MatchTest(text, tuple(matcher.explain(text)), named)


def company_counts() -> dict[str, int]:
    counts = dict(Company.objects.order_by().values_list("status").annotate(Count("pk")))
    return {status: counts.get(status, 0) for status in CompanyStatus.values}
