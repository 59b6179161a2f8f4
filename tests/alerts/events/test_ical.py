"""The calendar file, read back by another hand and held against RFC 5545."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from alerts.events.calendar import CalendarFilters, Launch, launches
from alerts.events.days import Dating, Said, Span
from alerts.events.ical import calendar_file
from alerts.models import Event
from tests.alerts.events.launching import launch, moved
from tests.factories import UserFactory

MOMENT = datetime(2026, 11, 20, 12, 0, 0, 500, tzinfo=UTC)
DAY = date(2026, 11, 28)


def event(**values: object) -> Event:
    defaults = {"pk": 7, "kind": "launch", "status": "dated", "title": "A title", "subject": "Nebula Labs"}
    moments = {"first_seen_at": MOMENT, "last_seen_at": MOMENT}
    return Event(**(defaults | moments | {"confidence": "0.94", "sources_count": 2} | values))


def file_of(*found: Launch) -> bytes:
    return calendar_file(
        found, host="tidewatch.example", link=lambda each: f"https://t.example/alerts/{each.alert_id}/"
    )


def entries(body: bytes) -> list:
    return list(Calendar.from_ical(body).walk("VEVENT"))


def test_a_day_is_a_whole_day_and_a_window_ends_with_its_last() -> None:
    one = Launch(event(token="NEBX"), 3, Span(DAY, DAY))
    other = Launch(event(pk=8), 4, Span(DAY, DAY + timedelta(days=2)))
    first, second = entries(file_of(one, other, Launch(event(pk=9), 5, None)))
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (DAY, DAY + timedelta(days=1))
    assert second.decoded("dtend") == DAY + timedelta(days=3)
    assert str(first["summary"]) == "Nebula Labs (NEBX): token launch"
    assert str(first["uid"]) == "event-7@tidewatch.example"
    assert first.decoded("last-modified") == MOMENT.replace(microsecond=0)
    assert str(first["url"]) == "https://t.example/alerts/3/"
    assert str(first["status"]) == "CONFIRMED"
    assert "94 of 100 confidence, 2 independent sources." in str(first["description"])


@pytest.mark.parametrize(
    ("status", "expected"), [("false", "CANCELLED"), ("rumour", "TENTATIVE"), ("live", "CONFIRMED")]
)
def test_what_was_denied_is_cancelled(status: str, expected: str) -> None:
    assert str(entries(file_of(Launch(event(status=status), 3, Span(DAY, DAY))))[0]["status"]) == expected


def test_the_description_names_who_says_which_day() -> None:
    datings = (
        Dating(Span(DAY, DAY), "", (Said("Harbour wire", 1, "", ""),)),
        Dating(Span(DAY, DAY + timedelta(days=3)), "", (Said("Buoy", 3, "", ""), Said("Tide post", 3, "", ""))),
    )
    text = str(entries(file_of(Launch(event(), 3, Span(DAY, DAY), datings=datings)))[0]["description"])
    assert "2026-11-28: Harbour wire\n2026-11-28 to 2026-12-01: Buoy, Tide post\n" in text


def test_the_same_launches_give_the_same_bytes() -> None:
    found = Launch(event(), 3, Span(DAY, DAY))
    with time_machine.travel(MOMENT):
        first = file_of(found)
    with time_machine.travel(MOMENT + timedelta(days=3)):
        assert file_of(found) == first


@pytest.mark.django_db
def test_every_change_raises_the_sequence_and_keeps_the_identity() -> None:
    user, row = UserFactory(), launch(DAY)
    seen = []
    for before in ("", "2026-11-21", "2026-11-25"):
        moved(row, before, "2026-11-28")
        entry = entries(file_of(*launches(user, CalendarFilters())))[0]
        seen.append((str(entry["uid"]), int(entry["sequence"])))
    assert seen == [(seen[0][0], 1), (seen[0][0], 2), (seen[0][0], 3)]


hostile = st.text(st.sampled_from(list("aé字🚀;,:\\\"\n\r\t\x00\x07<&'\u202e")), max_size=180)


@given(title=hostile, subject=hostile, venue=hostile)
def test_no_text_breaks_a_line_or_adds_one(title: str, subject: str, venue: str) -> None:
    body = file_of(Launch(event(title=title, subject=subject, venue=venue), 3, Span(DAY, DAY)))
    assert body.endswith(b"END:VCALENDAR\r\n")
    lines = body.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert all(len(line) <= 75 for line in lines)
    unfolded = body.replace(b"\r\n ", b"").decode().split("\r\n")
    assert all(re.match(r"[A-Z-]+[:;]", line) for line in unfolded if line)
    assert sum(line.startswith("BEGIN:") for line in unfolded) == 2
    assert not re.search("[\x00-\x08\x0b-\x1f]", "".join(unfolded))
    assert len(entries(body)) == 1


def test_a_title_that_looks_like_a_property_stays_a_title() -> None:
    text = "Sale, now; 50\\% off\nEND:VEVENT\nBEGIN:VALARM"
    entry = entries(file_of(Launch(event(title=text), 3, Span(DAY, DAY))))[0]
    assert "Sale, now; 50\\% off END:VEVENT BEGIN:VALARM" in str(entry["description"])
