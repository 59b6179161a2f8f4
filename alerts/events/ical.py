"""Launches as an iCalendar file (RFC 5545)."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vDuration

from alerts.events.calendar import Launch
from alerts.events.days import Dating
from alerts.models import EventStatus
from project.common.text import tidy_line

RENEW_EVERY = timedelta(hours=1)
STATUS = {EventStatus.FALSE: "CANCELLED", EventStatus.RUMOUR: "TENTATIVE"}
TITLE_LENGTH = 200


def calendar_file(launches: Iterable[Launch], *, host: str, link: Callable[[Launch], str]) -> bytes:
    """Return the dated ``launches`` as all-day events; the same launches always give the same bytes.

    ``host`` makes the identifiers unique in the world, ``link`` is where the event's alert stands.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tidewatch//Launch calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Tidewatch launches")
    calendar.add("refresh-interval", vDuration(RENEW_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(RENEW_EVERY))
    for launch in launches:
        if launch.span:
            calendar.add_component(_entry(launch, host, link(launch)))
    body: bytes = calendar.to_ical()
    return body


def _entry(launch: Launch, host: str, url: str) -> Event:
    event, entry = launch.event, Event()
    changed_at = _second(launch.changed_at or event.last_seen_at)
    entry.add("uid", f"event-{event.pk}@{host}")
    # A calendar that is published has the time of its last change here, so that unchanged events stay the same.
    entry.add("dtstamp", changed_at)
    entry.add("last-modified", changed_at)
    entry.add("created", _second(event.first_seen_at))
    entry.add("sequence", launch.changes)
    if launch.span:
        entry.add("dtstart", launch.span.starts_on)
        entry.add("dtend", launch.span.last_day + timedelta(days=1))
    entry.add("summary", summary(launch))
    entry.add("description", description(launch, url))
    entry.add("status", STATUS.get(EventStatus(event.status), "CONFIRMED"))
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", [event.get_kind_display()])
    entry.add("url", url)
    if event.venue:
        entry.add("location", tidy_line(event.venue, TITLE_LENGTH))
    return entry


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def summary(launch: Launch) -> str:
    token = f" ({launch.event.token})" if launch.event.token else ""
    text = f"{launch.name}{token}: {launch.event.get_kind_display().lower()}"
    return tidy_line(text, TITLE_LENGTH)


def description(launch: Launch, url: str) -> str:
    event = launch.event
    lines = [
        tidy_line(event.title, 500),
        f"{event.get_status_display()}, {round(float(event.confidence) * 100)} of 100 confidence, "
        f"{event.sources_count} independent source{'' if event.sources_count == 1 else 's'}.",
    ]
    if event.starts_at:
        lines.append(f"Begins at {event.starts_at.astimezone(UTC):%H:%M} UTC.")
    facts = (("Chain", event.chain), ("Amount", event.amount), ("Contract", event.contract))
    lines += [f"{name}: {tidy_line(value, 100)}" for name, value in facts if value]
    lines += [_dated(dating) for dating in launch.datings]
    return "\n".join([*lines, url])


def _dated(dating: Dating) -> str:
    span = dating.span
    days = f"{span.starts_on}" if not span.is_window else f"{span.starts_on} to {span.last_day}"
    return f"{days}: {', '.join(tidy_line(each.source, 80) for each in dating.said)}"
