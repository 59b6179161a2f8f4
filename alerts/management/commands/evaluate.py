"""Measure the scorer on a file of labelled texts."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from alerts.analysis.measure import Figures, Judged, figures_of, judge, wrong_ones
from alerts.analysis.model import packaged_model
from alerts.analysis.score import EVENT_FROM
from alerts.analysis.training import Example, read_examples
from alerts.models import Kind

SHOWN = 110


class Command(BaseCommand):
    help = "Print how good the packaged scorer is on labelled texts: JSON lines as in the training set or the sample."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--threshold", type=float, default=EVENT_FROM, help="count as an event from here on")
        parser.add_argument("--no-errors", action="store_true", help="leave out the list of wrong ones")

    def handle(self, *args: object, **options: object) -> None:
        threshold = float(str(options["threshold"]))
        judged = judge(packaged_model(), _examples(Path(str(options["file"]))), threshold=threshold)
        for line in report(figures_of(judged, threshold=threshold), threshold):
            self.stdout.write(line)
        if not options["no_errors"]:
            for line in _errors(wrong_ones(judged, threshold=threshold)):
                self.stdout.write(line)


def _examples(path: Path) -> list[Example]:
    try:
        found = list(read_examples(path.read_text().splitlines()))
    except (OSError, ValueError) as error:
        raise CommandError(str(error)) from None
    if not found:
        raise CommandError(f"{path} holds no labelled text.")
    return found


def report(figures: Figures, threshold: float) -> Iterator[str]:
    """Yield the lines of a report."""
    yield f"{figures.count} texts, {figures.events} of them events, threshold {threshold:g}"
    for name in ("precision", "recall", "f1", "brier", "kind_accuracy", "event_kind_accuracy"):
        yield f"{name.replace('_', ' '):20}{getattr(figures, name):.3f}"
    yield "\nthreshold  precision  recall"
    for point in figures.curve:
        yield f"{point.threshold:9.2f}{point.precision:11.3f}{point.recall:8.3f}"
    yield "\nconfidence   share of events   texts"
    for group in figures.bins:
        yield f"{group.confidence:10.2f}{group.share:18.2f}{group.count:8}"
    yield from _confusion(figures)


def _confusion(figures: Figures) -> Iterator[str]:
    yield "\ntrue / told"
    kinds = Kind.values
    yield " " * 9 + "".join(f"{kind:>9}" for kind in kinds)
    for true in kinds:
        counts = [figures.confusion[true, told] for told in kinds]
        if any(counts):
            yield f"{true:9}" + "".join(f"{count:9}" for count in counts)


def _errors(wrong: Iterable[Judged]) -> Iterator[str]:
    yield "\nwrong ones, the surest mistakes first"
    for each in wrong:
        text = " ".join(f"{each.example.title} {each.example.text}".split())[:SHOWN]
        what = "missed" if each.example.is_event else "false alarm"
        yield f"{each.confidence:5.2f}  {what:11}  {each.example.kind:8}{each.example.why:14}  {text}"
