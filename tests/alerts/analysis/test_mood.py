"""Whether a text is good or bad news."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.mood import sentiment
from tests.alerts.analysis.readings import reading


@pytest.mark.parametrize(
    ("title", "sign"),
    [
        ("Orbitra launches with great support", 1),
        ("Halyard raises $7M in a seed round", 1),
        ("The Sablewing airdrop is live", 1),
        ("Kestrel partners with Tessera to reward users", 1),
        ("Lumenfield gains 30% on listing news", 1),
        ("Scam drains wallets, exchange hacked", -1),
        ("Quillon postpones its token sale", -1),
        ("Halyard cancels airdrop", -1),
        ("Orbitra token falls 40% after launch", -1),
        ("Exchange to delist Ostrea", -1),
        ("Holders must verify eligibility now to claim the airdrop", -1),
        ("A plain sentence", 0),
        ("Whale deposited 4 million tokens at an exchange", 0),
        ("What are perpetual futures?", 0),
        ("[Quillon] Airdrop | Quillon | General", 0),
        ("", 0),
    ],
)
def test_news_is_good_bad_or_neither(title: str, sign: int) -> None:
    found = sentiment(reading(title))
    assert (found > 0) - (found < 0) == sign


def test_a_word_said_twice_counts_once() -> None:
    assert sentiment(reading("launch launch launch")) == sentiment(reading("launch"))


def test_not_turns_a_word_around() -> None:
    assert sentiment(reading("This is not a scam and not delayed")) > sentiment(reading("This is a scam and delayed"))


def test_the_headline_counts_more_than_the_body() -> None:
    assert sentiment(reading("Exchange hacked", "Users are happy with a great new launch.")) < 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_mood_stays_between_its_ends(title: str, text: str) -> None:
    assert -1 <= sentiment(reading(title, text)) <= 1
