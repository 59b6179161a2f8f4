"""Phrases of several spellings, found in one pass."""

from alerts.analysis.features import phrase_book
from alerts.analysis.lexicon import ACTS, NEWNESS, STATUS
from alerts.analysis.lexicon_book import Hit, PhraseBook, spellings
from alerts.analysis.lexicon_doubts import DOUBTS, WEAK
from alerts.analysis.lexicon_topics import TOPICS
from alerts.analysis.masking import mask
from alerts.analysis.priors import ACTS as ACT_PRIORS
from alerts.analysis.priors import GROUPS


def test_choices_are_spelled_out() -> None:
    assert list(spellings("will (|soon) list(|ed)")) == [
        "will list",
        "will listed",
        "will soon list",
        "will soon listed",
    ]


def test_whole_words_are_found_with_their_places() -> None:
    book = PhraseBook({"sale": "ido; token sale", "name": "EXCHANGE"})
    text = "Lido and Binance hold a token sale, an IDO"
    hits = book.find(mask(text, text.lower(), len(text)))
    assert hits == [Hit("name", 2, 2), Hit("sale", 5, 6), Hit("sale", 9, 9)]


def test_every_group_is_worth_something_or_names_an_event() -> None:
    groups = {*STATUS, *NEWNESS, *DOUBTS, *WEAK, *TOPICS}
    assert groups <= set(GROUPS)
    assert set(ACTS) <= {*ACT_PRIORS, *GROUPS}


def test_the_lexicon_stays_small_enough_to_search_and_hold() -> None:
    assert len(phrase_book()) < 60_000
