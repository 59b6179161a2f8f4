from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from accounts.keys import create_key
from markets.multi.cache import shared
from markets.multi.kinds import Kind
from project import VERSION
from project.supervisor.bus import free_port
from tests.factories import UserFactory
from tests.sources import ROOT

pytestmark = pytest.mark.django_db


def test_live_needs_nothing(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = client.get("/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_database_and_bus_answer(client: Client, bus: object) -> None:
    assert client.get("/ready").json() == {"status": "ok", "down": []}


def test_a_bus_that_is_down_is_named(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["down"]) == (503, ["bus"])


def test_a_database_that_is_down_is_named(client: Client) -> None:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()["down"]) == (503, ["database"])


def test_version_is_the_one_in_pyproject(client: Client) -> None:
    assert client.get("/version").json()["version"] == VERSION
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("path", ["/live", "/ready", "/version", "/health/cache"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_the_shared_answers_are_shown_to_administrators_and_their_keys(client: Client, bus: object) -> None:
    shared(Kind.TICKER, "BTC-USDT", dict)
    shared(Kind.TICKER, "BTC-USDT", dict)
    key = create_key(UserFactory(is_staff=True), "Probe", scopes=["admin"])[1]
    assert client.get("/health/cache").json()["error"]["code"] == "AUTHENTICATION_FAILED"
    body = client.get("/health/cache", headers={"X-API-Key": key}).json()
    assert (body["status"], body["hours"], body["hit_rate"]) == ("ok", 24, 0.5)
    assert body["kinds"]["multi_ticker"] == {"hits": 1, "misses": 1, "faults": 0, "hit_rate": 0.5, "life_s": 10}
    assert body["asked_most"] == ["multi_ticker BTC-USDT"]
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/health/cache").json() == body


def test_the_shared_answers_say_when_they_are_off_or_cannot_be_kept(client: Client, settings: Settings) -> None:
    client.force_login(UserFactory(is_staff=True))
    settings.GPT_API_CACHE_ENABLED = False
    assert client.get("/health/cache").json()["status"] == "off"
    settings.GPT_API_CACHE_ENABLED, settings.REDIS_URL = True, f"redis://127.0.0.1:{free_port()}/0"
    body = client.get("/health/cache").json()
    assert (body["status"], body["hit_rate"], body["asked_most"]) == ("down", None, [])
