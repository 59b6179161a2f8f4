"""The alert feed and one alert: whole pages, their parts, and who may see them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.models import AlertMark, Counter
from dashboard.models import Watchlist
from project.common.clock import now
from tests.dashboard.parts import part
from tests.dashboard.stories import ANALYSIS, dated_alert, measure, tell
from tests.factories import AlertFactory, CompanyFactory, InstrumentFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
FEED = "/alerts/"
MOST_QUERIES = 36


def titles(response) -> list[str]:
    return re.findall(r'id="open-\d+"[^>]*>(?:<span class="vh">Unread: </span>)?([^<]*)</a>', response.content.decode())


def test_a_visitor_is_sent_to_sign_in(client):
    for address in (FEED, "/alerts/1/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_the_feed_shows_the_newest_first_with_all_that_a_row_needs(reader):
    AlertFactory(title="Older", seq=1)
    AlertFactory(title="Newer", seq=2, urgency="critical", confidence="0.960", company=CompanyFactory(name="Sui"))
    response = reader.get(FEED)
    html = response.content.decode()
    assert response.status_code == 200
    assert titles(response) == ["Newer", "Older"]
    row = html[html.index('data-seq="2"') : html.index('data-seq="1"')]
    for piece in ("Critical", "Sui", "96", "of 100 confidence", "Unread: ", "<time datetime="):
        assert piece in row


def test_the_feed_shows_where_the_socket_is_to_go_on_from(reader):
    AlertFactory(seq=7)
    Counter.objects.update_or_create(stream="alerts", defaults={"value": 7})
    assert 'data-cursor="7"' in reader.get(FEED).content.decode()


def test_an_asked_part_comes_without_the_shell_but_with_counts(reader):
    AlertFactory(title="Only one")
    response = reader.get(FEED, headers=part("section#feed"))
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="feed"' in html
    for along in ('id="filters"', 'id="feed-chips"', 'id="feed-day"'):
        assert re.search(rf"{along}[^>]*hx-swap-oob=", html, re.DOTALL), along
    assert "HX-Request" in response["Vary"]


def test_an_answer_to_the_form_leaves_its_boxes_alone(reader):
    by_form = reader.get(FEED, headers=part("section#feed", **{"HX-Source": "form#filters"})).content.decode()
    by_chip = reader.get(FEED, headers=part("section#feed", **{"HX-Source": "a"})).content.decode()
    assert 'hx-swap-oob="outerMorph"' in by_form
    assert 'hx-swap-oob="outerMorph"' not in by_chip


def test_a_page_from_the_history_is_whole(reader):
    headers = part("body", **{"HX-History-Restore-Request": "true", "HX-Request-Type": "full"})
    assert "<html" in reader.get(FEED, headers=headers).content.decode()


def test_filters_narrow_the_list_and_stand_in_the_address(reader):
    AlertFactory(title="Loud", urgency="high")
    AlertFactory(title="Quiet", urgency="low")
    response = reader.get(FEED, {"urgency": "high", "status": "active"}, headers=part("section#feed"))
    assert titles(response) == ["Loud"]
    assert response["HX-Push-Url"] == "/alerts/?urgency=high"


def test_an_address_that_stays_the_same_is_not_pushed(reader):
    here = {"HX-Current-URL": "http://testserver/alerts/?urgency=high"}
    response = reader.get(FEED, {"urgency": "high"}, headers=part("section#feed", **here))
    assert "HX-Push-Url" not in response


def test_a_new_filter_keeps_the_selected_alert_in_the_address(reader):
    here = {"HX-Current-URL": "http://testserver/alerts/?q=old&selected=5"}
    response = reader.get(FEED, {"q": "new"}, headers=part("section#feed", **here))
    assert response["HX-Push-Url"] == "/alerts/?q=new&selected=5"


def test_older_alerts_come_as_rows_with_the_next_link(reader):
    AlertFactory.create_batch(55)
    first = reader.get(FEED)
    link = re.search(r'href="(/alerts/\?before=\d+)"', first.content.decode())[1]
    rest = reader.get(link, headers=part("li#older"))
    shown = titles(first) + titles(rest)
    assert len(titles(first)) == 50
    assert len(set(shown)) == 55
    assert "Load older" not in rest.content.decode()
    assert 'id="feed"' not in rest.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "urgency=huge",
        "confidence_min=abc",
        "confidence_min=90&confidence_max=10",
        "status=%00",
        "company=999999999999999999999999",
        "from=2026-99-99",
        "q=%00",
        "source=%00",
        "symbol=%00",
        "before=abc",
        "kind=%F0%9F%9A%80",
    ],
)
@pytest.mark.parametrize("headers", [{}, part("section#feed"), part("li#older")])
def test_a_malformed_filter_is_answered_with_the_form_and_what_to_do(reader, query, headers):
    AlertFactory(title="Still here", urgency="high", confidence="0.080")
    extra = "" if query.startswith("urgency") else "&urgency=high"
    response = reader.get(f"{FEED}?{query}{extra}", headers=headers)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="filters"' in html
    assert 'role="alert"' in html
    assert titles(response) == ["Still here"]
    if extra:
        assert re.search(r'value="high"[^>]*checked', html)


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 5000,
        "q=%F0%9F%9A%80%E2%80%AE",
        "q=%25%25__",
        "source=%3Cscript%3E",
        "company=999999999999999",
        "selected=999999999999999999",
        "symbol=NOPE",
        "from=0001-01-01&to=9999-12-31",
        "before=999999999999999999",
        "page=5",
        "status=",
    ],
)
def test_strange_but_readable_values_are_answered(reader, query):
    AlertFactory()
    response = reader.get(f"{FEED}?{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_an_empty_feed_says_which_sources_run_and_when_the_next_poll_is(reader):
    SourceFactory(name="Harbour wire", next_poll_at=now() + timedelta(minutes=3))
    html = reader.get(FEED).content.decode()
    assert "No alert yet" in html
    assert "1 source is watched: Harbour wire" in html
    assert "The next poll is at" in html


def test_filters_that_match_nothing_are_counted_and_can_be_cleared(reader):
    AlertFactory(urgency="low")
    html = reader.get(FEED, {"urgency": "high", "kind": "launch"}).content.decode()
    assert "No alert matches 2 filters." in html
    assert "Clear filters" in html


def test_opening_an_alert_marks_it_as_read(reader, user):
    alert = AlertFactory()
    assert "Unread: " in reader.get(FEED).content.decode()
    assert reader.get(f"/alerts/{alert.pk}/", headers=part("article#detail")).status_code == 200
    assert AlertMark.objects.filter(user=user, alert=alert).exists()
    assert "Unread: " not in reader.get(FEED).content.decode()
    reader.get(f"/alerts/{alert.pk}/")
    assert AlertMark.objects.count() == 1


def test_an_alert_is_a_page_and_a_part(reader):
    alert = AlertFactory(title="Nebula confirms")
    page = reader.get(f"/alerts/{alert.pk}/")
    fragment = reader.get(f"/alerts/{alert.pk}/", headers={"HX-Request": "true"})
    assert "<h1>Nebula confirms</h1>" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "<h2>Nebula confirms</h2>" in fragment.content.decode()
    assert '<h2 class="vh">Nebula confirms</h2>' in page.content.decode()
    for response in (page, fragment):
        assert 'id="detail"' in response.content.decode()
        assert "HX-Request" in response["Vary"]


def test_an_alert_in_the_pane_is_selected_in_the_address(reader):
    alert = AlertFactory()
    here = {"HX-Current-URL": "http://testserver/alerts/?urgency=high&selected=99"}
    response = reader.get(f"/alerts/{alert.pk}/", headers=part("article#detail", **here))
    assert response["HX-Push-Url"] == f"/alerts/?urgency=high&selected={alert.pk}"
    elsewhere = part("article#detail", **{"HX-Current-URL": "https://evil.example/?x=1"})
    assert "HX-Push-Url" not in reader.get(f"/alerts/{alert.pk}/", headers=elsewhere)


def test_closing_the_pane_takes_the_selection_out_of_the_address(reader):
    here = {"HX-Current-URL": "http://testserver/alerts/?urgency=high&selected=4"}
    response = reader.get(FEED, headers=part("article#detail", **here))
    assert response["HX-Push-Url"] == "/alerts/?urgency=high"
    assert "Choose an alert" in response.content.decode()


def test_a_shared_address_opens_the_selected_alert(reader):
    alert = AlertFactory(title="Shared", analysis=ANALYSIS, confidence="0.820")
    html = reader.get(FEED, {"selected": alert.pk}).content.decode()
    assert "Why it scored 82" in html
    assert re.search(rf'id="alert-{alert.pk}"[^>]*aria-current="true"', html, re.DOTALL)
    assert "There is no such alert" in reader.get(FEED, {"selected": 10**9}).content.decode()


def test_a_stranger_sees_neither_the_row_nor_the_page_of_anothers_alert(reader, user):
    hidden = AlertFactory(title="For somebody else", user=UserFactory())
    own = AlertFactory(title="For me", user=user)
    assert titles(reader.get(FEED)) == ["For me"]
    assert titles(reader.get(FEED, {"q": "somebody"})) == []
    assert reader.get(f"/alerts/{hidden.pk}/").status_code == 404
    answer = reader.get(f"/alerts/{hidden.pk}/", headers=part("article#detail"))
    assert answer.status_code == 404
    assert "There is no such alert" in answer.content.decode()
    assert "For somebody else" not in reader.get(FEED, {"selected": hidden.pk}).content.decode()
    assert reader.get(f"/alerts/{own.pk}/").status_code == 200
    assert not AlertMark.objects.filter(alert=hidden).exists()


@pytest.mark.parametrize("alert_id", [0, 10**9, 10**30])
def test_an_alert_that_does_not_exist_is_missing(reader, alert_id):
    assert reader.get(f"/alerts/{alert_id}/").status_code == 404


def test_the_page_of_an_alert_lists_the_earlier_ones_of_its_company(reader):
    company = CompanyFactory(name="Sui")
    AlertFactory(title="First of Sui", company=company, seq=1)
    latest = AlertFactory(title="Second of Sui", company=company, seq=2)
    AlertFactory(title="Third of Sui", company=company, seq=3)
    html = reader.get(f"/alerts/{latest.pk}/").content.decode()
    assert "First of Sui" in html
    assert "Third of Sui" not in html


def test_nothing_can_be_posted_to_the_feed(reader):
    assert reader.post(FEED).status_code == 405
    assert reader.post("/alerts/1/").status_code == 405


@pytest.mark.parametrize("address", [FEED, "/alerts/?selected={first}", "/alerts/{first}/"])
def test_fifty_alerts_need_no_more_queries_than_five(reader, address, django_assert_num_queries):
    first = AlertFactory(company=CompanyFactory(tokens=["SUI"]))
    AlertFactory.create_batch(4)
    link = address.format(first=first.pk)
    reader.get(link)
    with CaptureQueriesContext(connection) as few:
        reader.get(link)
    AlertFactory.create_batch(45)
    with django_assert_num_queries(len(few)):
        reader.get(link)
    assert len(few) <= MOST_QUERIES


@pytest.mark.parametrize("target", ["section#feed", "form#filters", "li#older", "section#reaction", "article#detail"])
def test_the_parts_need_no_more_queries_with_fifty_alerts(reader, target, django_assert_num_queries):
    alert = dated_alert()
    measure(alert, {0: 100.0, 60: None})
    address = f"/alerts/{alert.pk}/" if target in {"section#reaction", "article#detail"} else FEED
    reader.get(address, headers=part(target))
    with CaptureQueriesContext(connection) as few:
        reader.get(address, headers=part(target))
    for number in range(10):
        measure(AlertFactory(company=alert.company), {0: 100.0, 60: 101.0})
        tell(alert.event, f"Wire {number}")
    AlertFactory.create_batch(40)
    with django_assert_num_queries(len(few)):
        reader.get(address, headers=part(target))
    assert len(few) <= (12 if target in {"section#reaction", "li#older"} else MOST_QUERIES)


def test_my_watchlists_narrow_the_feed_to_what_touches_them(reader, user):
    watchlist = Watchlist.objects.create(user=user, name="Core")
    watchlist.instruments.add(InstrumentFactory(symbol="SOL-USDT", base="SOL"))
    AlertFactory(title="Touches", company=None, tokens_mentioned=["SOL"])
    AlertFactory(title="Does not", company=None, tokens_mentioned=["ETH"])
    response = reader.get(FEED, {"mine": "1"}, headers=part("section#feed"))
    assert titles(response) == ["Touches"]
    assert response["HX-Push-Url"] == "/alerts/?mine=1"
    assert "In my watchlists" in response.content.decode()


def test_a_compact_row_is_a_link_unless_it_is_shown_to_visitors():
    alert = AlertFactory(title="Nebula confirms", urgency="critical", company=CompanyFactory(name="Nebula"))
    linked = render_to_string("alerts/_compact.html", {"alert": alert})
    plain = render_to_string("alerts/_compact.html", {"alert": alert, "without_links": True})
    assert f'href="/alerts/{alert.pk}/"' in linked
    assert "<a " not in plain
    for html in (linked, plain):
        assert 'class="al crit"' in html
        assert "Critical: " in html
        assert "Nebula" in html


@pytest.mark.parametrize("place", ["http://[", "http://localhost:x/alerts/"])
def test_a_browsers_address_that_cannot_be_read_is_no_address(reader, place):
    alert = AlertFactory(title="Nebula")
    for address in (FEED, f"/alerts/{alert.pk}/"):
        assert reader.get(address, headers=part("feed", **{"HX-Current-URL": place})).status_code == 200
