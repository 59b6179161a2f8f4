"""What every test stands on: an environment made before Django loads, a real bus, people, a browser."""

import os
import tempfile
from collections.abc import Iterator
from importlib import import_module
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
# pytest-django would load the settings in each xdist worker before this file gives it a folder and a bus of its own.
del os.environ["DJANGO_SETTINGS_MODULE"]

import hypothesis  # noqa: E402
import pytest  # noqa: E402
import redis  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.usage import bus as counters  # noqa: E402
from accounts.usage.bus import BREAKER  # noqa: E402
from accounts.usage.meter import METER  # noqa: E402
from tests.browsing import browser, live_stack, page, server  # noqa: E402
from tests.factories import UserFactory  # noqa: E402

audit_triggers = import_module("accounts.migrations.0003_audit_triggers")
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
    """Run browser tests last: Playwright leaves a loop running in this thread, and pytest-asyncio needs it free.

    Before them come those of the real processes, whose prices would reach the others where one Redis serves all.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker in (name for name, needed in MARKED_BY.items() if fixtures & needed):
            item.add_marker(marker)
        if item.get_closest_marker("django_db"):
            item.add_marker("database")
    items.sort(key=lambda item: ("browser" in item.keywords, "e2e" in item.keywords))


# What migrations write once for all tests.
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables(case: TransactionTestCase) -> None:
    """Empty the tables in which a test left rows. Django's flush empties all and makes every permission anew."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT_TABLES
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT 1 FROM {name(each)})" for each in tables)
        )
        filled = [row[0] for row in cursor.fetchall()]
    if filled:
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), filled, allow_cascade=True))


TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep SQLite's test database in a file: the one in memory has locks that no user ever meets."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(DATA_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the tests empty the audit log between them; the tests of its triggers put them back.

    At the end what killed processes left connected is cut off: PostgreSQL drops no database that is in use.
    """
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        audit_triggers.unprotect_audit_log(None, editor)
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


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
    BREAKER.close()


@pytest.fixture(autouse=True)
def patient_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the counters wait for the bus of a busy machine."""
    monkeypatch.setattr(counters, "TIMEOUT_S", 10.0)


@pytest.fixture(autouse=True)
def quiet_meter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let calls wait until a test writes them by ``flush()``: a thread would write beside the test's transaction."""
    monkeypatch.setattr(METER, "start", lambda: None)
    yield
    METER.clear()


@pytest.fixture
def user(db: None) -> User:
    return UserFactory()


@pytest.fixture
def admin_user(db: None) -> User:
    return UserFactory(username="admin", is_staff=True, is_superuser=True)
