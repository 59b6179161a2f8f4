"""Acts on alerts by the page's forms: with htmx, without scripts, and when something is wrong."""

import json
import re
from datetime import timedelta

import pytest

from alerts.models import AlertMark, AlertStatus
from project.common.clock import now
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db
FEED_URL = "http://testserver/alerts/"


def htmx(url: str = FEED_URL, target: str = "form#bulk") -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": url}


def rows(response) -> dict[str, bool]:
    """Return the rows of an answer, by whether they are hidden."""
    found = re.findall(r'<li class="ar[^"]*"\s+id="alert-(\d+)"([^>]*)>', response.content.decode())
    return {key: "hidden" in rest for key, rest in found}


def toast(response) -> dict[str, str]:
    return json.loads(response["HX-Trigger"])["toast"]


def test_what_left_the_list_comes_back_hidden_with_counts_and_an_undo(reader, user):
    gone, stays = AlertFactory.create_batch(2)
    answer = reader.post("/alerts/bulk/", {"do": "acknowledge", "ids": [gone.pk]}, headers=htmx())
    html = answer.content.decode()
    assert answer.status_code == 200
    assert rows(answer) == {str(gone.pk): True}
    assert re.search(r'id="feed-total"[^>]*hx-swap-oob="outerHTML">1 alert<', html)
    assert 'id="detail"' not in html
    assert toast(answer)["text"] == "The alert is acknowledged."
    back = reader.post("/alerts/undo/", {"token": toast(answer)["undo"]}, headers=htmx())
    assert rows(back) == {str(gone.pk): False}
    assert "undo" not in toast(back)
    assert not AlertMark.objects.filter(user=user, status=AlertStatus.ARCHIVED).exists()
    assert stays.pk


def test_where_archived_ones_are_shown_the_row_stays_with_its_state(reader):
    alert = AlertFactory()
    url = f"{FEED_URL}?status=archived&status=active"
    answer = reader.post("/alerts/bulk/", {"do": f"acknowledge:{alert.pk}"}, headers=htmx(url))
    assert rows(answer) == {str(alert.pk): False}
    assert "Acknowledged" in answer.content.decode()


def test_many_are_archived_at_once(reader, user):
    alerts = AlertFactory.create_batch(30)
    answer = reader.post("/alerts/bulk/", {"do": "archive", "ids": [each.pk for each in alerts]}, headers=htmx())
    assert toast(answer)["text"] == "30 alerts are archived."
    assert AlertMark.objects.filter(user=user, status=AlertStatus.ARCHIVED).count() == 30
    assert reader.get("/alerts/").context["counts"].total == 0


@pytest.mark.parametrize("url", ["http://testserver/alerts/?selected={key}", "http://testserver/alerts/{key}/"])
def test_the_alert_that_is_open_is_brought_up_to_date(reader, url):
    alert, other = AlertFactory.create_batch(2)
    headers = htmx(url.format(key=alert.pk), "form#act")
    answer = reader.post(f"/alerts/{alert.pk}/act/", {"do": "useful"}, headers=headers)
    html = answer.content.decode()
    assert re.search(r'id="detail"[^>]*hx-swap-oob="outerMorph"', html, re.S)
    assert re.search(r'value="no_verdict" aria-pressed="true">Useful', html)
    assert "Recorded for the next training" in html
    elsewhere = reader.post("/alerts/bulk/", {"do": "archive", "ids": other.pk}, headers=headers)
    assert 'id="detail"' not in elsewhere.content.decode()


def test_a_snoozed_alert_leaves_the_list_and_can_be_found_by_its_status(reader, user):
    alert = AlertFactory(title="Sleeper")
    reader.post(f"/alerts/{alert.pk}/act/", {"do": "snooze_hour"}, headers=htmx())
    assert "Sleeper" not in reader.get("/alerts/").content.decode()
    assert "Snoozed until" in reader.get("/alerts/?status=snoozed").content.decode()
    AlertMark.objects.filter(user=user).update(snoozed_until=now() - timedelta(seconds=1))
    html = reader.get("/alerts/").content.decode()
    assert "Sleeper" in html
    assert "Snoozed until" not in html


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("/alerts/bulk/", {"do": "archive"}, 422),
        ("/alerts/bulk/", {"do": "explode", "ids": "1"}, 422),
        ("/alerts/bulk/", {"do": "archive", "ids": "999999"}, 404),
        ("/alerts/999999/act/", {"do": "archive"}, 404),
        ("/alerts/undo/", {"token": "forged"}, 422),
        ("/alerts/undo/", {}, 422),
    ],
)
def test_what_is_refused_is_told_in_a_sentence_and_changes_nothing(reader, address, body, status):
    answer = reader.post(address, body, headers=htmx())
    assert answer.status_code == status
    assert toast(answer)["kind"] == "error"
    assert toast(answer)["text"].endswith(".")
    assert reader.post(address, body).status_code == status
    assert not AlertMark.objects.exists()


def test_too_many_at_once_are_refused(reader):
    answer = reader.post("/alerts/bulk/", {"do": "archive", "ids": ",".join(map(str, range(1, 600)))}, headers=htmx())
    assert answer.status_code == 422
    assert "up to 500" in toast(answer)["text"]


def test_a_stranger_can_do_nothing_with_anothers_alert(reader):
    hidden = AlertFactory(title="For somebody else", user=UserFactory())
    for address, body in (
        ("/alerts/bulk/", {"do": "archive", "ids": hidden.pk}),
        (f"/alerts/{hidden.pk}/act/", {"do": "archive"}),
        (f"/alerts/{hidden.pk}/note/", {"note": "mine"}),
    ):
        answer = reader.post(address, body, headers=htmx())
        assert answer.status_code == 404
        assert "somebody else" not in answer.content.decode()
    assert not AlertMark.objects.exists()


def test_without_scripts_an_act_leads_back_with_its_undo(reader):
    alert = AlertFactory()
    here = "http://testserver/alerts/?urgency=high"
    answer = reader.post("/alerts/bulk/", {"do": "false_positive", "ids": alert.pk}, headers={"Referer": here})
    assert (answer.status_code, answer.url) == (302, here)
    html = reader.get("/alerts/").content.decode()
    assert "recorded as false positive for the next training" in html
    token = re.search(r'name="token" value="([^"]+)"', html)[1]
    assert reader.post("/alerts/undo/", {"token": token}).status_code == 302
    assert not AlertMark.objects.exclude(status="").exists()
    assert alert.title in reader.get("/alerts/").content.decode()


def test_without_scripts_nobody_is_led_to_a_foreign_page(reader):
    answer = reader.post(
        "/alerts/bulk/", {"do": "archive", "ids": AlertFactory().pk}, headers={"Referer": "https://evil.example/"}
    )
    assert answer.url == "/alerts/"


def test_a_note_is_kept_shown_and_removed(reader, user):
    alert = AlertFactory()
    answer = reader.post(f"/alerts/{alert.pk}/note/", {"note": "Ask <b>Ines</b>."}, headers=htmx(target="form#note"))
    assert "Ask &lt;b&gt;Ines&lt;/b&gt;." in answer.content.decode()
    assert toast(answer)["text"] == "The note is saved."
    assert "Ask &lt;b&gt;Ines" in reader.get(f"/alerts/{alert.pk}/").content.decode()
    removed = reader.post(f"/alerts/{alert.pk}/note/", {"note": "  "}, headers=htmx(target="form#note"))
    assert toast(removed)["text"] == "The note is removed."
    reader.post("/alerts/undo/", {"token": toast(removed)["undo"]}, headers=htmx())
    assert AlertMark.objects.get(user=user, alert=alert).note == "Ask <b>Ines</b>."


def test_a_note_that_is_too_long_comes_back_with_what_is_wrong(reader):
    alert = AlertFactory()
    answer = reader.post(f"/alerts/{alert.pk}/note/", {"note": "x" * 501}, headers=htmx(target="form#note"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in html
    assert "x" * 501 in html
    assert reader.post(f"/alerts/{alert.pk}/note/", {"note": "x" * 501}).status_code == 422
    assert reader.post(f"/alerts/{alert.pk}/note/", {"note": "short"}).status_code == 302


@pytest.mark.parametrize(
    "address", ["/alerts/bulk/", "/alerts/undo/", "/alerts/views/", "/alerts/1/act/", "/alerts/1/note/"]
)
def test_nothing_is_changed_by_looking(reader, address):
    assert reader.get(address).status_code == 405


def test_two_tabs_lose_nothing_of_each_other(reader, user):
    """One tab writes a note while the other snoozes; an undo in the first leaves the second's work alone."""
    alert = AlertFactory()
    noted = reader.post(f"/alerts/{alert.pk}/note/", {"note": "first tab"}, headers=htmx(target="form#note"))
    reader.post(f"/alerts/{alert.pk}/act/", {"do": "useful"}, headers=htmx())
    mark = AlertMark.objects.get(user=user, alert=alert)
    assert (mark.note, mark.verdict) == ("first tab", "useful")
    reader.post("/alerts/undo/", {"token": toast(noted)["undo"]}, headers=htmx())
    mark.refresh_from_db()
    assert (mark.note, mark.verdict) == ("", "useful")


@pytest.mark.parametrize("url", [FEED_URL, f"{FEED_URL}?selected=1"])
def test_an_act_on_fifty_needs_no_more_queries_than_on_two(reader, url, django_assert_max_num_queries):
    few, many = AlertFactory.create_batch(2), AlertFactory.create_batch(50)
    for alerts in (few, many):
        with django_assert_max_num_queries(44):
            reader.post("/alerts/bulk/", {"do": "archive", "ids": [each.pk for each in alerts]}, headers=htmx(url))
