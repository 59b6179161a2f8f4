"""The admin shows what came in and what was made of it, and lets nobody rewrite it."""

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import User
from alerts.models import EventChange, Evidence, MonitoringSession
from project.common import clock
from tests.factories import AlertFactory, EventFactory

RECORDS = ("item", "alert", "event", "evidence", "eventchange", "monitoringsession")


@pytest.fixture
def rows(db: None) -> dict[str, Model]:
    now = clock.now()
    event = EventFactory()
    alert = AlertFactory(event=event)
    told = {"kind": "launch", "status": "dated", "confidence": "0.8", "added_at": now}
    return {
        "item": alert.item,
        "alert": alert,
        "event": event,
        "evidence": Evidence.objects.create(event=event, item=alert.item, **told),
        "eventchange": EventChange.objects.create(event=event, field="status", before="rumour", after="dated", at=now),
        "monitoringsession": MonitoringSession.objects.create(),
    }


@pytest.mark.parametrize("model", ["company", "source", *RECORDS])
def test_staff_see_every_list(model: str, rows: dict[str, Model], client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    assert client.get(f"/admin/alerts/{model}/?q=a").status_code == 200
    assert client.get(f"/admin/alerts/{model}/").status_code == 200


@pytest.mark.parametrize("model", RECORDS)
def test_records_are_read_and_never_written(
    model: str, rows: dict[str, Model], client: Client, admin_user: User
) -> None:
    row = rows[model]
    client.force_login(admin_user)
    assert client.get(f"/admin/alerts/{model}/{row.pk}/change/").status_code == 200
    assert client.get(f"/admin/alerts/{model}/add/").status_code == 403
    assert client.post(f"/admin/alerts/{model}/{row.pk}/change/", {"title": "x"}).status_code == 403
    assert client.post(f"/admin/alerts/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
