"""What the tests of alerts share: a feed server that may be called, and its source."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.fakes.feeds import FeedServer


@pytest.fixture
def feeds(settings: Settings) -> Iterator[FeedServer]:
    """Return a running feed server on a loopback address that the operator permits."""
    settings.OUTGOING_ALLOW = ["127.0.0.0/8"]
    with FeedServer() as server:
        yield server
