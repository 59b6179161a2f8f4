"""The alerts' filters as clients of the API send them."""

from datetime import UTC, date, datetime, time, timedelta

from alerts.api.schemas import AlertsQuery
from alerts.filters import AlertFilters, FeedStatus
from project.common.errors import Invalid

DAY_LENGTH = len("2026-01-31")


def filters_from(query: AlertsQuery) -> AlertFilters:
    """Return what a query asks for. Raises Invalid with one sentence per wrong field."""
    errors: dict[str, object] = {}
    since, until = _moment(query, "from_date", errors), _moment(query, "to_date", errors)
    if since and until and since > until:
        errors["from_date"] = "The first moment is after the last one."
    least, most = query.min_confidence, query.max_confidence
    if least is not None and most is not None and least > most:
        errors["min_confidence"] = "The lowest confidence is above the highest."
    if "\x00" in query.keywords + query.language:
        errors["keywords"] = "Remove the control characters."
    if errors:
        raise Invalid("Some filters are not valid.", code="INVALID_FILTER", details=errors)
    return AlertFilters(
        q=query.keywords,
        urgency=_one(query.urgency_level),
        status=_statuses(query),
        company=() if query.company_id is None else (query.company_id,),
        kind=_one(query.kind),
        source_type=_one(query.source),
        language=_one(query.language),
        event_status=_one(query.event_status),
        verdict=_one(query.verdict),
        least=least,
        most=most,
        since=since,
        until=until,
    )


def check_days(first: date | None, last: date | None, *, names: tuple[str, str]) -> None:
    """Raise Invalid, under the name of the first, when there is nothing between two days that a caller sent."""
    if first and last and first > last:
        details = {names[0]: f"This day is after {names[1]}."}
        raise Invalid("Some filters are not valid.", code="INVALID_FILTER", details=details)


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _statuses(query: AlertsQuery) -> tuple[str, ...]:
    """Return the feed's statuses: to clients a snoozed alert is an active one."""
    wanted = [query.status] if query.status else [each for each in FeedStatus.values if each != FeedStatus.SNOOZED]
    if query.is_snoozed:
        return (FeedStatus.SNOOZED,) if FeedStatus.ACTIVE in wanted else ("none",)
    hides = query.is_snoozed is False or FeedStatus.ACTIVE not in wanted
    return tuple(wanted) if hides else (*wanted, FeedStatus.SNOOZED)


def _moment(query: AlertsQuery, name: str, errors: dict[str, object]) -> datetime | None:
    """Read a day or a time; a time without a zone is UTC, and the plus of a zone may have become a space."""
    text: str = (getattr(query, name) or "").strip()
    if not text:
        return None
    try:
        if len(text) == DAY_LENGTH:
            start = datetime.combine(date.fromisoformat(text), time(), UTC)
            return start if name == "from_date" else start + timedelta(days=1, microseconds=-1)
        day, clock_time = text[: DAY_LENGTH + 1], text[DAY_LENGTH + 1 :]
        moment = datetime.fromisoformat(day + clock_time.replace(" ", "+"))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        errors[name] = f"{text[:40]!r} is neither a day such as 2026-01-31 nor a time such as 2026-01-31T09:30:00Z."
        return None
