"""Sources added, changed, paused, taken away, and tried beforehand."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import AuditEntry, User
from alerts.models import Item, Source, SourceKind
from alerts.sources.drafts import X_SEARCH, Draft, canonical
from alerts.sources.preview import test_source
from alerts.sources.services import create_source, delete_source, pause, resume, update_source
from project.common import clock
from project.common.errors import Conflict, Invalid, Missing
from tests.factories import CompanyFactory, ItemFactory, SourceFactory
from tests.fakes.feeds import Answer, FeedServer, item

pytestmark = pytest.mark.django_db
URL = "https://wire.example.com/rss"


def refused(draft: Draft, actor: User) -> dict[str, object]:
    with pytest.raises(Invalid) as caught:
        create_source(draft, actor=actor)
    return caught.value.details


def actions() -> list[str]:
    return list(AuditEntry.objects.filter(action__startswith="source.").order_by("pk").values_list("action", flat=True))


def test_a_source_is_added_with_the_usual_values_and_noted(admin_user: User) -> None:
    source = create_source(Draft(name="  Harbour   wire ", url=f"{URL}#top"), actor=admin_user)
    assert (source.name, source.url, source.kind, source.priority) == ("Harbour wire", URL, "feed", 3)
    assert source.interval_s == 600
    assert source.next_poll_at is None
    entry = AuditEntry.objects.get(action="source.created")
    assert (entry.actor_id, entry.details) == (admin_user.pk, {"source": source.pk, "name": "Harbour wire"})


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        ({"name": " "}, "name", "Write a name."),
        ({"url": "ftp://x.example"}, "url", "The address must start with http:// or https://."),
        ({"url": ""}, "url", "The address must start with http:// or https://."),
        ({"url": "https://a:b@x.example/"}, "url", "The address must not contain a user name or password."),
        ({"url": "https://x.example/" + "a" * 500}, "url", "The address may have 500 characters."),
        ({"kind": "sample"}, "kind", "Choose one of feed, json, webhook, x."),
        ({"priority": 0}, "priority", "The priority is a number from 1, the most trusted, to 5."),
        ({"priority": 6}, "priority", "The priority is a number from 1, the most trusted, to 5."),
        ({"interval_s": 299}, "interval_s", "The interval is 300 to 86400 seconds."),
        ({"interval_s": 86_401}, "interval_s", "The interval is 300 to 86400 seconds."),
        ({"mapping": {"title": "a"}}, "mapping", "Only JSON addresses and webhooks have a mapping."),
        ({"kind": "x", "url": "not a handle"}, "url", "Write the handle of an account, such as @orbitra, or a search."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    admin_user: User, values: dict[str, Any], field: str, text: str
) -> None:
    assert refused(Draft(**{"name": "Wire", "url": URL, **values}), admin_user) == {field: text}
    assert not Source.objects.exists()


def test_everything_that_is_wrong_is_said_at_once(admin_user: User) -> None:
    assert set(refused(Draft(name="", url="", priority=9, interval_s=1), admin_user)) == {
        "name",
        "url",
        "priority",
        "interval_s",
    }


def test_a_mapping_names_fields_that_items_have(admin_user: User) -> None:
    wrong = refused(Draft(name="Wire", url=URL, kind="json", mapping={"headline": "a"}), admin_user)
    assert str(wrong["mapping"]).startswith("A mapping has no field 'headline'.")
    wrong = refused(Draft(name="Wire", url=URL, kind="json", mapping={"title": 3}), admin_user)
    assert wrong == {"mapping": "A mapping gives each field one path, such as data.headline."}


@pytest.mark.parametrize("twin", ["http://wire.example.com/rss/", "https://www.wire.example.com/rss", f"{URL}#x"])
def test_another_spelling_of_a_known_address_is_a_duplicate(admin_user: User, twin: str) -> None:
    SourceFactory(name="Harbour wire", url=URL)
    assert refused(Draft(name="Wire", url=twin), admin_user) == {"url": "Harbour wire reads this address already."}


def test_other_paths_queries_and_ports_are_other_addresses() -> None:
    spellings = (URL, f"{URL}?a=1", f"{URL}/b", "https://wire.example.com:8443/rss", "https://[", "sample:")
    assert len({canonical(each) for each in spellings}) == len(spellings)


@pytest.mark.parametrize("handle", ["@orbitra", "orbitra", "https://twitter.com/orbitra", "x.com/orbitra/"])
def test_an_account_on_x_is_known_by_its_handle(admin_user: User, handle: str) -> None:
    source = create_source(Draft(name="Orbitra", kind="x", url=handle), actor=admin_user)
    assert source.url == "https://x.com/orbitra"
    assert refused(Draft(name="Again", kind="x", url="@orbitra"), admin_user)["url"]


def test_a_search_on_x_has_an_address_of_its_own(admin_user: User) -> None:
    source = create_source(Draft(name="Claims", kind="x", query="claim is live"), actor=admin_user)
    assert source.url == f"{X_SEARCH}claim%20is%20live"


def test_webhooks_need_no_address_and_are_never_twins(admin_user: User) -> None:
    made = [create_source(Draft(name="Desk", kind="webhook"), actor=admin_user) for _ in range(2)]
    assert all(each.url.startswith("webhook:") for each in made)


def test_an_address_that_changes_is_read_from_its_beginning(admin_user: User) -> None:
    source = SourceFactory(etag='"1"', failures_in_a_row=4, last_error="Gone.", next_poll_at=clock.now())
    update_source(source, {"url": URL, "priority": 1}, actor=admin_user)
    source.refresh_from_db()
    assert (source.url, source.priority, source.etag, source.failures_in_a_row) == (URL, 1, "", 0)
    assert (source.next_poll_at, source.last_error) == (None, "")
    assert AuditEntry.objects.get().details["fields"] == ["priority", "url"]


def test_another_name_changes_nothing_else(admin_user: User) -> None:
    source = SourceFactory(etag='"1"', failures_in_a_row=4, interval_s=10)
    update_source(source, {"name": "Tide news"}, actor=admin_user)
    update_source(source, {"name": "Tide news"}, actor=admin_user)
    source.refresh_from_db()
    assert (source.name, source.etag, source.failures_in_a_row, source.interval_s) == ("Tide news", '"1"', 4, 10)
    assert actions() == ["source.changed"]


def test_the_kind_stays(admin_user: User) -> None:
    with pytest.raises(Invalid) as caught:
        update_source(SourceFactory(), {"kind": "json"}, actor=admin_user)
    assert list(caught.value.details) == ["kind"]


def test_a_paused_source_comes_back_without_its_back_off(admin_user: User) -> None:
    source = SourceFactory(failures_in_a_row=12, failing_since=clock.now(), next_poll_at=clock.now())
    for _ in range(2):
        pause(source, actor=admin_user)
    source.refresh_from_db()
    assert (source.is_active, source.paused_because) == (False, "Paused by hand.")
    for _ in range(2):
        resume(source, actor=admin_user)
    source.refresh_from_db()
    assert (source.is_active, source.paused_because, source.failures_in_a_row) == (True, "", 0)
    assert (source.failing_since, source.next_poll_at) == (None, None)
    assert actions() == ["source.paused", "source.resumed"]


def test_a_source_without_items_is_really_deleted(admin_user: User) -> None:
    source = SourceFactory()
    assert delete_source(source, actor=admin_user)
    assert not Source.objects.exists()
    with pytest.raises(Missing):
        delete_source(source, actor=admin_user)
    assert actions() == ["source.deleted"]


def test_a_source_with_items_is_switched_off_and_keeps_them(admin_user: User) -> None:
    source = ItemFactory().source
    assert not delete_source(source, actor=admin_user)
    source.refresh_from_db()
    assert (source.is_active, source.paused_because) == (False, "")
    assert Item.objects.filter(source=source).count() == 1


@pytest.mark.parametrize("kind", [SourceKind.SAMPLE, SourceKind.MANUAL])
def test_sources_of_the_program_stay(admin_user: User, kind: str) -> None:
    with pytest.raises(Conflict):
        delete_source(SourceFactory(kind=kind), actor=admin_user)


def test_a_test_reads_for_real_scores_and_keeps_nothing(feeds: FeedServer) -> None:
    CompanyFactory(name="Orbitra", tokens=["ORBT"])
    stories = [item("Orbitra token launch is live, claim ORBT now"), item("Rain in the harbour", guid="2")]
    url = feeds.serve_feed("/feed", *stories, *(item(f"Rain {number}", guid=f"r{number}") for number in range(9)))
    preview = test_source(Draft(name="", url=url))
    assert (preview.is_ok, preview.total, len(preview.items)) == (True, 11, 5)
    first, second = preview.items[:2]
    assert first.companies == ("Orbitra",)
    assert first.confidence > 50 > second.confidence
    assert not Source.objects.exists()
    assert not Item.objects.exists()


def test_a_page_is_told_from_a_feed_and_its_feed_found(feeds: FeedServer) -> None:
    page = b"<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/rss'></head></html>"
    preview = test_source(Draft(name="", url=feeds.serve("/page", Answer(page))))
    assert not preview.is_ok
    assert "web page" in preview.message
    assert preview.links == (feeds.url("/rss"),)


def test_errors_of_a_test_are_sentences(feeds: FeedServer) -> None:
    assert "404" in test_source(Draft(name="", url=feeds.url("/nothing"))).message
    assert test_source(Draft(name="", url="nowhere")).message.startswith("The address")
    assert "TWITTER_BEARER_TOKEN" in test_source(Draft(name="", kind="x", url="@orbitra")).message
    assert test_source(Draft(name="", kind="webhook")).is_ok


def test_a_json_address_is_tried_with_its_mapping(feeds: FeedServer) -> None:
    body = b'{"data": [{"headline": "Orbitra token launch is live", "key": "1"}]}'
    url = feeds.serve("/json", Answer(body, headers={"Content-Type": "application/json"}))
    mapping = {"items": "data", "title": "headline", "id": "key"}
    preview = test_source(Draft(name="", url=url, kind="json", mapping=mapping))
    assert [each.title for each in preview.items] == ["Orbitra token launch is live"]
    assert not test_source(Draft(name="", url=url, kind="json", mapping={"title": "nothing"})).is_ok


def test_the_least_interval_is_a_setting(admin_user: User, settings: Settings) -> None:
    settings.MONITORING_INTERVAL = 900
    assert create_source(Draft(name="Wire", url=URL), actor=admin_user).interval_s == 900
