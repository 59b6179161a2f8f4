"""Score texts from the command line, one JSON object a line."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta
from typing import IO, Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from alerts.analysis.match import CompanyMatcher, CompanyTerms, company_matcher
from alerts.analysis.score import score_text
from alerts.analysis.training.examples import POSTS
from alerts.catalog import COMPANIES
from alerts.models import SourceType
from alerts.types import Score
from project.common import clock

# Announced, and not yet its day.
BEFORE_ITS_DAY = timedelta(days=2)


class Command(BaseCommand):
    help = "Read JSON lines with id, source_type, title and text, and write one line of score for each."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--jsonl", action="store_true", help="JSON lines on standard input and output")

    def handle(self, *args: object, **options: object) -> None:
        if not options["jsonl"]:
            raise CommandError("Write --jsonl and send JSON lines on standard input.")
        score_lines(sys.stdin.buffer, self.stdout)


def score_lines(lines: Iterable[bytes], output: "IO[str] | Any") -> None:
    """Score each line, in order. Raises CommandError that names the line which is no object."""
    matcher, names = _matcher()
    for number, line in enumerate(lines, 1):
        if line.strip():
            output.write(orjson.dumps(_scored(_record(line, number), matcher, names)).decode())


def _record(line: bytes, number: int) -> Mapping[str, Any]:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise CommandError(f"Line {number} is not JSON: {error}.") from None
    if not isinstance(record, dict):
        raise CommandError(f"Line {number} is not a JSON object.")
    return record


def _scored(record: Mapping[str, Any], matcher: CompanyMatcher, names: Mapping[int, str]) -> Mapping[str, Any]:
    score = _score(record, matcher)
    return {
        "id": record.get("id"),
        "is_event": score.is_event,
        "confidence": score.confidence,
        "kind": score.kind,
        "urgency": score.urgency,
        "sentiment": score.sentiment,
        "companies": [names[key] for key in score.companies],
        "tokens": score.tokens,
        "event_date": score.facts.starts_on,
        "contributions": [asdict(each) for each in score.contributions],
    }


def _score(record: Mapping[str, Any], matcher: CompanyMatcher) -> Score:
    """Score a record as of its publication; one that does not tell it is as urgent as shortly before its day."""
    title, text = (str(record.get(name) or "") for name in ("title", "text"))
    moment, source = _moment(record), _source_type(record)
    score = score_text(title, text, matcher, now=moment or clock.now(), source_type=source)
    first = score.facts.starts_on
    if moment is None and first:
        eve = datetime.combine(first, time(), UTC) - BEFORE_ITS_DAY
        urgency = score_text(title, text, matcher, now=eve, source_type=source).urgency
        score = replace(score, urgency=urgency)
    return score


def _source_type(record: Mapping[str, Any]) -> str:
    return SourceType.TWITTER if str(record.get("source_type") or "").lower() in POSTS else SourceType.NEWS


def _moment(record: Mapping[str, Any]) -> datetime | None:
    """Return when the text was published, if the record says so."""
    for name in ("published_at", "date"):
        try:
            moment = datetime.fromisoformat(str(record.get(name) or ""))
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _matcher() -> tuple[CompanyMatcher, dict[int, str]]:
    """Return a matcher of the stored companies, or of the catalogue where there is no database yet."""
    try:
        matcher = company_matcher()
    except DatabaseError:
        matcher = CompanyMatcher(
            CompanyTerms(key, each.name, each.aliases, each.tokens, each.exclusions, each.twitter_handle)
            for key, each in enumerate(COMPANIES, 1)
        )
    return matcher, matcher.names
