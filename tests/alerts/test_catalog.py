"""What a fresh installation watches and reads."""

import pytest
from pytest_django.fixtures import Settings

from alerts.catalog import COMPANIES, load_catalog
from alerts.models import Company, Source, SourceKind
from alerts.source_catalog import SOURCES, X_ACCOUNTS
from project.common.http import checked_url


@pytest.mark.django_db
def test_the_catalogue_is_loaded_once_and_keeps_what_an_operator_changed() -> None:
    load_catalog()
    Company.objects.filter(name="Monad").update(priority="LOW")
    Source.objects.filter(name="Decrypt").update(is_active=False)
    load_catalog()
    assert (Company.objects.count(), Source.objects.count()) == (
        len(COMPANIES),
        len(SOURCES) + len(X_ACCOUNTS),
    )
    assert Company.objects.get(name="Monad").priority == "LOW"
    assert Source.objects.get(name="Decrypt").is_active is False
    assert Company.objects.get(name="Jupiter").exclusions[0] == "planet"


@pytest.mark.django_db
def test_accounts_on_x_wait_until_an_operator_switches_them_on() -> None:
    load_catalog()
    accounts = Source.objects.filter(kind=SourceKind.X)
    assert len(accounts) == len(X_ACCOUNTS) >= 5
    assert not any(each.is_active for each in accounts)


@pytest.mark.django_db
def test_feeds_of_the_operators_own_are_added_once_and_one_of_the_catalogue_stays(settings: Settings) -> None:
    settings.NEWS_FEEDS = ["https://www.nebula.example/rss", "https://decrypt.co/feed/"]
    load_catalog()
    load_catalog()
    own = Source.objects.get(url="https://www.nebula.example/rss")
    assert (own.name, own.priority, own.is_active) == ("nebula.example", 2, True)
    assert Source.objects.count() == len(SOURCES) + len(X_ACCOUNTS) + 1


@pytest.mark.django_db
def test_a_source_that_has_moved_is_not_added_again() -> None:
    load_catalog()
    Source.objects.filter(name="Decrypt").update(url="https://decrypt.example/feed")
    load_catalog()
    assert Source.objects.filter(name="Decrypt").count() == 1


def test_there_are_enough_companies_and_feeds_and_none_twice() -> None:
    assert len({each.name for each in COMPANIES}) == len(COMPANIES) >= 12
    assert len({each.url for each in SOURCES}) == len(SOURCES) >= 24
    assert all(checked_url(each.url).scheme == "https" for each in SOURCES)
