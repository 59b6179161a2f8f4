"""What a visitor sees at the start."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from markets.catalog import LANDING_SYMBOLS, load_catalog
from tests.factories import PASSWORD, AlertFactory

pytestmark = pytest.mark.django_db


def test_an_empty_server_shows_the_way_in_and_says_what_is_missing(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "<h1>Tidewatch</h1>" in page
    assert "No markets are loaded yet." in page
    assert "No alert yet." in page
    assert 'name="login"' in page


def test_six_markets_are_live_cells_on_topics_a_visitor_may_have(client: Client) -> None:
    load_catalog()
    page = client.get("/").content.decode()
    for symbol in LANDING_SYMBOLS:
        assert f'data-k="{symbol}.last"' in page
    assert page.count(".last") == 6
    topics = " ".join(f"px:{symbol}" for symbol in LANDING_SYMBOLS)
    assert f'data-topics="{topics} exchanges"' in page


def test_the_newest_five_public_alerts_are_shown_without_links(client: Client, user: User) -> None:
    alerts = [AlertFactory(title=f"Public alert {number}") for number in range(6)]
    AlertFactory(title="My own rule", user=user)
    AlertFactory(title="Wrong one", status="false_positive")
    AlertFactory(title="Put away", status="archived")
    page = client.get("/").content.decode()
    assert [alert.title in page for alert in alerts] == [False, True, True, True, True, True]
    for hidden in ("My own rule", "Wrong one", "Put away"):
        assert hidden not in page
    listing = page[page.index('id="public-alerts"') : page.index('id="host-title"')]
    assert "<a " not in listing


def test_an_alert_title_is_escaped(client: Client) -> None:
    AlertFactory(title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/").content.decode()


def test_a_visitor_signs_in_from_the_start_page(client: Client, user: User) -> None:
    page = client.get("/").content.decode()
    assert f'action="{reverse("account_login")}"' in page
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert 'name="login"' not in client.get("/").content.decode()


def test_closed_registration_offers_no_account(client: Client, settings: Settings) -> None:
    assert "Create account" in client.get("/").content.decode()
    settings.REGISTRATION = "closed"
    assert "Create account" not in client.get("/").content.decode()


def test_more_alerts_take_no_more_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_catalog()
    for _ in range(5):
        AlertFactory()
    with django_assert_max_num_queries(12):
        client.get("/")
