"""Where terms stand in a text as whole words: tens of thousands of terms, in one pass."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick

from alerts.analysis.words import LOUD_LETTERS, fold

# The number of a term, where it starts and where it ends.
Place = tuple[int, int, int]
BY_END = itemgetter(2, 1, 0)
# Small letters, digits and underscores stay; each other byte becomes a space, so that a space ends every word.
SPACED = re.sub(rb"[^a-z0-9_]", b" ", bytes(range(256)).lower())
# Beyond are pictures, which have no small form.
LETTERS = range(128, 0x1F000)


class WholeWords:
    """Finds folded terms where no letter goes on before or after them.

    The automaton knows a term as the words between two spaces. So it waits at its first state until a word begins, and
    names no parts of words, which short tickers would be by the dozen. What is not spelled in ASCII is rare: a text
    with a letter of such a term, or with a styled one, is looked through the slow way.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self._terms = terms
        numbers: dict[bytes, list[int]] = defaultdict(list)
        for number, term in enumerate(terms):
            numbers[_core(term) if term.isascii() else b""].append(number)
        others = [terms[number] for number in numbers.pop(b"", [])]
        # In the order of the alphabet, so that words which begin alike lie side by side in memory.
        cores = sorted(numbers)
        self._search = BytesAhoCorasick([b" %b " % core for core in cores]).find_matches_as_indexes
        # The terms of each core, with how far before it they start, such as at the @ of a handle.
        self._spelled = [tuple((each, _lead(terms[each]), terms[each]) for each in numbers[core]) for core in cores]
        self._odd = re.compile(f"[{LOUD_LETTERS}{re.escape(_odd_letters(others))}]")
        self._knows_ascii = not any(map(str.isascii, others))

    def places(self, text: str) -> list[Place]:
        """Return every place of a term in ``text``, which is not folded, in the order of their ends."""
        if is_ascii := self._knows_ascii and text.isascii():
            data = f" {text} ".encode()
        elif self._odd.search(text):
            folded = fold(text)
            return [place for place in self.spelled(folded) if has_edges(folded, *place[1:])]
        else:
            data = f" {text} ".encode("ascii", "replace")
        places = []
        for core, first, _ in self._search(data.translate(SPACED), True):
            for number, lead, term in self._spelled[core]:
                start = first - lead
                end = start + len(term)
                # To the automaton dashes, dots and brackets were spaces.
                if text[start:end].lower() == term if is_ascii else _stands(term, text, start, end):
                    places.append((number, start, end))
        if len(places) > 1:
            places.sort(key=BY_END)
        return places

    def spelled(self, folded: str) -> list[Place]:
        """Return every place of a term in a folded text, parts of words too, in the order of their ends."""
        return self._everywhere.find_matches_as_indexes(folded, True)

    @cached_property
    def _everywhere(self) -> AhoCorasick:
        return AhoCorasick(self._terms)


def _core(term: str) -> bytes:
    return term.encode().translate(SPACED).strip()


def _lead(term: str) -> int:
    spaced = term.encode().translate(SPACED)
    return len(spaced) - len(spaced.lstrip())


def _odd_letters(terms: Sequence[str]) -> str:
    """Return one letter of each term, small and large; rather of a script than a sign that is in many texts."""
    letters = {max(term, key=lambda letter: (not letter.isascii(), letter.isalnum())) for term in terms}
    large = {letter for letter in map(chr, LETTERS) if letter.lower() in letters} if letters else set()
    return "".join(sorted(letters | large))


def _stands(term: str, text: str, start: int, end: int) -> bool:
    """Tell whether ``term`` is a whole word of a text that is not folded."""
    before = min(start, 1)
    around, end = fold(text[start - before : end + 1]), before + end - start
    return around[before:end] == term and has_edges(around, before, end)


def has_edges(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` is a whole word or phrase, not a part of one."""
    return not (start and _joins(text[start - 1], text[start])) and not (
        end < len(text) and _joins(text[end], text[end - 1])
    )


def _joins(neighbour: str, edge: str) -> bool:
    # Scripts without spaces (from U+2E80 on) may follow a name directly.
    return (neighbour.isalnum() or neighbour == "_") and ord(neighbour) < 0x2E80 and (edge.isalnum() or edge == "_")
