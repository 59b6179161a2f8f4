"""Sources in the admin site: the same checks and acts as on their page."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client

from accounts.models import AuditEntry, User
from alerts.models import Source
from project.common import clock
from tests.factories import ItemFactory, SourceFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/alerts/source/"
ENTERED = {
    "name": "Harbour wire",
    "url": "https://wire.example.com/rss",
    "kind": "feed",
    "priority": "2",
    "interval_s": "900",
    "query": "",
    "mapping": "{}",
}


@pytest.fixture
def admin(client: Client, admin_user: User) -> Client:
    client.force_login(admin_user)
    return client


def act(admin: Client, name: str, *sources: Source) -> str:
    chosen = {ACTION_CHECKBOX_NAME: [each.pk for each in sources]}
    return admin.post(LIST, {"action": name, "confirmed": "1", **chosen}, follow=True).content.decode()


def test_a_source_is_added_with_the_checks_of_its_page(admin: Client) -> None:
    assert admin.post(f"{LIST}add/", ENTERED).status_code == 302
    assert Source.objects.get().interval_s == 900
    assert AuditEntry.objects.filter(action="source.created").count() == 1
    html = admin.post(f"{LIST}add/", {**ENTERED, "interval_s": "5"}).content.decode()
    assert "Harbour wire reads this address already." in html
    assert "The interval is 300 to 86400 seconds." in html


def test_a_change_leaves_alone_what_the_pollers_write(admin: Client) -> None:
    source = SourceFactory(success_count=7, etag='"1"', last_poll_at=clock.now())
    changed = {**ENTERED, "url": source.url, "success_count": "99", "kind": "x"}
    assert admin.post(f"{LIST}{source.pk}/change/", changed).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.success_count, source.etag, source.kind) == ("Harbour wire", 7, '"1"', "feed")
    assert AuditEntry.objects.get(action="source.changed").details["fields"] == [
        "interval_s",
        "name",
        "priority",
        "reads_articles",
    ]


def test_acts_ask_first_and_are_noted(admin: Client) -> None:
    source = SourceFactory()
    page = admin.post(LIST, {"action": "pause", ACTION_CHECKBOX_NAME: [source.pk]}).content.decode()
    assert "read no more" in page
    assert "Pause: done for 1 source." in act(admin, "pause", source)
    source.refresh_from_db()
    assert not source.is_active
    assert "Resume: done for 1 source." in act(admin, "resume", source)
    source.refresh_from_db()
    assert source.is_active


def test_deleting_keeps_the_items(admin: Client) -> None:
    empty, full = SourceFactory(), ItemFactory().source
    assert "Delete: done for 2 sources." in act(admin, "delete", empty, full)
    full.refresh_from_db()
    assert not full.is_active
    assert Source.objects.count() == 1
    assert admin.post(f"{LIST}{full.pk}/delete/", {"post": "yes"}).status_code == 403
