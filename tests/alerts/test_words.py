"""What somebody types into the search, and what it finds."""

import re

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from alerts.filters import AlertFilters
from alerts.selectors import alert_page
from alerts.words import MOST_TERMS, Term, read_words
from tests.factories import AlertFactory, CompanyFactory


def test_words_phrases_beginnings_and_alternatives_are_told_apart() -> None:
    assert read_words('Token "launch day" neb*, $ORBT') == (
        (Term(("token",)), Term(("launch", "day")), Term(("neb",), is_open=True)),
        (Term(("orbt",)),),
    )
    assert read_words("pre-sale") == ((Term(("pre", "sale")),),)
    assert read_words('"never closed') == ((Term(("never", "closed")),),)


@pytest.mark.parametrize("text", ["", " ", ",", '"', '""', "!?", "%_", "'", "\\", "&|!():*"])
def test_signs_alone_are_no_words(text: str) -> None:
    assert read_words(text) == ()


@given(st.text(max_size=200))
def test_any_text_gives_a_few_terms_that_are_good_patterns(text: str) -> None:
    words = read_words(text)
    assert sum(map(len, words)) <= MOST_TERMS
    for term in (term for terms in words for term in terms):
        assert re.compile(term.pattern, re.IGNORECASE).search(" ".join(term.parts)) or not term.parts[0].isascii()


CASES = {
    "launch": [3, 1],
    "LAUNCH token": [1],
    '"token launch"': [1],
    '"launch token"': [],
    "launches": [],
    "laun*": [3, 1],
    "airdrop, token": [2, 1],
    "nebula": [1],
    "neb": [],
    "$NEBX": [2],
    "kestrel.live": [3],
    "wert": [],
    "zażółć": [2],
    "Zażółć,nothing": [2],
    "'; drop table": [],
    "\\'": [],
    "100%": [2],
    "&": [],
}


@pytest.mark.django_db
@pytest.mark.parametrize("text", CASES)
def test_whole_words_are_found_in_title_text_tickers_and_company(user: User, text: str) -> None:
    AlertFactory(seq=1, title="The token launch", content="", company=CompanyFactory(name="Nebula Labs", tokens=[]))
    AlertFactory(seq=2, title="An airdrop", content="zażółć 100% of it", company=None, tokens_mentioned=["NEBX"])
    AlertFactory(seq=3, title="A launch", content="see kestrel.live/now", company=CompanyFactory(name="Kestrel"))
    found = [alert.seq for alert in alert_page(user, AlertFilters(q=text)).alerts]
    assert found == CASES[text], connection.vendor
