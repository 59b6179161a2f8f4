"""Labelled texts: those that the project wrote, and files of the same or of the shared sample's format."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from alerts.analysis.match import CompanyMatcher
from alerts.analysis.reading import Reading, read
from alerts.models import EVENT_KINDS, Kind, SourceType

# Texts written after the patterns of real ones count for more than those that are made up freely.
FILE_WEIGHTS = {"patterns": 4.0, "mistakes": 4.0, "doubts": 4.0, "everyday": 4.0}
# No feature depends on the day on which a text is read.
READ_AT = datetime(2026, 1, 1, tzinfo=UTC)
POSTS = frozenset({"post", "tweet", "twitter", "telegram"})


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its label. ``weight`` is how many written examples it counts for in a fit."""

    title: str
    text: str
    kind: str
    source: str = "news"
    urgency: str = ""
    why: str = ""
    weight: float = 1.0

    @property
    def is_event(self) -> bool:
        return self.kind in EVENT_KINDS

    @property
    def source_type(self) -> str:
        return SourceType.TWITTER if self.source in POSTS else SourceType.NEWS


def load_examples() -> list[Example]:
    """Return the examples of the package, in the order of their files."""
    return [
        replace(example, weight=FILE_WEIGHTS.get(path.stem, 1.0))
        for path in _files()
        for example in read_examples(path.read_text().splitlines())
    ]


def reading_of(example: Example) -> Reading:
    """Read an example as the scorer does, without any watched company."""
    return read(example.title, example.text, CompanyMatcher([]), READ_AT, source_type=example.source_type)


def digest_of_examples() -> str:
    """Return the SHA-256 of the package's example files."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in _files())).hexdigest()


def _files() -> list[Path]:
    folder = Path(str(resources.files("alerts.analysis.training")))
    return sorted(folder.glob("*.jsonl"))


def read_examples(lines: Iterable[str]) -> Iterator[Example]:
    """Yield the examples of JSON lines. Raises ValueError for a line that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _example(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"Line {number} is no labelled text: {error}.") from None


def _example(record: Mapping[str, Any]) -> Example:
    if "label" in record:
        return _shared(record)
    kind = Kind(record["kind"]).value
    source, why = str(record.get("source", "news")), str(record.get("why", ""))
    return Example(record["title"], record["text"], kind, source, record.get("urgency", ""), why)


def _shared(record: Mapping[str, Any]) -> Example:
    """Read the shared sample: a headline or post in ``text``, a summary, the label tge or not, and a finer one."""
    known = record["sublabel"] if record["sublabel"] in Kind.values else "other"
    summary = record.get("summary") or ""
    title, text = (record["text"], summary) if summary else ("", record["text"])
    source = str(record.get("source_type", "news"))
    return Example(title, text, known, source, record.get("urgency", ""), record["sublabel"])
