"""Phrases of several spellings, all looked for in one pass over the words of a text."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

from alerts.analysis.masking import Masked

CHOICE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a group from one word to another, both included."""

    group: str
    first: int
    last: int


def spellings(phrase: str) -> Iterator[str]:
    """Yield every way to read ``a (b|c|) d``; an empty choice leaves the word out."""
    parts = CHOICE.split(phrase)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    for chosen in itertools.product(*choices):
        yield " ".join("".join(chosen).split())


class PhraseBook:
    """Groups of phrases. A phrase is one line; lower-case words, masks in capitals."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._groups: list[str] = []
        patterns: list[str] = []
        for group, lines in groups.items():
            for line in filter(None, (each.strip() for each in re.split(r"\n|;", lines))):
                for spelling in spellings(line):
                    patterns.append(f" {spelling} ")
                    self._groups.append(group)
        self._automaton = AhoCorasick(patterns, implementation=Implementation.ContiguousNFA)

    def __len__(self) -> int:
        return len(self._groups)

    def find(self, masked: Masked) -> Sequence[Hit]:
        """Return every phrase of a text, in the order in which they end."""
        places = masked.places
        return [
            Hit(self._groups[index], places[start + 1], places[end - 2])
            for index, start, end in self._automaton.find_matches_as_indexes(masked.joined, overlapping=True)
        ]
