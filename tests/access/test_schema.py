"""What the API says of itself holds for whatever is sent: no 5xx, and no status or body that is not declared."""

import pytest
import redis
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django.fixtures import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from markets.stream import bus as keys
from markets.stream import events
from project.api import api
from project.common.clock import now_ms
from tests.access.world import build_world
from tests.markets.api.test_multi import book, put
from tests.markets.values import price

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
# The people of the world are made once for all examples of an operation.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
schema = schemathesis.openapi.from_dict(api.get_openapi_schema())


@pytest.fixture
def token(server: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, bus: redis.Redis) -> str:
    settings.RATE_LIMIT_ENABLED = False
    # The pair of the examples has a price and an order book, as in a market that is watched.
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price()))
    put(bus, book(received_ms=now_ms() + 600_000))
    # Streams would go on for minutes.
    monkeypatch.setattr(events, "LIFE_S", 0.1)
    monkeypatch.setattr(events, "EVERY_S", 0.05)
    return build_world(Client()).tokens["staff"]


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=SHARED)
def test_an_operation_keeps_to_its_description(case: schemathesis.Case, server: str, token: str) -> None:
    answer = case.call(base_url=server, headers={"Authorization": f"Bearer {token}"})
    case.validate_response(answer, checks=CHECKS)
