"""What the command palette finds."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dashboard.palette import ACTIONS, MAX_ALERTS, MAX_ASSETS, find
from tests.factories import AlertFactory, InstrumentFactory, UserFactory

ADDRESS = "/palette/"


def found_assets(user: User, text: str) -> list[str]:
    return [asset.instrument.symbol for asset in find(user, text).assets]


def test_a_visitor_finds_nothing(client: Client, db: None) -> None:
    assert client.get(ADDRESS).status_code == 403


def test_the_ticker_itself_comes_first(user: User) -> None:
    for rank, base in enumerate(["SOLV", "ABSOL", "SOL"]):
        InstrumentFactory(base=base, rank=rank)
    assert found_assets(user, "sol") == ["SOL-USDT", "SOLV-USDT", "ABSOL-USDT"]


def test_an_asset_is_found_by_its_name_in_any_case(user: User) -> None:
    InstrumentFactory(base="SOL", name="Solana")
    assert found_assets(user, "SOLANA") == ["SOL-USDT"]
    assert found_assets(user, "sol/usdt") == ["SOL-USDT"]
    assert found_assets(user, "nothing like it") == []


def test_assets_are_capped_and_inactive_ones_are_left_out(user: User) -> None:
    InstrumentFactory.create_batch(MAX_ASSETS + 2)
    InstrumentFactory(base="GONE", is_active=False)
    assert len(found_assets(user, "")) == MAX_ASSETS
    assert found_assets(user, "gone") == []


def test_an_empty_text_offers_every_page_and_action(user: User) -> None:
    findings = find(user, "")
    assert [place.label for place in findings.pages][:4] == ["Overview", "Markets", "Alerts", "Launches"]
    assert findings.actions == list(ACTIONS)
    assert findings.alerts == []


def test_pages_of_staff_are_found_by_staff_only(user: User, admin_user: User) -> None:
    assert find(user, "patterns").pages == []
    assert [place.name for place in find(admin_user, "patterns").pages] == ["patterns"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("theme", "theme"),
        ("log out", "sign-out"),
        ("compact", "density"),
        ("sidebar", "navigation"),
        ("help", "shortcuts"),
    ],
)
def test_an_action_is_found_by_what_it_does(user: User, text: str, name: str) -> None:
    assert name in [action.name for action in find(user, text).actions]


def test_alerts_are_found_by_title_newest_first(user: User) -> None:
    for seq in range(1, MAX_ALERTS + 3):
        AlertFactory(seq=seq, title=f"Nebula launch {seq}")
    assert [alert.seq for alert in find(user, "nebula LAUNCH").alerts] == [7, 6, 5, 4, 3]
    assert find(user, "n").alerts == []


def test_the_alerts_of_another_user_are_not_found(user: User) -> None:
    AlertFactory(title="Private matter", user=UserFactory())
    AlertFactory(title="Private mail", user=user)
    assert [alert.title for alert in find(user, "private").alerts] == ["Private mail"]


def test_results_are_options_with_an_address_or_an_action(reader: Client) -> None:
    InstrumentFactory(base="SOL", name="Solana")
    html = reader.get(ADDRESS, {"q": "s"}).content.decode()
    options = re.findall(r'<div role="option"[^>]*>', html)
    ids = re.findall(r'role="option"\s+id="([^"]+)"', html)
    assert len(options) == len(ids) == len(set(ids)) > 3
    assert all("data-url=" in option or "data-action=" in option for option in options)
    assert 'data-url="/markets/SOL-USDT/"' in html


def test_nothing_found_is_said_and_escaped(reader: Client) -> None:
    html = reader.get(ADDRESS, {"q": "<b>zzz"}).content.decode()
    assert "Nothing matches “&lt;b&gt;zzz”." in html


def test_a_long_text_is_cut(reader: Client) -> None:
    assert reader.get(ADDRESS, {"q": "x" * 5000}).status_code == 200


def test_the_number_of_queries_does_not_grow(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    InstrumentFactory.create_batch(12)
    AlertFactory.create_batch(8, title="Coin news")
    with django_assert_max_num_queries(6):
        reader.get(ADDRESS, {"q": "coin"})


def test_every_page_in_the_palette_has_an_address(admin_user: User) -> None:
    for place in find(admin_user, "").pages:
        assert place.url == reverse(place.name)


def test_a_character_that_no_database_keeps_finds_nothing(client, user):
    client.force_login(user)
    assert client.get("/palette/", {"q": "zz\x00zz"}).status_code == 200
