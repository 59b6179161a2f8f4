from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from project import VERSION
from project.supervisor.bus import free_port
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


@pytest.mark.parametrize("path", ["/live", "/ready", "/version"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
