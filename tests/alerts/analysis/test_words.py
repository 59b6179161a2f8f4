"""Folding of letters."""

import pytest

from alerts.analysis.words import LOUD, PLAIN, STYLED, fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain TEXT", "plain text"),
        ("It\u2019s \u201ctoday\u201d \u2013 now\u00a0on", 'it\'s "today" - now on'),
        ("\uff34\uff27\uff25 it\u2019s \U0001d5ee", "tge it's a"),
        ("\u0130stanbul", "\u0130stanbul"),
    ],
)
def test_letters_and_quotes_become_plain_at_their_place(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert len(fold(text)) == len(text)


def test_the_quick_look_sees_every_styled_letter() -> None:
    assert all(LOUD.search(chr(code)) for code in STYLED)
    assert not LOUD.search("".join(map(chr, PLAIN.keys() - STYLED.keys())))
