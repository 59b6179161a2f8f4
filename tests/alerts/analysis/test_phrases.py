"""A text cut into phrases and sentences."""

import re
import time

import pytest

from alerts.analysis.phrases import PHRASE_ENDS, SENTENCE_ENDS, Pieces

TEXT = "Orbitra opens its sale on March 14?! Holders claim, it says ... soon."


def around(text: str, word: str, ends: "re.Pattern[str]") -> str:
    return text[slice(*Pieces(text, ends).around(text.index(word)))]


def test_a_sentence_and_a_phrase_are_found_without_the_marks_around_them() -> None:
    assert around(TEXT, "claim", SENTENCE_ENDS) == "Holders claim, it says"
    assert around(TEXT, "claim", PHRASE_ENDS) == "Holders claim"
    assert around(TEXT, "March", PHRASE_ENDS) == "on March 14"
    assert around(TEXT, "soon", SENTENCE_ENDS) == "soon"


@pytest.mark.parametrize("mark", [".", "!", "\u2026"])
def test_a_long_row_of_marks_is_read_once(mark: str) -> None:
    begun = time.perf_counter()
    for ends in (PHRASE_ENDS, SENTENCE_ENDS):
        assert around(f"Launch{mark * 20_000}x today", "today", ends).endswith("x today")
    assert time.perf_counter() - begun < 1


def test_a_mark_before_a_space_that_does_not_break_is_a_piece_of_its_own() -> None:
    assert around("It is live !\u00a0\u00a0. Claim", "!", SENTENCE_ENDS).strip() == "!"
