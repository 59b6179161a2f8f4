"""The headers of a counted call."""

import re

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.usage.headers import limit_headers
from accounts.usage.limiter import admit
from project.common.errors import OverLimit
from tests.accounts.usage.callers import caller_for, request_from, widen

pytestmark = pytest.mark.django_db
# A list of strings with integer parameters. Source: RFC 9651, sections 3.1, 3.1.2 and 3.3.
FIELD = re.compile(r'"[a-z-]+"(;[a-z]=-?\d{1,15})+(, "[a-z-]+"(;[a-z]=-?\d{1,15})+)*')


def test_they_name_the_tightest_layer_and_all_policies(settings: Settings, user: User) -> None:
    widen(settings, RATE_LIMIT_PER_MIN=3)
    request = request_from()
    admit(request, caller_for(user, monthly_calls=500), metered=True)
    headers = limit_headers(request)
    assert headers["X-RateLimit-Limit"] == "3"
    assert headers["X-RateLimit-Remaining"] == "2"
    assert headers["X-RateLimit-Reset"] == "60"
    assert headers["RateLimit"] == '"user";r=2;t=60'
    assert headers["RateLimit-Policy"].startswith('"user";q=3;w=60, "user-general";q=1000000;w=60, "address"')
    assert '"month";q=500;w=' in headers["RateLimit-Policy"]
    assert FIELD.fullmatch(headers["RateLimit"])
    assert FIELD.fullmatch(headers["RateLimit-Policy"])


def test_a_bucket_tells_what_it_holds_and_how_long_it_takes_to_fill(settings: Settings, user: User) -> None:
    widen(settings, RATE_LIMIT_PER_MIN=60, RATE_LIMIT_BURST=120)
    settings.RATE_LIMIT_STRATEGY = "token_bucket"
    request = request_from()
    admit(request, caller_for(user))
    headers = limit_headers(request)
    assert headers["RateLimit"] == '"user";r=119;t=1'
    assert '"user";q=120;w=120' in headers["RateLimit-Policy"]


def test_a_refused_call_has_none_left_and_its_reset_is_the_wait(settings: Settings, user: User) -> None:
    widen(settings, RATE_LIMIT_PER_MIN=1)
    admit(request_from(), caller_for(user))
    request = request_from()
    with pytest.raises(OverLimit) as refused:
        admit(request, caller_for(user))
    headers = limit_headers(request)
    assert headers["X-RateLimit-Remaining"] == "0"
    assert headers["X-RateLimit-Reset"] == str(refused.value.retry_after_s)


def test_there_are_none_when_nothing_was_counted(no_bus: None, user: User) -> None:
    request = request_from()
    assert limit_headers(request) == {}
    admit(request, caller_for(user))
    assert limit_headers(request) == {}
