"""The sources page, a poll asked for by hand, and rounds."""

from datetime import UTC, datetime

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.health import record_slot
from alerts.models import CompanyStatus, MonitoringSession, SourceKind
from alerts.monitoring import request_session
from project.common.clock import now, now_ms
from project.common.jobs import JobState
from tests.dashboard.parts import part
from tests.factories import CompanyFactory, ItemFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/sources/"


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{PAGE}1/poll/").status_code == 302


def test_the_page_begins_with_a_sentence_and_names_every_feed(reader):
    SourceFactory(name="Harbour wire", last_success_at=now())
    SourceFactory(name="Tide news", failures_in_a_row=3, last_error="The server answered 503.")
    CompanyFactory()
    CompanyFactory(status=CompanyStatus.INACTIVE)
    html = reader.get(PAGE).content.decode()
    assert "1 of 2 sources healthy." in html
    assert "Tide news fails and has never been read." in html
    assert "The server answered 503. 3 failures in a row." in html
    assert "1 company watched" in html
    assert "Harbour wire" in html
    assert 'data-failing="1"' in html


def test_a_row_has_a_bar_of_48_half_hours_that_says_what_it_shows(reader):
    source = SourceFactory(last_success_at=now())
    record_slot(source, ok=True, items=12, at=now())
    record_slot(source, ok=False, items=0, at=now())
    html = reader.get(PAGE).content.decode()
    assert html.count("<rect class=") >= 48
    assert 'aria-label="Last 24 hours: read 2 times, 1 failed, 12 items."' in html
    assert '<td class="num" data-label="Items/h">0.5</td>' in html
    assert '<td class="num" data-label="Errors">1</td>' in html


def test_x_shows_what_is_left_of_its_budget(reader, settings):
    settings.TWITTER_MONTHLY_READS = 1500
    SourceFactory(kind=SourceKind.X, url="https://x.com/orbitra")
    html = reader.get(PAGE).content.decode()
    assert "0 of 1,500" in html
    assert "Needs token" in html
    assert "@orbitra" in html


def test_exchanges_stand_with_state_latency_and_age(reader, bus):
    state = {"exchange": "kraken", "name": "Kraken", "state": "down", "latency_ms": None, "at_ms": None}
    bus.hset("tw:exchanges", "kraken", orjson.dumps({**state, "message": "Refused"}))
    html = reader.get(PAGE).content.decode()
    assert 'data-exchange-row="kraken"' in html
    assert "Kraken is down." in html
    assert "Refused" in html


def test_an_exchange_says_how_it_does_on_the_page_and_to_programs(reader, bus, client):
    state = {"exchange": "okx", "name": "OKX", "state": "live", "latency_ms": 21, "at_ms": now_ms(), "message": ""}
    more = {"rate": 31.4, "counted": 23, "quoted": 26, "reconnects": 2, "last_error": "Closed.", "last_error_ms": 1}
    figures = {**more, "dropped": {"repeated": 4, "crossed": 7}, "abilities": ["quotes", "books"]}
    bus.hset("tw:exchanges", "okx", orjson.dumps({**state, **figures}))
    html = reader.get(PAGE, headers=part("section#exchange-health")).content.decode()
    assert html.index("<dt>crossed</dt>") < html.index("<dt>repeated</dt>")
    for text in ("23/26", ">31.4<", "<span data-dropped>11</span>", "Closed.", "Liquidations<span"):
        assert text in html
    assert reader.get("/health/exchanges").status_code in (401, 403)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    (found,) = client.get("/health/exchanges").json()["exchanges"]
    assert found == {**state, **figures}


def test_a_page_without_sources_says_what_is_missing(reader):
    html = reader.get(PAGE).content.decode()
    assert "No source has been heard yet." in html
    assert "No feed is set up." in html
    assert "No source has been read yet." in html


def test_the_tables_refresh_as_a_part(reader):
    html = reader.get(PAGE, headers=part("div#source-health")).content.decode()
    assert "<html" not in html
    assert 'id="source-health"' in html
    assert 'id="rounds"' not in html


def test_only_staff_may_poll(reader):
    source = SourceFactory()
    assert f"Run {source.name} now" not in reader.get(PAGE).content.decode()
    assert reader.post(f"{PAGE}{source.pk}/poll/").status_code == 403
    source.refresh_from_db()
    assert source.last_poll_at is None


def test_staff_polls_a_feed_and_is_told_what_came_of_it(operator):
    source = SourceFactory(name="Harbour wire", url="http://127.0.0.1:9/feed")
    assert "Run Harbour wire now" in operator.get(PAGE).content.decode()
    response = operator.post(f"{PAGE}{source.pk}/poll/", headers={"HX-Request": "true"})
    toast = orjson.loads(response["HX-Trigger"])["toast"]
    assert toast["kind"] == "error"
    assert toast["text"].startswith("Harbour wire: ")
    assert f'id="source-{source.pk}"' in response.content.decode()
    assert "Failing" in response.content.decode()


@pytest.mark.parametrize(("values", "page"), [({}, PAGE), ({"next": "detail"}, "{source}")])
def test_without_scripts_the_poll_leads_back_to_where_the_button_was(operator, values, page):
    source = SourceFactory(name="Harbour wire", url="http://127.0.0.1:9/feed")
    response = operator.post(f"{PAGE}{source.pk}/poll/", values, follow=True)
    assert response.redirect_chain == [(page.format(source=f"{PAGE}{source.pk}/"), 302)]
    assert "Harbour wire: " in response.content.decode()


def test_a_feed_that_does_not_exist_cannot_be_polled(operator):
    assert operator.post(f"{PAGE}999/poll/").status_code == 404
    assert operator.get(f"{PAGE}999/poll/").status_code == 405


def test_many_sources_need_no_more_queries_than_few(reader, django_assert_num_queries):
    ItemFactory.create_batch(2)
    reader.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        reader.get(PAGE)
    ItemFactory.create_batch(30)
    with django_assert_num_queries(len(few)):
        reader.get(PAGE)


def test_a_round_is_started_shown_and_cancelled(reader):
    SourceFactory()
    html = reader.post(f"{PAGE}run/", headers=part("section#rounds")).content.decode()
    session = MonitoringSession.objects.get()
    assert "<html" not in html
    assert "Waiting for the worker" in html
    assert "0 of 1 sources" in html
    assert "Run all now" not in html
    response = reader.post(f"{PAGE}run/{session.pk}/cancel/", headers=part("section#rounds"))
    assert orjson.loads(response["HX-Trigger"])["toast"]["text"] == "The round is cancelled."
    assert "Cancelled" in response.content.decode()


def test_without_scripts_a_round_leads_back_to_the_page(reader):
    assert reader.post(f"{PAGE}run/", follow=True).redirect_chain == [(PAGE, 302)]
    session = MonitoringSession.objects.get()
    html = reader.post(f"{PAGE}run/{session.pk}/cancel/", follow=True).content.decode()
    assert "The round is cancelled." in html


def test_somebody_elses_round_is_seen_and_not_cancelled(reader):
    session = request_session(UserFactory())
    html = reader.get(PAGE).content.decode()
    assert "Waiting for the worker" in html
    assert "Cancel" not in html.partition('id="rounds"')[2].partition("</section>")[0]
    assert reader.post(f"{PAGE}run/{session.pk}/cancel/").status_code == 403


def test_who_watches_a_round_is_told_of_its_end_once(reader, user):
    session = request_session(user)
    watching = f"{PAGE}?watched={session.pk}"
    assert "HX-Trigger" not in reader.get(watching, headers=part("section#rounds"))
    MonitoringSession.objects.update(state=JobState.READY, articles=3, alerts_generated=1)
    response = reader.get(watching, headers=part("section#rounds"))
    toast = orjson.loads(response["HX-Trigger"])["toast"]
    assert toast["text"] == "The round is finished. 3 new items, 1 alert."
    assert "watched" not in response.content.decode()


@pytest.mark.parametrize(
    ("count", "until", "words"),
    [
        (0, None, ""),
        (1, datetime(2026, 11, 22, 14, 20, tzinfo=UTC), "1 feed is resting until 14:20."),
        (3, datetime(2026, 11, 23, 2, 5, tzinfo=UTC), "3 feeds are resting until 23 Nov, 02:05."),
    ],
)
def test_a_round_says_which_feeds_rest_and_until_when(reader, count, until, words):
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    values = {"created_at": at, "feeds_resting": count, "rests_until": until}
    session = MonitoringSession.objects.create(state=JobState.READY, articles=3, **values)
    response = reader.get(f"{PAGE}?watched={session.pk}", headers=part("section#rounds"))
    toast = orjson.loads(response["HX-Trigger"])["toast"]["text"]
    assert toast == f"The round is finished. 3 new items, 0 alerts. {words}".rstrip()
    assert ("resting" in response.content.decode(), words in response.content.decode()) == (bool(words), True)


def test_recent_rounds_say_who_started_them_and_what_failed(reader, user):
    MonitoringSession.objects.create(state=JobState.READY, feeds_processed=4, articles=2, errors=["Wire: No answer."])
    MonitoringSession.objects.create(state=JobState.READY, requested_by=user)
    html = reader.get(PAGE).content.decode()
    assert "by the schedule" in html
    assert "by hand" in html
    assert "1 failed" in html
    assert "Wire: No answer." in html
