"""The sources page, and a poll asked for by hand."""

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import CompanyStatus
from project.common.clock import now
from tests.factories import CompanyFactory, ItemFactory, SourceFactory

pytestmark = pytest.mark.django_db
PAGE = "/sources/"


@pytest.fixture
def reader(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def operator(client, admin_user):
    client.force_login(admin_user)
    return client


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
    assert "3 failures in a row. The server answered 503." in html
    assert "1 company watched" in html
    assert "Harbour wire" in html


def test_exchanges_stand_with_state_latency_and_age(reader, bus):
    state = {"exchange": "kraken", "name": "Kraken", "state": "down", "latency_ms": None, "at_ms": None}
    bus.hset("tw:exchanges", "kraken", orjson.dumps({**state, "message": "Refused"}))
    html = reader.get(PAGE).content.decode()
    assert 'data-exchange-row="kraken"' in html
    assert "Kraken is down." in html
    assert "Refused" in html


def test_a_page_without_sources_says_what_is_missing(reader):
    html = reader.get(PAGE).content.decode()
    assert "No source has been heard yet." in html
    assert "No feed is set up." in html


def test_the_tables_refresh_as_a_part(reader):
    headers = {"HX-Request": "true", "HX-Target": "div#source-health", "HX-Request-Type": "partial"}
    html = reader.get(PAGE, headers=headers).content.decode()
    assert "<html" not in html
    assert 'id="source-health"' in html


def test_only_staff_may_poll(reader):
    source = SourceFactory()
    assert "Poll now" not in reader.get(PAGE).content.decode()
    assert reader.post(f"{PAGE}{source.pk}/poll/").status_code == 403
    source.refresh_from_db()
    assert source.last_poll_at is None


def test_staff_polls_a_feed_and_is_told_what_came_of_it(operator):
    source = SourceFactory(name="Harbour wire", url="http://127.0.0.1:9/feed")
    assert "Poll now" in operator.get(PAGE).content.decode()
    response = operator.post(f"{PAGE}{source.pk}/poll/", headers={"HX-Request": "true"})
    toast = orjson.loads(response["HX-Trigger"])["toast"]
    assert toast["kind"] == "error"
    assert toast["text"].startswith("Harbour wire: ")
    assert f'id="source-{source.pk}"' in response.content.decode()
    assert "Failing" in response.content.decode()


def test_without_scripts_the_poll_leads_back_to_the_page(operator):
    source = SourceFactory(name="Harbour wire", url="http://127.0.0.1:9/feed")
    response = operator.post(f"{PAGE}{source.pk}/poll/", follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
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
