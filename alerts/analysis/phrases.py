"""A text cut into short phrases, so that what its plain words add can be told where they stand."""

import re
from bisect import bisect_right

JOINTS = (
    "about|across|after|against|also|among|and|as|at|because|before|but|by|during|following|for|from|if|in|into|of|on|"
    "or|over|since|so|than|that|through|to|under|until|when|where|which|while|who|will|with|within|without"
)
SENTENCE_ENDS = re.compile(r"[.!?|\u2022\u2026]\s+|[\n\u3002\uff01\uff1f]+\s*")
PHRASE_ENDS = re.compile(
    rf"[.!?,;:|\u2022\u2026\uff0c\uff1a\uff1b]\s+|[\n\u3002\uff01\uff1f]+\s*|\s(?=(?:{JOINTS})\s)", re.I
)
SPACES = "".join(each for each in map(chr, range(0x3001)) if each.isspace())
EDGES = SPACES + ".!?,;:|\"'\u2018\u2019\u201c\u201d\u2022\u2026\u2013\u2014\u3002\uff01\uff0c\uff1a\uff1b\uff1f-"


class Pieces:
    """Finds the phrase or sentence around a place of a text, as ``ends`` cuts it."""

    def __init__(self, text: str, ends: "re.Pattern[str]") -> None:
        self._text = text
        self._starts = [0, *(match.start() for match in ends.finditer(text))]
        self._found: dict[int, tuple[int, int]] = {}

    def around(self, place: int) -> tuple[int, int]:
        """Return where the piece at ``place`` begins and ends, without the space and marks around it."""
        index = bisect_right(self._starts, place)
        if index not in self._found:
            self._found[index] = self._trimmed(self._starts[index - 1], *self._starts[index : index + 1])
        return self._found[index]

    def _trimmed(self, start: int, end: int | None = None) -> tuple[int, int]:
        whole = self._text[start:end]
        words = whole.strip(EDGES) or whole
        start += whole.index(words)
        return start, start + len(words)
