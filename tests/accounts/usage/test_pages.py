"""Pages that cost a lot: counted for each user, apart from the API."""

import pytest
import redis
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.usage.pages import count_page
from accounts.usage.services import reset_limits
from project.common.errors import OverLimit
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_each_user_has_a_count_of_their_own(bus: redis.Redis, settings: Settings, user: User) -> None:
    settings.RATE_LIMIT_STRICT = (2, 60)
    for _ in range(2):
        count_page(user, "files")
    with pytest.raises(OverLimit, match="One user may ask for 2 files in 60 seconds, and you have") as refused:
        count_page(user, "files")
    assert 0 < (refused.value.retry_after_s or 0) <= 60
    count_page(user, "texts")
    count_page(UserFactory(), "files")
    reset_limits(user)
    count_page(user, "files")


def test_nothing_is_counted_where_limits_are_off(bus: redis.Redis, settings: Settings, user: User) -> None:
    settings.RATE_LIMIT_STRICT, settings.RATE_LIMIT_ENABLED = (1, 60), False
    for _ in range(3):
        count_page(user, "files")


def test_pages_work_on_while_nobody_can_count(no_bus: None, settings: Settings, user: User) -> None:
    settings.RATE_LIMIT_STRICT = (1, 60)
    for _ in range(3):
        count_page(user, "files")
