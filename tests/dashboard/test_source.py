"""One source's page, its settings, and a new source that is tried first."""

import orjson
import pytest

from alerts.health import record_slot
from alerts.models import Source, SourceKind
from project.common.clock import now
from tests.dashboard.parts import part
from tests.factories import AlertFactory, ItemFactory, SourceFactory
from tests.fakes.feeds import item

pytestmark = pytest.mark.django_db
PAGE = "/sources/"
NEW = "/sources/new/"
ENTERED = {
    "kind": "feed",
    "url": "https://wire.example.com/rss",
    "name": "Harbour wire",
    "priority": "2",
    "interval_s": "900",
}


def test_the_page_shows_log_items_sample_and_back_off(reader):
    source = SourceFactory(name="Tide news", failures_in_a_row=4, last_error="The server answered 503.")
    alert = AlertFactory(item__source=source, item__title="Orbitra names <the> date")
    record_slot(source, ok=True, items=7, at=now())
    html = reader.get(f"{PAGE}{source.pk}/").content.decode()
    assert "read 1 time, 7 items" in html
    assert "Orbitra names &lt;the&gt; date" in html
    assert f"/alerts/{alert.pk}/" in html
    assert "4 failures in a row" in html
    assert "The server answered 503." in html
    assert "&quot;external_id&quot;" in html


def test_settings_and_actions_are_for_staff(reader, client, admin_user):
    source = SourceFactory()
    assert "data-source-form" not in reader.get(f"{PAGE}{source.pk}/").content.decode()
    assert reader.get(NEW).status_code == 403
    for act in ("pause", "resume", "delete"):
        assert reader.post(f"{PAGE}{source.pk}/{act}/").status_code == 403
    assert reader.post(f"{PAGE}{source.pk}/", ENTERED).status_code == 403
    client.force_login(admin_user)
    assert "data-source-form" in client.get(f"{PAGE}{source.pk}/").content.decode()


def test_a_source_that_has_sent_nothing_says_so(reader):
    html = reader.get(f"{PAGE}{SourceFactory().pk}/").content.decode()
    assert "Nothing has come from this source yet." in html
    assert "It has not been read in the last 24 hours." in html
    assert reader.get(f"{PAGE}999/").status_code == 404


def test_the_figures_refresh_without_the_form(operator):
    source = SourceFactory()
    html = operator.get(f"{PAGE}{source.pk}/", headers=part("div#source-detail")).content.decode()
    assert "<html" not in html
    assert "data-source-form" not in html
    assert 'id="source-detail"' in html


def test_settings_are_saved(operator):
    source = SourceFactory()
    answer = operator.post(f"{PAGE}{source.pk}/", {**ENTERED, "reads_articles": "on"}, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}{source.pk}/", 302)]
    assert "Harbour wire is saved." in answer.content.decode()
    source.refresh_from_db()
    assert (source.name, source.priority, source.interval_s, source.url) == (
        "Harbour wire",
        2,
        900,
        "https://wire.example.com/rss",
    )


def test_what_is_wrong_stands_beside_its_field(operator):
    source = SourceFactory()
    SourceFactory(name="Tide news", url=ENTERED["url"])
    answer = operator.post(f"{PAGE}{source.pk}/", {**ENTERED, "interval_s": "10"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Tide news reads this address already." in html
    assert "The interval is 300 to 86400 seconds." in html


def test_pause_and_resume_answer_with_the_row(operator):
    source = SourceFactory(name="Tide news")
    target = part(f"tr#source-{source.pk}")
    response = operator.post(f"{PAGE}{source.pk}/pause/", headers=target)
    assert "Paused" in response.content.decode()
    assert "Resume Tide news" in response.content.decode()
    assert orjson.loads(response["HX-Trigger"])["toast"]["text"] == "Tide news is paused."
    assert "Pause Tide news" in operator.post(f"{PAGE}{source.pk}/resume/", headers=target).content.decode()
    answer = operator.post(f"{PAGE}{source.pk}/pause/", follow=True)
    assert answer.redirect_chain == [(f"{PAGE}{source.pk}/", 302)]
    assert "Paused by hand." in answer.content.decode()


def test_deleting_asks_first_and_says_what_stays(operator):
    empty, full = SourceFactory(name="Tide news"), ItemFactory(source__name="Harbour wire").source
    assert "It has no items" in operator.get(f"{PAGE}{empty.pk}/delete/").content.decode()
    assert "Its items are kept" in operator.get(f"{PAGE}{full.pk}/delete/").content.decode()
    assert "Tide news is deleted." in operator.post(f"{PAGE}{empty.pk}/delete/", follow=True).content.decode()
    html = operator.post(f"{PAGE}{full.pk}/delete/", follow=True).content.decode()
    assert "Harbour wire is switched off. Its items are kept." in html
    assert Source.objects.get() == full


def test_a_source_is_tried_and_nothing_is_kept(operator, feeds):
    url = feeds.serve_feed("/feed", item("Orbitra token launch is live"), item("Rain <b>", guid="2"))
    entered = {"kind": "feed", "url": url, "priority": "3", "interval_s": "600", "test": "1"}
    html = operator.post(NEW, entered, headers=part("section#source-preview")).content.decode()
    assert "<html" not in html
    assert "2 items can be read." in html
    assert "Orbitra token launch is live" in html
    assert "Token launch" in html
    assert "of 100 confidence" in html
    assert not Source.objects.exists()


def test_a_test_without_scripts_keeps_what_was_entered(operator, feeds):
    entered = {**ENTERED, "url": feeds.url("/none"), "test": "1"}
    html = operator.post(NEW, entered).content.decode()
    assert "The server answered 404" in html
    assert 'value="Harbour wire"' in html
    assert "<html" in html


def test_a_test_says_which_line_of_a_mapping_is_wrong(operator):
    entered = {**ENTERED, "kind": "json", "mapping": "title headline", "test": "1"}
    html = operator.post(NEW, entered, headers=part("section#source-preview")).content.decode()
    assert "Line 1: write a field and a path" in html


def test_a_source_is_added(operator):
    answer = operator.post(NEW, ENTERED, follow=True)
    source = Source.objects.get()
    assert answer.redirect_chain == [(f"{PAGE}{source.pk}/", 302)]
    assert "Harbour wire is added." in answer.content.decode()
    assert operator.post(NEW, ENTERED).status_code == 422


def test_a_webhook_is_added_with_its_mapping(operator):
    entered = {**ENTERED, "kind": "webhook", "url": "", "mapping": "title: headline\nitems: data.posts\n"}
    operator.post(NEW, entered)
    source = Source.objects.get()
    assert (source.kind, source.mapping) == (SourceKind.WEBHOOK, {"title": "headline", "items": "data.posts"})
    html = operator.get(f"{PAGE}{source.pk}/").content.decode()
    assert "title: headline" in html
    assert "what it has is sent to it" in html


def test_the_settings_of_the_sample_source_can_be_seen(operator):
    source = SourceFactory(kind=SourceKind.SAMPLE, url="sample:")
    assert operator.get(f"{PAGE}{source.pk}/").status_code == 200
