"""Words of a search: all of them, "phrases" in quotes, beginnings with a star, a comma between what may be instead."""

import re
from dataclasses import dataclass

PART = re.compile(r"[^\W_]+")
TERM = re.compile(r'"([^"]*)"?|([^\s,"]+)|(,)')
MOST_TERMS = 16


@dataclass(frozen=True, slots=True)
class Term:
    """Neighbouring words in lower case; the last one may go on when a star follows it."""

    parts: tuple[str, ...]
    is_open: bool = False

    @property
    def pattern(self) -> str:
        """A regular expression, for ignoring case, that finds these whole words."""
        end = "" if self.is_open else r"(?![^\W_])"
        return r"(?<![^\W_])" + r"[\W_]+".join(self.parts) + end


# Any of these has to match, with all of its terms.
Words = tuple[tuple[Term, ...], ...]


def read_words(text: str) -> Words:
    """Read what somebody typed; signs that are in no word are passed over, and terms after MOST_TERMS too."""
    choices: list[list[Term]] = [[]]
    for quoted, word, comma in TERM.findall(text)[: MOST_TERMS * 2]:
        parts = tuple(part.lower() for part in PART.findall(quoted or word))
        if comma:
            choices.append([])
        elif parts and sum(map(len, choices)) < MOST_TERMS:
            choices[-1].append(Term(parts, word.endswith("*")))
    return tuple(tuple(terms) for terms in choices if terms)
