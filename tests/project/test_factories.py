import pytest
import redis
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, AlertFactory, CompanyFactory, InstrumentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_every_factory_makes_a_row_that_passes_validation(user: User) -> None:
    for row in (user, InstrumentFactory(), CompanyFactory(), AlertFactory(), AlertFactory(user=user)):
        row.full_clean()


def test_a_person_can_sign_in_with_the_known_password(client: Client) -> None:
    person = UserFactory()
    assert client.login(username=person.username, password=PASSWORD)


def test_the_bus_is_a_real_server_that_starts_empty(bus: redis.Redis) -> None:
    assert bus.info("server")["redis_version"]
    assert bus.dbsize() == 0
    assert settings.REDIS_URL.startswith("redis://")
