"""Terms as whole words: each way of looking finds what a plain search for every term finds."""

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.whole_words import Place, WholeWords, has_edges
from alerts.analysis.words import fold

ASCII_TERMS = ("monad", "mon", "monad labs", "monad-labs", "gate.io", "@monad", "a.i.", "m_1", "o'mon")
TERMS = (*ASCII_TERMS, "монад", "币安", "ёж labs", "🚀", "mon🚀", "ɥmon", "straße", "kelvin")
MARKS = ("?!", "($)", "monad")
built = cache(WholeWords)
ALPHABET = "mona MONAD-labs.,@_'(?!$)1 i\n\u2019\xa0İKɥꞍßẞ\uff2d\U0001d40c🚀монадМ币安ёЁ"


def plainly(terms: tuple[str, ...], text: str) -> list[Place]:
    """Search for each term by itself, with overlaps."""
    folded = fold(text)
    found = [
        (number, each.start(), each.start() + len(term))
        for number, term in enumerate(terms)
        for each in re.finditer(f"(?={re.escape(term)})", folded)
    ]
    whole = [place for place in found if has_edges(folded, *place[1:])]
    return sorted(whole, key=lambda place: (place[2], place[1], place[0]))


@pytest.mark.parametrize("terms", [ASCII_TERMS, TERMS, MARKS, (), ("monad", "monad")])
@given(pieces=st.lists(st.one_of(st.sampled_from([*TERMS, *MARKS, " "]), st.text(alphabet=ALPHABET, max_size=6))))
def test_whatever_the_script_what_stands_in_a_text_is_found(terms: tuple[str, ...], pieces: list[str]) -> None:
    words = built(terms)
    for text in ("".join(pieces), "".join(pieces).upper(), " ".join(pieces).title()):
        assert words.places(text) == plainly(terms, text)


@given(text=st.text(max_size=80))
def test_any_text_beside_a_term_leaves_it_where_it_stands(text: str) -> None:
    words = built(TERMS)
    for around in (text, f"{text} Monad", f"Monad {text}", f"{text}mon-{text}"):
        assert words.places(around) == plainly(TERMS, around)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("The Monad-Labs team", ["Monad", "Monad-Labs"]),
        ("monad labs, not monads", ["monad", "monad labs"]),
        ("write to @monad", ["@monad", "monad"]),
        ("O\u2019Mon of gate.io", ["O\u2019Mon", "Mon", "gate.io"]),
        ("🔥Monad🔥", ["Monad"]),
        ("\uff2d\uff4f\uff4e", ["\uff2d\uff4f\uff4e"]),
        ("МОНАД и ЁЖ Labs", ["МОНАД", "ЁЖ Labs"]),
        ("\u212aelvin", ["\u212aelvin"]),
        ("nomad, monad_core, émon", []),
    ],
)
def test_terms_are_found_in_every_case_and_dress(text: str, spelled: list[str]) -> None:
    assert [text[start:end] for _, start, end in built(TERMS).places(text)] == spelled


def test_parts_of_words_are_told_when_asked_for() -> None:
    assert built(("mon", "monad")).spelled("nomonads") == [(0, 2, 5), (1, 2, 7)]
