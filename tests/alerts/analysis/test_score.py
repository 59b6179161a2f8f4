"""What counts as a token event, how urgent it is, and that every score explains itself."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.match import CompanyMatcher, CompanyTerms
from alerts.analysis.score import MAX_TEXT, score_text
from alerts.types import Score

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
WATCHED = CompanyMatcher([CompanyTerms(7, "Nebula Labs", tokens=("NEBX",))])


def score(title: str, text: str = "", **options: object) -> Score:
    return score_text(title, text, WATCHED, now=NOW, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "kind", "urgency"),
    [
        ("Nebula Labs confirms NEBX token generation event on March 14", "launch", "high"),
        ("The Orbitra token launch is live", "launch", "critical"),
        ("Kestrel announces airdrop of its new token to early users", "airdrop", "medium"),
        ("The Sablewing airdrop is live, claim your $SBLW", "airdrop", "high"),
        ("Halyard presale has begun for the $HLYD token", "sale", "critical"),
        ("Quillon IDO starts today at 4pm UTC", "sale", "critical"),
        ("Exchange will list Tessera (TSRA) for spot trading on 2026-04-20", "listing", "medium"),
        ("Ostrea (OSTR) spot trading opens tomorrow", "listing", "critical"),
        ("Lumenfield to launch its governance token next week", "launch", "medium"),
    ],
)
def test_an_announcement_is_an_event_of_its_kind_and_urgency(title: str, kind: str, urgency: str) -> None:
    found = score(title)
    assert (found.is_event, found.kind, found.urgency) == (True, kind, urgency)
    assert found.confidence >= 0.5


@pytest.mark.parametrize(
    "title",
    [
        "Exchange launches perpetual futures on Orbitra",
        "Issuer launches dollar-pegged stablecoin on a second network",
        "Kraken to list Dogecoin next week",
        "Orbitra token soars 40% after airdrop",
        "Halyard could launch a token, rumour says",
        "What is a token generation event?",
        "How to prepare for an airdrop",
        "Tessera launches testnet for its token bridge",
        "Start-up raises $20 million ahead of token launch",
        "Court hears lawsuit over token sale",
        "Whale deposited airdropped tokens at an exchange",
        "Project burns 5% of its token supply",
        "There will be no airdrop, team says",
        "Trading competition: trade the new token and share rewards",
        "@airdropinspect Good project, thank you for this airdrop #Airdrop #BSC",
        "Bitcoin holds above its average",
        "",
    ],
)
def test_what_only_sounds_like_an_event_is_none(title: str) -> None:
    found = score(title)
    assert found.is_event is False
    assert found.confidence < 0.5


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Nebula Labs postpones NEBX token launch", "delay"),
        ("Halyard cancels its token sale", "delay"),
        ("Fake Nebula Labs airdrop drains wallets", "scam"),
        ("Holders must verify eligibility now to claim the airdrop", "scam"),
        ("Investors receive 4 million tokens as token unlock begins", "unlock"),
    ],
)
def test_an_update_has_a_kind_but_is_no_event(title: str, kind: str) -> None:
    found = score(title)
    assert (found.kind, found.is_event) == (kind, False)


def test_a_watched_company_and_its_tokens_are_named() -> None:
    found = score("Nebula Labs confirms airdrop", "Claim $NEBX and $ORBT on March 20.")
    assert (found.companies, found.tokens, found.event_date) == ((7,), ("NEBX", "ORBT"), date(2026, 3, 20))
    assert any(each.name == "Watched company" for each in found.contributions)


def test_a_trusted_source_counts_a_little_more_and_a_poor_one_less() -> None:
    trusted, plain, poor = (score("Orbitra token launch announced", source_priority=rank) for rank in (1, 3, 5))
    assert trusted.confidence > plain.confidence > poor.confidence


def test_today_is_the_day_of_the_publication() -> None:
    assert score("Orbitra token sale opens tomorrow").event_date == date(2026, 3, 12)


def test_bad_news_is_negative_and_good_news_positive() -> None:
    assert score("Scam drains wallets, exchange hacked").sentiment < 0
    assert score("Orbitra launches with great support").sentiment > 0
    assert score("A plain sentence").sentiment == 0


def test_the_points_point_at_the_words_that_earned_them() -> None:
    found = score("Orbitra confirms token generation event for March 20")
    spans = {each.name: found.text[each.start : each.end] for each in found.contributions if each.start is not None}
    assert spans == {
        "Token generation event": "token generation event",
        "Announced": "confirms",
        "Date ahead": "March 20",
    }


WORDS = [
    "Nebula",
    "Labs",
    "$NEBX",
    "airdrop",
    "is",
    "live",
    "token",
    "sale",
    "delayed",
    "fake",
    "on",
    "March",
    "14",
    "2026-03-20",
    "(ORBT)",
    "listing",
    "why?",
    "İ",
    "ß",
    "\n",
    "#",
    "@x",
    "https://t.co/a",
]


@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=30), st.lists(st.sampled_from(WORDS), max_size=30)
)
def test_every_score_adds_up_and_its_evidence_lies_in_its_text(title: list[str], text: list[str]) -> None:
    found = score(" ".join(title), " ".join(text))
    assert sum(each.points for each in found.contributions) == round(found.confidence * 100)
    assert 0 <= found.confidence <= 1
    assert -1 <= found.sentiment <= 1
    assert found.urgency in {"critical", "high", "medium", "low"}
    for each in found.contributions:
        assert (each.start is None) == (each.end is None)
        assert each.start is None or 0 <= each.start < each.end <= len(found.text)


@pytest.mark.parametrize("piece", ["a ", "launch ", "$", "token sale ", "launches x ", "(", "1 ", "@x ", "reminder x "])
def test_a_long_monotonous_text_is_cut_and_scored(piece: str) -> None:
    assert len(score(piece * 5000, piece * 5000).text) <= MAX_TEXT
