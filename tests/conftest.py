"""What every test stands on: an environment made before Django loads, a real bus, people, a browser."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.valkey import start_valkey

DATA_DIR = Path(tempfile.mkdtemp(prefix="tidewatch-tests-"))
# Each xdist worker has a bus of its own; only one that the environment names before pytest starts is shared.
OWN_BUS = os.environ.get("TIDEWATCH_TEST_BUS") == "own" or not os.environ.get("REDIS_URL")
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "project.settings",
    "DATA_DIR": str(DATA_DIR),
    "SECRET_KEY": "only-for-tests-" + "x" * 50,
    "MARKET_DATA": "simulated",
    # Static files straight from their folders. pytest-django then switches settings.DEBUG off again.
    "DEBUG": "true",
    "LOG_LEVEL": "warning",
}
SWITCHED_OFF = ("ADMIN_PASSWORD", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "PORT", "HOST", "PUBLIC_URL", "SMTP_HOST")


def prepare_environment() -> None:
    for name in SWITCHED_OFF:
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT)
    if OWN_BUS:
        os.environ["REDIS_URL"] = start_valkey(DATA_DIR).url
        os.environ["TIDEWATCH_TEST_BUS"] = "own"
    (DATA_DIR / "static").mkdir()


prepare_environment()

import django  # noqa: E402  settings read the environment when they are first used

django.setup()

import hypothesis  # noqa: E402
import pytest  # noqa: E402
import redis  # noqa: E402
from django.conf import settings  # noqa: E402

from accounts.models import User  # noqa: E402
from tests.browsing import browser, live_stack, page, server  # noqa: E402
from tests.factories import UserFactory  # noqa: E402

__all__ = ["browser", "live_stack", "page", "server"]

# Which marker a test gets from the fixtures it asks for.
MARKED_BY = {
    "browser": {"browser"},
    "database": {"db", "transactional_db"},
    "e2e": {"live_stack"},
    "live": {"bus", "live_stack"},
}


# A busy machine is no failure: nothing here is judged by the clock.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: Playwright leaves a loop running in this thread, and pytest-asyncio needs it free."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker in (name for name, needed in MARKED_BY.items() if fixtures & needed):
            item.add_marker(marker)
        if item.get_closest_marker("django_db"):
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep SQLite's test database in a file: the one in memory has locks that no user ever meets."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(DATA_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def bus() -> Iterator[redis.Redis]:
    """Return a client of the real Valkey or Redis that settings.REDIS_URL names."""
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as client:
        yield client


@pytest.fixture(scope="session")
def bus_cleaner() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def clean_bus(bus_cleaner: redis.Redis) -> None:
    """Empty the bus before each test, so that counters and prices of one don't reach the next."""
    bus_cleaner.flushdb()


@pytest.fixture
def user(db: None) -> User:
    return UserFactory()


@pytest.fixture
def admin_user(db: None) -> User:
    return UserFactory(username="admin", is_staff=True, is_superuser=True)
