"""Companies found in texts, and ordinary words left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis import match
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


def reasons(text: str, *companies: CompanyTerms) -> list[tuple[str, bool, str]]:
    lines = CompanyMatcher(companies).explain(text) if companies else MATCHER.explain(text)
    return [(text[line.start : line.end], line.counts, line.why) for line in lines]


@pytest.mark.parametrize(
    ("text", "word", "counts", "why"),
    [
        ("Monad ships", "Monad", True, match.NAMED),
        ("ask @monad", "@monad", True, match.HANDLE),
        ("claim $mon", "mon", True, match.CASHTAG),
        ("Gate lists it (MON)", "MON", True, match.PAIR),
        ("MON rises", "MON", True, match.CAPITALS),
        ("mon ami", "mon", False, match.SMALL),
        ("Show your ID at the door", "ID", False, match.SHORT),
        ("nomads wander", "monad", None, ""),
        ("monads wander", "monad", False, match.PART),
        ("Scroll down to read", "Scroll", False, match.ORDINARY),
        ("We like Scroll a lot", "Scroll", True, match.AS_WRITTEN),
        ("BUY $MONAD AND SO MUCH MORE OF ALL THE REST", "MONAD", False, match.NO_TICKER),
        ("EVERYBODY SAYS THAT MON IS THE BEST OF ALL", "MON", False, match.SHOUTED),
    ],
)
def test_each_place_says_why_it_counts_or_not(text: str, word: str, counts: bool | None, why: str) -> None:
    lines = {found: (is_counted, reason) for found, is_counted, reason in reasons(text)}
    assert lines.get(word) == (None if counts is None else (counts, why))


def test_an_exclusion_is_named_and_takes_the_company_with_it() -> None:
    assert reasons("NASA sends a probe to Jupiter") == [
        ("NASA", False, match.EXCLUDES),
        ("Jupiter", False, match.EXCLUDED),
        ("Jup", False, match.PART),
    ]
    assert ("Jupiter", True, match.NAMED) in reasons("Nasality and Jupiter"), "an exclusion is a whole word too"


@given(st.text(alphabet="MONad $@()/. jup\u200b\uff2d", max_size=60))
def test_what_counts_in_the_explanation_is_what_is_found(text: str) -> None:
    counting = {line.company.key for line in MATCHER.explain(text) if line.counts}
    assert counting == {mention.company.key for mention in MATCHER.find(text)}


@pytest.mark.django_db
def test_the_matcher_is_built_anew_only_after_a_company_has_changed() -> None:
    company = CompanyFactory(name="Nebula Labs")
    first = company_matcher()
    assert company_matcher() is first
    company.aliases = ["Orbitra"]
    company.save()
    second = company_matcher()
    assert second.find("Orbitra ships")
    company.delete()
    assert not company_matcher().find("Orbitra ships")


def test_a_long_text_of_ordinary_names_takes_linear_time() -> None:
    short, long = ("scroll down " * count for count in (1_000, 20_000))
    start = time.perf_counter()
    MATCHER.find(short)
    middle = time.perf_counter()
    MATCHER.find(long)
    assert time.perf_counter() - middle < 200 * (middle - start) + 0.5, "20 times the text, not 400 times the time"
