"""Whose event a text tells of, and who speaks."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from alerts.analysis.match import CompanyMatcher
from alerts.analysis.score import score_text
from alerts.events.entity import Entity, domain_of, entity_of, is_same, is_same_name, voice_of, watched
from alerts.types import Score

NEBULA = watched(1, ["Nebula Labs", "Nebula"], ["NEBX"], "https://www.nebula.example/about", "nebulalabs")
BINANCE = watched(2, ["Binance"], [], "", "")
COMPANIES = {1: NEBULA, 2: BINANCE}
BLANK = score_text("", "", CompanyMatcher(()), now=datetime(2026, 11, 1, tzinfo=UTC))


def scored(**fields: Any) -> Score:
    return replace(BLANK, **fields)


@pytest.mark.parametrize(
    ("score", "entity"),
    [
        ({"companies": (1,), "tokens": ("NEBX",), "subject": "Nebula Labs"}, Entity(1, "NEBX", "nebula labs")),
        ({"companies": (2, 1), "tokens": ("NEBX",), "subject": "Binance"}, Entity(1, "NEBX", "")),
        ({"companies": (2,), "tokens": ("ZETA",), "subject": "Zeta"}, Entity(None, "ZETA", "")),
        ({"companies": (1,), "tokens": ("ORBT",), "subject": "Orbitra"}, Entity(None, "ORBT", "orbitra")),
        ({"companies": (1,), "tokens": ("BTC", "ETH"), "subject": ""}, Entity(1, "", "")),
        ({"companies": (9,), "tokens": (), "subject": "The Orbitra"}, Entity(None, "", "orbitra")),
        ({"tokens": (), "subject": "Nebula Labs S2"}, Entity(None, "", "nebula labs")),
        ({"tokens": ("ORBT",), "subject": "Orbitra ORBT"}, Entity(None, "ORBT", "orbitra")),
    ],
)
def test_a_venue_or_a_bystander_is_not_whose_event_it_is(score: dict[str, Any], entity: Entity) -> None:
    assert entity_of(scored(**score), COMPANIES) == entity


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (Entity(1), Entity(1, "NEBX"), True),
        (Entity(1, "NEBX"), Entity(2, "NEBX"), False),
        (Entity(1, "NEBX"), Entity(None, "NEBX", "other"), True),
        (Entity(None, "NEBX", "nebula"), Entity(None, "ORBT", "nebula"), False),
        (Entity(None, "", "nebula labs"), Entity(1, "", "nebula"), True),
        (Entity(None, "NEBX"), Entity(None, "", "nebula"), None),
        (Entity(None, "NEBX", "nebula labs"), Entity(None, "", "nebx"), True),
        (Entity(), Entity(), None),
    ],
)
def test_two_entities_are_compared_by_what_both_say(first: Entity, second: Entity, same: bool | None) -> None:
    assert (is_same(first, second), is_same(second, first)) == (same, same)


def test_a_name_is_the_same_when_one_begins_with_the_other() -> None:
    assert is_same_name("kestrel", "kestrel network")
    assert is_same_name("kestrellabs", "kestrel labs")
    assert is_same_name("kestrellabs", "kestrel")
    assert not is_same_name("kestrel network", "kestrel finance")
    assert not is_same_name("kestrelnetwork", "kestrel finance")
    assert not is_same_name("", "kestrel")
    assert not is_same_name("ab", "ab network")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.harbour.example/a/b", "harbour.example"),
        ("https://news.harbour.example/a", "harbour.example"),
        ("https://news.harbour.co.uk/a", "harbour.co.uk"),
        ("https://nebula.substack.com/p/1", "nebula.substack.com"),
        ("https://medium.com/@Nebula/post", "medium.com/@nebula"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_the_registrable_domain_is_who_speaks(url: str, domain: str) -> None:
    assert domain_of(url) == domain


def test_a_post_speaks_for_its_account_and_an_item_without_a_link_for_its_source() -> None:
    assert voice_of("https://x.com/Nebula/1", "@NebulaLabs", "x", 5) == "@nebulalabs"
    assert voice_of("", "Ana", "feed", 5) == "source:5"
    assert NEBULA.voices == {"nebula.example", "@nebulalabs"}
