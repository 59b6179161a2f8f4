"""Run stored items through today's model and rules, and compare with what was raised then."""

import argparse
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.management.base import OutputWrapper as Output

from alerts.models import Company
from alerts.replaying import GONE, NEW, SAME, Line, Replay, Span, items_of

PROGRESS_S = 5.0


class Progress:
    """Says on the standard error, every few seconds, how far a long run is."""

    def __init__(self, stderr: Output, total: int) -> None:
        self.stderr, self.total, self.told_at = stderr, total, time.monotonic()

    def __call__(self, read: int) -> None:
        if time.monotonic() - self.told_at >= PROGRESS_S:
            self.told_at = time.monotonic()
            self.stderr.write(f"{read:,} of {self.total:,} items.")


class Command(BaseCommand):
    help = "Print what stored items would raise today, against what they raised then. Nothing is written."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", required=True, metavar="DAY", help="the first day, as 2026-11-01")
        parser.add_argument("--to", dest="end", required=True, metavar="DAY", help="the last day, which is included")
        parser.add_argument("--company", metavar="NAME", help="only what is about this company")
        parser.add_argument("--threshold", type=int, metavar="N", help="instead of ALERT_THRESHOLD, 1 to 100")
        parser.add_argument("--json", action="store_true", help="JSON lines, the counts last")

    def handle(self, *args: object, **options: Any) -> None:
        span = _span(options)
        replay = Replay(span, on_progress=Progress(self.stderr, items_of(span).count()))
        show = _as_json if options["json"] else _as_text
        counts = Counter({SAME: 0, NEW: 0, GONE: 0})
        for line in replay.run():
            counts[line.verdict] += 1
            self.stdout.write(show(line))
        summary = {"items": replay.read, **counts}
        self.stdout.write(orjson.dumps(summary).decode() if options["json"] else _sentence(summary))


def _span(options: dict[str, Any]) -> Span:
    first, last = _day(options["start"]), _day(options["end"])
    if last < first:
        raise CommandError("The last day is before the first.")
    threshold = options["threshold"] if options["threshold"] is not None else settings.ALERT_THRESHOLD
    if not 1 <= threshold <= 100:
        raise CommandError("The threshold must be from 1 to 100.")
    company = _company(options["company"]) if options["company"] else None
    return Span(_midnight(first), _midnight(last + timedelta(days=1)), threshold, company)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no day. Write it as 2026-11-01.") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def _company(name: str) -> Company:
    company = Company.objects.filter(name__iexact=name).first()
    if company is None:
        raise CommandError(f"There is no company {name}.")
    return company


def _as_json(line: Line) -> str:
    return orjson.dumps(asdict(line)).decode()


def _as_text(line: Line) -> str:
    moment, percent = f"{line.at:%Y-%m-%d %H:%M}", round(line.confidence * 100)
    return f"{line.verdict:4}  {moment}  {percent:3}  {line.kind:8} {line.status:9}  {line.title} ({line.source})"


def _sentence(counts: dict[str, int]) -> str:
    verdicts = f"{counts[SAME]} same, {counts[NEW]} new, {counts[GONE]} gone"
    return f"{counts['items']:,} items: {verdicts}."
