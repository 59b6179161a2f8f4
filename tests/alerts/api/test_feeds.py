"""The sources by the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.billing.catalog import load_catalog
from accounts.models import User
from alerts.health import record_slot
from alerts.models import Source, SourceKind
from project.common import clock
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import AlertFactory, ItemFactory, SourceFactory
from tests.fakes.feeds import FeedServer, item

pytestmark = pytest.mark.django_db
FIELDS = {
    *("id", "name", "url", "type", "priority", "is_active", "last_fetch", "last_success", "last_failure", "last_error"),
    *("success_count", "failure_count", "articles_found", "tge_alerts_found", "lag_p95_s", "items_per_hour"),
}


@pytest.fixture
def staff(admin_user: User) -> Program:
    load_catalog()
    return Program(tokens_for(admin_user).access)


@pytest.fixture
def reader(user: User) -> Program:
    load_catalog()
    return Program(tokens_for(user).access)


def test_a_feed_has_the_fields_that_clients_know(reader: Program) -> None:
    source = SourceFactory(
        name="Harbour wire", priority=2, success_count=7, failure_count=1, last_success_at=clock.now()
    )
    AlertFactory(item__source=source)
    record_slot(source, ok=True, items=24, at=clock.now())
    (found,) = reader.get("/feeds").json()
    assert set(found) >= FIELDS
    assert (found["name"], found["type"], found["priority"], found["state"]) == ("Harbour wire", "rss", 2, "ok")
    assert (found["articles_found"], found["tge_alerts_found"], found["items_per_hour"]) == (1, 1, 1.0)
    assert reader.get(f"/feeds/{source.pk}").json() == found
    assert error_of(reader.get("/feeds/999")) == (404, "SOURCE_NOT_FOUND")


def test_feeds_are_filtered_and_paged_the_most_trusted_first(reader: Program) -> None:
    SourceFactory(name="b", priority=3)
    SourceFactory(name="a", priority=3, is_active=False)
    SourceFactory(name="c", priority=1, kind=SourceKind.X, url="https://x.com/orbitra")
    names = [each["name"] for each in reader.get("/feeds").json()]
    assert names == ["c", "a", "b"]
    assert [each["name"] for each in reader.get("/feeds?is_active=true&type=rss").json()] == ["b"]
    assert [each["name"] for each in reader.get("/feeds?limit=1&offset=1").json()] == ["a"]
    assert [each["state"] for each in reader.get("/feeds?type=x").json()] == ["token"]
    assert reader.get("/feeds?type=sound").status_code == 422


def test_only_administrators_write(reader: Program) -> None:
    source = SourceFactory()
    for method, path in (("post", "/feeds"), ("put", f"/feeds/{source.pk}"), ("delete", f"/feeds/{source.pk}")):
        assert error_of(reader.call(method, path, {"name": "x"})) == (403, "PERMISSION_DENIED")
    assert Source.objects.get().name == source.name


def test_a_feed_is_added_changed_paused_and_deleted(staff: Program) -> None:
    body = {"name": "Harbour wire", "url": "https://wire.example.com/atom", "type": "atom", "priority": 1}
    made = staff.post("/feeds", body)
    assert made.status_code == 201
    path = f"/feeds/{made.json()['id']}"
    assert (made.json()["type"], made.json()["interval_s"], made.json()["state"]) == ("rss", 600, "waiting")
    changed = staff.call("put", path, {"priority": 4, "interval_s": 3600}).json()
    assert (changed["name"], changed["priority"], changed["interval_s"]) == ("Harbour wire", 4, 3600)
    assert staff.call("put", path, {"is_active": False}).json()["state"] == "paused"
    assert staff.call("put", path, {"is_active": True}).json()["state"] == "waiting"
    assert staff.delete(path).status_code == 204
    assert staff.get(path).status_code == 404


def test_a_feed_is_added_without_being_read_yet(staff: Program) -> None:
    body = {"name": "Harbour wire", "url": "https://wire.example.com/rss", "type": "rss", "is_active": False}
    made = staff.post("/feeds", body).json()
    assert (made["is_active"], made["state"], made["next_fetch"]) == (False, "paused", None)
    assert staff.post("/feeds", {**body, "url": "https://b.example.com/", "is_active": True}).json()["is_active"]


def test_a_feed_with_items_stays_in_the_list_switched_off(staff: Program) -> None:
    source = ItemFactory().source
    assert staff.delete(f"/feeds/{source.pk}").status_code == 204
    assert staff.get(f"/feeds/{source.pk}").json()["state"] == "off"


def test_wrong_fields_are_named(staff: Program) -> None:
    SourceFactory(name="Tide news", url="https://wire.example.com/rss")
    body = {"name": "x", "url": "http://www.wire.example.com/rss/"}
    answer = staff.post("/feeds", body)
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert answer.json()["error"]["details"] == {"url": "Tide news reads this address already."}
    assert set(staff.post("/feeds", {"priority": 9}).json()["error"]["details"]) == {"name", "priority"}
    assert staff.post("/feeds", {**body, "secret": 1}).status_code == 422


def test_x_accounts_are_added_by_handle_and_json_with_a_mapping(staff: Program) -> None:
    made = staff.post("/feeds", {"name": "Orbitra", "type": "x", "url": "@orbitra"}).json()
    assert (made["url"], made["type"]) == ("https://x.com/orbitra", "x")
    body = {"name": "Board", "type": "json", "url": "https://b.example.com/api", "mapping": {"title": "headline"}}
    assert staff.post("/feeds", body).json()["mapping"] == {"title": "headline"}


def test_a_feed_is_tried_before_it_is_kept(staff: Program, feeds: FeedServer) -> None:
    url = feeds.serve_feed("/feed", item("Orbitra token launch is live"), item("Rain", guid="2"))
    found = staff.post("/feeds/test", {"url": url}).json()
    assert (found["is_ok"], found["total"]) == (True, 2)
    assert found["items"][0]["title"] == "Orbitra token launch is live"
    assert 0 <= found["items"][1]["confidence"] < found["items"][0]["confidence"] <= 1
    assert not Source.objects.exists()
    assert staff.post("/feeds/test", {"url": "nowhere"}).json()["is_ok"] is False


def test_a_feed_is_read_at_once(staff: Program, feeds: FeedServer) -> None:
    source = SourceFactory(url=feeds.serve_feed("/feed", item("Orbitra token launch is live")))
    answer = staff.post(f"/feeds/{source.pk}/poll").json()
    assert answer == {"is_ok": True, "message": "", "items": 1, "alerts": 1}
    webhook = SourceFactory(kind=SourceKind.WEBHOOK, url="webhook:1")
    assert error_of(staff.post(f"/feeds/{webhook.pk}/poll")) == (422, "NOT_POLLED")


def test_many_feeds_need_no_more_queries_than_few(reader: Program) -> None:
    ItemFactory()
    reader.get("/feeds")
    with CaptureQueriesContext(connection) as few:
        reader.get("/feeds")
    ItemFactory.create_batch(20)
    with CaptureQueriesContext(connection) as many:
        assert len(reader.get("/feeds").json()) == 21
    assert len(many) == len(few)
