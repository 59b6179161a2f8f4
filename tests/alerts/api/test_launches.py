"""The calendar and the track record by the API."""

from datetime import date

import pytest
from django.test import Client

from accounts.billing.catalog import load_catalog
from accounts.keys import create_key
from accounts.models import User
from tests.alerts.events.launching import alert_of, launch, moved, said
from tests.alerts.test_calibration import announced
from tests.alerts.test_track_record import price
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 28)


@pytest.fixture
def headers(user: User) -> dict[str, str]:
    load_catalog()
    return {"X-API-Key": create_key(user, "Desk")[1]}


def get(path: str, headers: dict[str, str]) -> list:
    answer = Client().get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == 200
    return answer.json()


def test_a_launch_has_its_day_its_alert_and_what_the_sources_say(headers: dict[str, str]) -> None:
    event = launch(DAY, DAY.replace(day=30), chain="Solana", date_words="late November")
    said(event, DAY, rank=1)
    said(event, date(2026, 12, 9))
    moved(event, "2026-11-25", "2026-11-28/2026-11-30")
    launch(DAY, user=UserFactory())
    (row,) = get("launches", headers)
    assert (row["event_id"], row["alert_id"], row["chain"]) == (event.pk, alert_of(event).pk, "Solana")
    assert row["date"] == {"starts_on": "2026-11-28", "last_day": "2026-11-30"}
    assert row["date_before"] == {"starts_on": "2026-11-25", "last_day": "2026-11-25"}
    assert row["is_conflicting"]
    assert [each["rank"] for each in row["datings"]] == [1, 3]


def test_filters_and_what_has_no_date(headers: dict[str, str]) -> None:
    launch(DAY)
    launch(DAY.replace(day=30), kind="airdrop", token="ORBT")
    launch(token="NONE")
    assert [row["token"] for row in get("launches?from=2026-11-29&kind=airdrop&kind=sale", headers)] == ["ORBT"]
    assert [row["token"] for row in get("launches?to=2026-11-28", headers)] == ["NEBX"]
    assert [row["token"] for row in get("launches?dated=false", headers)] == ["NONE"]
    assert len(get("launches?limit=1", headers)) == 1


@pytest.mark.parametrize(
    "query",
    ["kind=party", "from=soon", "limit=0", "limit=501", "company_id=x", "q=%00", "from=2026-12-01&to=2026-11-01"],
)
def test_wrong_filters_are_refused(headers: dict[str, str], query: str) -> None:
    assert Client().get(f"/api/v1/launches?{query}", headers=headers).status_code == 422


def test_the_track_record_has_horizons_groups_and_bins(headers: dict[str, str], settings) -> None:
    settings.MARKET_DATA = "live"
    announced("0.900", "live")
    price(AlertFactory(kind="airdrop"), 86_400, 0.25)
    found = get("statistics/track-record?days=7&group=kind", headers)
    assert found["alerts"] == 2
    assert [each["after_s"] for each in found["horizons"]] == [60, 300, 3600, 86400, 604800]
    assert found["horizons"][3]["hit_rate"] == 1.0
    assert {each["name"]: each["median"] for each in found["groups"]} == {"airdrop": 0.25, "launch": None}
    assert found["brier"] == pytest.approx(0.01)
    assert found["bins"][9]["came_true"] == 1


@pytest.mark.parametrize("query", ["days=0", "group=moon", "after_s=2"])
def test_a_track_record_of_nothing_is_refused(headers: dict[str, str], query: str) -> None:
    assert Client().get(f"/api/v1/statistics/track-record?{query}", headers=headers).status_code == 422
