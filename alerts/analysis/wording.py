"""The plain words of a text and the pairs of them, as features: what no phrase of the lexicon covers."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from alerts.analysis.masking import Masked, Span, Word

REACH = 4
RARE, NAME, CODE = "rare", "Name", "Code"
START, END = "<", ">"


def is_wording(name: str) -> bool:
    """Tell whether a feature is one of wording."""
    return name.startswith(("w ", "t "))


def words_of(masked: Masked) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(word.form for word in masked.words)


def wording_of(masked: Masked, text: str, known: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """Yield ``w a`` for each word of the headline, ``w a b`` for two in a row, ``w a ~ b`` for two within four words.

    A word of the body is ``t a``, two in a row are ``t a b``. A word that is not ``known`` is a name, a code with a
    digit, or rare.
    """
    head = list(_plain(masked.words[: masked.head], text, known))
    line: list[tuple[str, Span]] = [(START, None), *head, (END, None)]
    for place, (first, span) in enumerate(line):
        if span:
            yield f"w {first}", span
        for further, (second, end) in enumerate(line[place + 1 : place + 1 + REACH]):
            if across := _across(span, end):
                yield f"w {first} ~ {second}" if further else f"w {first} {second}", across
    body = list(_plain(masked.words[masked.head :], text, known))
    for word, span in body:
        yield f"t {word}", span
    for (first, span), (second, end) in pairwise(body):
        yield f"t {first} {second}", _across(span, end)


def _across(first: Span, last: Span) -> Span:
    return (first[0], last[1]) if first and last else first or last


def _plain(words: Iterable[Word], text: str, known: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """Yield the words with what is rare put as what it looks like; a name of several words is one."""
    last = ""
    for word in words:
        form = word.form if word.form in known else _look(word, text)
        if form != NAME or last != NAME:
            yield form, (word.start, word.end)
        last = form


def _look(word: Word, text: str) -> str:
    if any(map(str.isdigit, word.form)):
        return CODE
    return NAME if text[word.start].isupper() else RARE
