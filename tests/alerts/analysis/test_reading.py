"""What is read from a text at once, however it is written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.dates import find_dates
from alerts.analysis.facts import find_facts
from alerts.analysis.mood import sentiment
from alerts.analysis.reading import MAX_HEADLINE, MAX_TEXT, read
from alerts.analysis.status import status_of
from alerts.analysis.subject import find_subject, subject_key
from alerts.analysis.tokens import find_tokens
from alerts.analysis.urgency import urgency_of
from alerts.analysis.words import fold
from tests.alerts.analysis.readings import HOSTILE, KINDS, NOW, WATCHED, reading

PIECES = [
    *(
        "Nebula Labs",
        "$NEBX",
        "(ORBT)",
        "airdrop",
        "token",
        "is live",
        "launches",
        "will list",
        "on Binance",
        "on Solana",
    ),
    *(
        "March 14",
        "12:00 UTC",
        "late November",
        "Q3 2026",
        "no plans to launch",
        "100 million tokens",
        "$5M",
        "10% of supply",
    ),
    *(
        "contract",
        "0x" + "ab" * 20,
        "\u0130",
        "\u00df",
        "\n",
        "#",
        "@x_y",
        "https://t.co/a",
        "\u200b",
        "\uff21\uff22",
        "?",
        "'s",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map(" ".join)


def all_of(title: str, text: str, kind: str) -> None:
    found = read(title, text, WATCHED, NOW)
    facts = find_facts(found, kind)
    status = status_of(found, kind, facts, is_event=True, confidence=0.8)
    urgency_of(found, kind, facts, status, is_event=True, confidence=0.8)
    subject_key(find_subject(found))
    sentiment(found)


def test_hidden_characters_split_no_word_and_move_no_offset() -> None:
    found = reading("The Orb\u200bitra air\u00addrop of $OR\u2060BT is li\ufeffve")
    assert found.text == "The Orbitra airdrop of $ORBT is live"
    token = found.tokens[0]
    assert (token.symbol, found.text[token.start : token.end]) == ("ORBT", "$ORBT")


def test_joined_emoji_stay_whole() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert reading(f"Airdrop {family} live").text == f"Airdrop {family} live"


@pytest.mark.parametrize("loud", ["\uff21irdrop", "\U0001d400irdrop", "\U0001d4d0irdrop", "\u24b6irdrop"])
def test_letters_of_another_look_are_read_as_plain_ones(loud: str) -> None:
    assert fold(loud) == "airdrop"
    assert reading(f"{loud} live").text == f"{loud} live"


def test_a_title_is_the_head_and_a_post_begins_with_its_first_sentences() -> None:
    assert reading("Title", "Body").head == len("Title")
    post = "Word. " * 200
    assert MAX_HEADLINE <= reading("", post).head < MAX_HEADLINE + 10


@given(TEXTS, TEXTS, st.sampled_from(KINDS))
def test_no_text_raises_and_what_is_found_lies_in_it(title: str, text: str, kind: str) -> None:
    found = read(title, text, WATCHED, NOW)
    assert len(found.folded) == len(found.text) <= MAX_TEXT
    assert 0 <= found.head <= len(found.text)
    spans = [(each.start, each.end) for part in (found.tokens, found.dates, found.mentions) for each in part]
    assert all(0 <= start < end <= len(found.text) for start, end in spans)
    all_of(title, text, kind)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_kilobytes_of_one_piece_are_read_in_time(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    started = time.process_time()
    find_dates(fold(text), NOW)
    find_tokens(text)
    for kind in ("sale", "listing"):
        all_of(text, text, kind)
    assert time.process_time() - started < 2


def test_a_post_of_two_hundred_characters_is_read_in_no_time() -> None:
    text = (
        "Nebula Labs will launch its governance token on Nov 28 at 12:00 UTC. The market for NEBX opens on Kraken and "
        "Bybit; claims may open a week later, says the team in a post on Thursday. 100 million tokens go to users."
    )
    durations = []
    for _ in range(60):
        started = time.process_time()
        all_of("", text, "launch")
        durations.append(time.process_time() - started)
    # A tenth of this on an idle core; what fails here is a pattern that went quadratic.
    assert min(durations) < 0.005
