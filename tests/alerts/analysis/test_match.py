"""Companies found in texts, and ordinary words left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.match import CompanyMatcher, CompanyTerms, company_matcher
from alerts.models import CompanyStatus
from tests.factories import CompanyFactory

MATCHER = CompanyMatcher(
    [
        CompanyTerms(1, "Monad", tokens=("MON",), handle="monad"),
        CompanyTerms(2, "Jupiter", ("Jup DAO",), ("JUP",), ("planet", "NASA")),
        CompanyTerms(3, "Harmony", tokens=("ONE",)),
        CompanyTerms(4, "SPACE ID", tokens=("ID",)),
        CompanyTerms(5, "Linea", tokens=("LINEA",)),
        CompanyTerms(6, "Scroll", tokens=("SCR",)),
        CompanyTerms(7, "World Liberty Financial", ("World Liberty",), ("WLFI",)),
    ]
)


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Monad launches its mainnet", ["Monad"]),
        ("the MONAD team and monad's users", ["MONAD"]),
        ("Read more at monad.xyz or ask @Monad", ["monad"]),
        ("Monads are a concept, nomad too, monad_core as well", []),
        ("Claim $MON today", ["MON"]),
        ("claim $mon today", ["mon"]),
        ("Gate lists Monad (MON)", ["Monad"]),
        ("New pair MON/USDT", ["MON"]),
        ("MON rises", ["MON"]),
        ("Mon ami", []),
        ("ONE of the best", []),
        ("$ONE and (ONE)", ["ONE"]),
        ("Show your ID at the door", []),
        ("ID/USDT opens", ["ID"]),
        ("*TRUMP SAYS MON IS GREAT AND SO IS ALL OF IT*", []),
        ("Jupiter airdrop", ["Jupiter"]),
        ("NASA sends a probe to Jupiter", []),
        ("Scroll down to read", []),
        ("We like Scroll and its users", ["Scroll"]),
        ("World Liberty Financial opens presale", ["World Liberty Financial"]),
        ("Linea和Monad上线", ["Linea", "Monad"]),
        ("", []),
    ],
)
def test_a_company_is_named_or_not(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_companies_come_in_the_order_of_the_text_and_once() -> None:
    mentions = MATCHER.find("Linea follows Monad. Monad follows Linea.")
    assert [each.company.key for each in mentions] == [5, 1]


def test_a_matcher_of_nobody_finds_nobody() -> None:
    assert CompanyMatcher([]).find("Monad") == []


@pytest.mark.django_db
def test_only_active_companies_are_watched() -> None:
    watched = CompanyFactory(name="Orbitra", tokens=["ORBT"])
    CompanyFactory(name="Kestrel", tokens=["KSTL"], status=CompanyStatus.INACTIVE)
    assert [each.company.key for each in company_matcher().find("Orbitra and Kestrel")] == [watched.pk]


@given(st.text(max_size=200))
def test_every_mention_lies_inside_its_text(text: str) -> None:
    for prefix in ("", "Monad ", "İ$MON "):
        for mention in MATCHER.find(prefix + text):
            assert 0 <= mention.start < mention.end <= len(prefix + text)
            assert (prefix + text)[mention.start : mention.end].strip()
