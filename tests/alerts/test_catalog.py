"""What a fresh installation watches and reads."""

import pytest

from alerts.catalog import COMPANIES, SOURCES, load_catalog
from alerts.models import Company, Source
from project.common.http import checked_url


@pytest.mark.django_db
def test_the_catalogue_is_loaded_once_and_keeps_what_an_operator_changed() -> None:
    load_catalog()
    Company.objects.filter(name="Monad").update(priority="LOW")
    Source.objects.filter(name="Decrypt").update(is_active=False)
    load_catalog()
    assert (Company.objects.count(), Source.objects.count()) == (len(COMPANIES), len(SOURCES))
    assert Company.objects.get(name="Monad").priority == "LOW"
    assert Source.objects.get(name="Decrypt").is_active is False
    assert Company.objects.get(name="Jupiter").exclusions[0] == "planet"


def test_there_are_enough_companies_and_feeds_and_none_twice() -> None:
    assert len({each.name for each in COMPANIES}) == len(COMPANIES) >= 12
    assert len({each.url for each in SOURCES}) == len(SOURCES) >= 20
    assert all(checked_url(each.url).scheme == "https" for each in SOURCES)
