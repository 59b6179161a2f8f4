"""Several hundred real and deliberately broken documents, served over loopback and polled like any feed."""

from pathlib import Path

import pytest
from django.conf import settings

from alerts.models import Source
from alerts.polling import poll_source
from tests.factories import SourceFactory
from tests.fakes.feeds import Answer, FeedServer

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "feeds"


@pytest.mark.django_db
@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"The collection of real feeds is not at {FOLDER}.")
def test_every_real_document_ends_as_items_or_as_one_sentence(feeds: FeedServer) -> None:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    outcomes = {"items": 0, "sentence": 0}
    for number, file in enumerate(files):
        address = feeds.serve(f"/{number}", Answer(file.read_bytes(), headers={"Content-Type": "application/xml"}))
        source: Source = SourceFactory(url=address)
        result = poll_source(source)
        source.refresh_from_db()
        has_items = source.items.exists()
        assert result.is_ok == (source.failures_in_a_row == 0)
        assert has_items or source.last_error.endswith("."), file.name
        assert result.message == source.last_error
        assert source.lease_token is None
        outcomes["items" if has_items else "sentence"] += 1
    assert sum(outcomes.values()) == len(files) > 500
    assert outcomes["items"] > 140
