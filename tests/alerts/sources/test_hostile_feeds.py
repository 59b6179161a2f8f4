"""Feeds made to break a reader, one of each kind: every one ends as items or as one sentence, in time."""

import random
import time

import pytest
from pytest_django.fixtures import Settings

from alerts.models import Source
from alerts.polling import poll_source
from tests.factories import SourceFactory
from tests.fakes.feeds import FeedServer
from tests.fakes.hostile import MAKERS


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_hostile_feed_ends_as_items_or_as_one_sentence(
    kind: str, seed: int, feeds: FeedServer, settings: Settings
) -> None:
    settings.NEWS_TIMEOUT = 2
    feeds.serve("/feed", MAKERS[kind](feeds, "/feed", random.Random(f"{kind} {seed}")))
    source: Source = SourceFactory(url=feeds.url("/feed"))
    begun = time.monotonic()
    result = poll_source(source)
    took = time.monotonic() - begun
    source.refresh_from_db()
    assert source.items.exists() or (source.last_error.endswith(".") and "\n" not in source.last_error)
    assert result.message == source.last_error
    assert source.lease_token is None
    assert took < 20
    assert all("root:" not in text for text in source.items.values_list("title", flat=True))
