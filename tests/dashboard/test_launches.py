"""The launch calendar in words, and the address by which calendar programs read it."""

import logging
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from accounts.models import AuditEntry, User
from alerts.events.calendar import Launch
from alerts.events.days import Span
from alerts.models import CalendarKey, Event
from dashboard.launches import agenda, line_of, month_of, span_words, timeline
from dashboard.models import Watchlist, WatchlistEntry
from project.redaction import mask
from tests.alerts.events.launching import alert_of, launch, moved, said
from tests.factories import InstrumentFactory, UserFactory

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def user() -> User:
    return UserFactory()


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def html(client: Client, address: str = "/launches/", **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def launch_on(starts_on: date | None, ends_on: date | None = None, **values: object) -> Launch:
    facts = {"kind": "launch", "status": "dated", "subject": "Nebula Labs", "confidence": "0.9"}
    event = Event(**(facts | {"first_seen_at": NOW, "last_seen_at": NOW} | values))
    return Launch(event, 1, Span(starts_on, ends_on or starts_on) if starts_on else None)


@pytest.mark.parametrize(
    ("span", "words", "expected"),
    [
        (None, "", "No date yet"),
        (None, "next quarter", "Next quarter"),
        (Span(TODAY, TODAY), "tomorrow", "20 Nov 2026"),
        (Span(TODAY, TODAY + 10 * DAY), "late November", "Late November, 20 to 30 Nov 2026"),
        (Span(TODAY, TODAY + 20 * DAY), "", "20 Nov to 10 Dec 2026"),
        (Span(TODAY, TODAY + 60 * DAY), "", "20 Nov 2026 to 19 Jan 2027"),
    ],
)
def test_a_day_or_a_window_in_words(span: Span | None, words: str, expected: str) -> None:
    assert span_words(span, words) == expected


@pytest.mark.parametrize(
    ("found", "left", "tone"),
    [
        (launch_on(TODAY + 2 * DAY), "1d 12h", "crit"),
        (launch_on(TODAY + 5 * DAY), "4d 12h", "high"),
        (launch_on(TODAY + 9 * DAY), "8d 12h", ""),
        (launch_on(TODAY, starts_at=NOW + timedelta(hours=2, minutes=5)), "2h 05m", "crit"),
        (launch_on(TODAY), "Today", ""),
        (launch_on(TODAY - DAY), "Over", ""),
        (launch_on(TODAY - DAY, TODAY + DAY), "Open now", ""),
        (launch_on(TODAY + DAY, status="false"), "", ""),
        (launch_on(None), "", ""),
    ],
)
def test_a_countdown_runs_until_the_day_begins(found: Launch, left: str, tone: str) -> None:
    line = line_of(found, NOW)
    assert (line.left, line.tone) == (left, tone)


spans = st.builds(
    lambda start, length: (date(2026, 9, 1) + start * DAY, date(2026, 9, 1) + (start + length) * DAY),
    st.integers(0, 150),
    st.sampled_from([0, 0, 0, 1, 3, 10, 11, 40]),
)


@given(windows=st.lists(spans, max_size=12), month=st.integers(1, 12))
def test_every_day_that_is_drawn_lies_in_its_window(windows: list[tuple[date, date]], month: int) -> None:
    lines = [line_of(launch_on(start, end), NOW) for start, end in windows]
    for section in agenda(lines, []):
        assert all(section.day in (None, line.launch.span.starts_on) for line in section.lines)
    shown = month_of(date(2026, month, 1), lines, TODAY)
    for cell in (cell for week in shown.weeks for cell in week):
        assert all(line.launch.span.holds(cell.day) for line in cell.lines)
    assert shown.weeks[0][0].day.weekday() == 0
    for bar in timeline(lines, TODAY):
        first = TODAY - 7 * DAY + round(bar.x / 100 * 90) * DAY
        last = first + (round(bar.width / 100 * 90) - 1) * DAY
        assert bar.line.launch.span.holds(first)
        assert bar.line.launch.span.holds(last)


@given(windows=st.lists(spans, max_size=12))
def test_the_agenda_shows_each_launch_once(windows: list[tuple[date, date]]) -> None:
    lines = [line_of(launch_on(start, end), NOW) for start, end in windows]
    shown = [line for section in agenda(lines, []) for line in section.lines]
    assert sorted(map(id, shown)) == sorted(map(id, lines))


@pytest.mark.django_db
class TestPage:
    def test_a_project_known_by_its_ticker_alone_is_named_once(self, client: Client, clock: None) -> None:
        launch(TODAY + DAY, subject="NEBX", token="NEBX")
        launch(TODAY + DAY, subject="Orbitra", token="ORBT")
        text = html(client)
        assert '<b class="mono">ORBT</b>' in text
        assert '<b class="mono">NEBX</b>' not in text

    def test_the_agenda_has_days_windows_and_what_has_no_date(self, client: Client, clock: None) -> None:
        event = launch(TODAY + 8 * DAY, chain="Solana", venue="Kraken", amount="40 million")
        launch(TODAY + 9 * DAY, TODAY + 12 * DAY, subject="Orbitra", date_words="end of November")
        launch(subject="Halyard")
        text = html(client)
        assert [
            word for word in ("Saturday, 28 November 2026", "Within a window", "No date yet") if word not in text
        ] == []
        assert f'href="/alerts/{alert_of(event).pk}/"' in text
        assert all(word in text for word in ("Solana", "on Kraken", "40 million", "End of November", "7d 12h"))

    def test_a_moved_day_is_struck_and_a_conflict_opens_side_by_side(self, client: Client, clock: None) -> None:
        event = launch(TODAY + 8 * DAY)
        moved(event, "2026-11-25", "2026-11-28")
        said(event, TODAY + 8 * DAY)
        said(event, TODAY + 20 * DAY, rank=1)
        text = html(client)
        assert '<del><span class="vh">Before: </span>25 Nov 2026</del>' in text
        assert "2 dates disagree" in text
        conflict = text[text.index("2 dates disagree") :]
        assert conflict.index("10 Dec 2026") < conflict.index("28 Nov 2026")

    def test_the_month_and_its_neighbours_work_without_a_script(self, client: Client, clock: None) -> None:
        launch(TODAY + 8 * DAY)
        launch(date(2026, 12, 24), token="XMAS")
        text = html(client, "/launches/?view=month&kind=launch")
        assert "November 2026" in text
        assert "XMAS" not in text
        after = re.search(r'href="([^"]+)"\s+data-month="after"', text)
        assert after
        later = html(client, after[1].replace("&amp;", "&"))
        assert "December 2026" in later
        assert "XMAS" in later
        assert "kind=launch" in after[1]

    def test_the_timeline_draws_what_lies_in_it(self, client: Client, clock: None) -> None:
        launch(TODAY + 8 * DAY)
        launch(TODAY + 200 * DAY, subject="Far Away")
        text = html(client, "/launches/?view=timeline")
        assert text.count("timeline-bar") == 1
        assert "Far Away" not in text

    def test_the_past_is_shown_when_asked_for_the_latest_first(self, client: Client, clock: None) -> None:
        launch(TODAY - 9 * DAY, subject="Earlier")
        launch(TODAY - 2 * DAY, subject="Later")
        assert "Earlier" not in html(client)
        text = html(client, "/launches/?past=1")
        assert text.index("Later") < text.index("Earlier")

    def test_only_what_touches_my_watchlists(self, client: Client, user: User, clock: None) -> None:
        watchlist = Watchlist.objects.create(user=user, name="Mine")
        WatchlistEntry.objects.create(watchlist=watchlist, instrument=InstrumentFactory(base="NEBX"))
        launch(TODAY)
        launch(TODAY, token="ORBT", subject="Orbitra")
        text = html(client, "/launches/?mine=1")
        assert "Nebula Labs" in text
        assert "Orbitra" not in text

    def test_htmx_gets_the_part_and_wrong_values_are_refused(self, client: Client, clock: None) -> None:
        part = html(client, "/launches/?view=month", **{"HX-Request": "true", "HX-Target": "launch-view"})
        assert part.lstrip().startswith('<div id="launch-view"')
        for query in (
            "view=year",
            "kind=party",
            "view=month&month=2026-13",
            "view=month&month=9999-01",
            "company=x",
            "from=soon",
            "q=%00",
        ):
            assert client.get(f"/launches/?{query}").status_code == 422, query

    def test_an_empty_calendar_says_what_fills_it(self, client: Client) -> None:
        assert "No launch is announced." in html(client)
        assert "No launch matches these filters." in html(client, "/launches/?kind=sale")

    @pytest.mark.parametrize("view", ["agenda", "month", "timeline"])
    def test_the_number_of_queries_does_not_grow(self, client: Client, clock: None, view: str, query_counter) -> None:
        counts = []
        for _ in range(2):
            for _ in range(6):
                said(launch(TODAY), TODAY)
            counts.append(query_counter(lambda: html(client, f"/launches/?view={view}")))
        assert counts[0] == counts[1]


@pytest.fixture
def query_counter():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act) -> int:
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    return count


def address_on(text: str) -> str:
    found = re.search(r'value="http[^"]+?(/launches/calendar/tdc_[\w-]+\.ics)"', text)
    assert found
    return found[1]


@pytest.mark.django_db
class TestFeed:
    def make(self, client: Client) -> str:
        answer = client.post("/launches/calendar/")
        assert answer.status_code == 200
        return address_on(answer.content.decode())

    def test_the_address_is_shown_once_kept_as_a_digest_and_read_by_anybody(self, client: Client, clock: None) -> None:
        event = launch(TODAY + 8 * DAY)
        address = self.make(client)
        secret = address.rpartition("/")[2].removesuffix(".ics")
        assert len(secret) == 4 + 43
        assert secret not in html(client)
        assert secret not in str(CalendarKey.objects.values())
        answer = Client().get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Cache-Control"] == "private"
        entry = Calendar.from_ical(answer.content).walk("VEVENT")[0]
        assert entry.decoded("dtstart") == TODAY + 8 * DAY
        assert str(entry["url"]).endswith(f"/alerts/{alert_of(event).pk}/")
        assert CalendarKey.objects.get().last_used_at == NOW

    def test_it_answers_304_until_something_changes(self, client: Client, clock: None) -> None:
        event = launch(TODAY + 8 * DAY)
        address = self.make(client)
        tag = Client().get(address)["ETag"]
        unchanged = Client().get(address, headers={"If-None-Match": tag})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        moved(event, "2026-11-27", "2026-11-28")
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200

    def test_a_replaced_or_revoked_address_is_gone(self, client: Client, user: User) -> None:
        first = self.make(client)
        second = self.make(client)
        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200
        assert client.post("/launches/calendar/revoke/").status_code == 302
        assert Client().get(second).status_code == 404
        actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
        assert actions[-3:] == ["calendar.created", "calendar.created", "calendar.revoked"]

    def test_a_closed_account_has_no_calendar(self, client: Client, user: User) -> None:
        address = self.make(client)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert Client().get(address).status_code == 404

    def test_kinds_can_be_chosen_and_what_was_denied_is_cancelled(self, client: Client, clock: None) -> None:
        launch(TODAY)
        launch(TODAY, kind="airdrop", status="false")
        launch(TODAY - 31 * DAY)
        launch(TODAY, user=UserFactory())
        address = self.make(client)
        assert len(Calendar.from_ical(Client().get(address).content).walk("VEVENT")) == 2
        only = Calendar.from_ical(Client().get(f"{address}?kind=airdrop").content).walk("VEVENT")
        assert [str(entry["status"]) for entry in only] == ["CANCELLED"]

    def test_guessing_is_refused_after_a_while(self, settings) -> None:
        settings.RATE_LIMIT_NORMAL = (3, 60)
        codes = [Client().get(f"/launches/calendar/guess{number}.ics").status_code for number in range(5)]
        assert codes == [404, 404, 404, 429, 429]

    def test_the_secret_is_in_no_line_of_the_log(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        address = self.make(client)
        client.post("/launches/calendar/revoke/")
        with caplog.at_level(logging.DEBUG):
            assert Client().get(address).status_code == 404
        secret = address.rpartition("/")[2].removesuffix(".ics")
        assert "/launches/calendar/" in mask(f"Not Found: {address}")
        assert not any(secret in mask(record.getMessage()) for record in caplog.records)
        assert mask("GET /launches/calendar/other.ics?kind=sale") == "GET /launches/calendar/***.ics?kind=sale"
