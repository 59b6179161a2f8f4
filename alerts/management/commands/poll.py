"""Poll feeds by hand."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from alerts.models import Source, SourceKind
from alerts.services import PollResult, poll_due, poll_source

HOURS = 3600


class Command(BaseCommand):
    help = "Poll every feed that is due, or one feed at once, and print a line for each."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="poll once and stop; the worker polls again and again")
        parser.add_argument("--source", metavar="URL", help="poll this feed now, due or not")

    def handle(self, *args: object, **options: object) -> None:
        if options["source"]:
            results = [poll_source(_source(str(options["source"])))]
        elif options["once"]:
            results = poll_due(limit=10_000, budget_s=HOURS)
        else:
            raise CommandError("Write --once to poll what is due, or --source URL for one feed.")
        for result in results:
            self.stdout.write(line(result))
        if not results:
            self.stdout.write("No source is due.")


def _source(url: str) -> Source:
    source = Source.objects.filter(url=url, kind=SourceKind.FEED).first()
    if source is None:
        raise CommandError(f"There is no source with the address {url}.")
    return source


def line(result: PollResult) -> str:
    """Return one line such as ``ok      The Block: 3 new items, 1 alert.``."""
    items = f"{result.items} new item{'' if result.items == 1 else 's'}"
    alerts = f"{result.alerts} alert{'' if result.alerts == 1 else 's'}"
    text = f"{items}, {alerts}. {result.message}".strip() if result.is_ok else result.message
    return f"{'ok' if result.is_ok else 'failed':7} {result.name}: {text}"
