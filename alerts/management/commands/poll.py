"""Read sources by hand: once, without end, one alone, or only to try them; and how they do."""

import argparse
import signal
from threading import Event

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alerts.health import SourceHealth, source_health
from alerts.models import POLLED, Source
from alerts.monitoring import readable_sources, run_due, run_until, running_session
from alerts.polling import PollResult, poll_source
from alerts.sources.preview import read_once
from alerts.sources.registry import missing_setting

HOURS = 3600
CHOOSE = "Write --once to poll what is due, --continuous, --test, --status, or --source URL for one source."


class Command(BaseCommand):
    help = "Read the sources that are due, or one at once, and print a line for each."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument("--once", action="store_true", help="read once what is due and stop")
        modes.add_argument("--continuous", action="store_true", help="read what is due until Ctrl-C")
        modes.add_argument("--test", action="store_true", help="try the settings and every source; store nothing")
        modes.add_argument("--status", action="store_true", help="say how the sources do; read nothing")
        parser.add_argument("--source", metavar="URL", help="read this source now, due or not")

    def handle(self, *args: object, **options: object) -> None:
        modes = {"continuous": self.go_on, "test": self.try_all, "status": self.show, "once": self.once}
        chosen = next((name for name in modes if options[name]), "")
        if options["source"]:
            self.tell(poll_source(_source(str(options["source"]))))
        elif chosen:
            modes[chosen]()
        else:
            raise CommandError(CHOOSE)

    def once(self) -> None:
        results = run_due(limit=10_000, budget_s=HOURS)
        for result in results:
            self.tell(result)
        if not results:
            self.stdout.write("No source is due.")

    def go_on(self) -> None:
        """Read until Ctrl-C, which lets the source that is being read be finished."""
        stop = Event()
        before = signal.signal(signal.SIGINT, lambda *_: stop.set())
        self.stdout.write("Reading what is due. Ctrl-C ends it.")
        try:
            run_until(stop, self.tell)
        finally:
            signal.signal(signal.SIGINT, before)
        self.stdout.write("Stopped.")

    def try_all(self) -> None:
        for name in ("MONITORING_ENABLED", "MONITORING_INTERVAL", "NEWS_TIMEOUT", "ALERT_THRESHOLD"):
            self.stdout.write(f"{name}={getattr(settings, name)}")
        self.stdout.write(missing_setting("x") or "TWITTER_BEARER_TOKEN is set.")
        sources, failed = list(readable_sources()), 0
        for source in sources:
            outcome = read_once(source)
            failed += bool(outcome.error)
            text = outcome.error or f"{len(outcome.items)} item{'' if len(outcome.items) == 1 else 's'}. {outcome.note}"
            self.stdout.write(f"{'failed' if outcome.error else 'ok':7} {source.name}: {text.strip()}")
        if failed:
            raise CommandError(f"{failed} of {len(sources)} sources cannot be read.")

    def show(self) -> None:
        session = running_session()
        if session:
            self.stdout.write(f"A round is under way: {session.feeds_processed} of {session.feeds_total}.")
        for row in source_health():
            self.stdout.write(status_line(row))

    def tell(self, result: PollResult) -> None:
        self.stdout.write(line(result))


def _source(url: str) -> Source:
    source = Source.objects.filter(url=url, kind__in=POLLED).first()
    if source is None:
        raise CommandError(f"There is no source with the address {url}.")
    return source


def line(result: PollResult) -> str:
    """Return one line such as ``ok      The Block: 3 new items, 1 alert.``."""
    items = f"{result.items} new item{'' if result.items == 1 else 's'}"
    alerts = f"{result.alerts} alert{'' if result.alerts == 1 else 's'}"
    text = f"{items}, {alerts}. {result.message}".strip() if result.is_ok else result.message
    return f"{'ok' if result.is_ok else 'failed':7} {result.name}: {text}"


def status_line(row: SourceHealth) -> str:
    """Return one line such as ``failing  The Block: read 40 times, 3 failed, 12 items. Last read …``."""
    read = row.source.last_success_at
    last = f"Last read {read:%Y-%m-%d %H:%M} UTC." if read else "Never read."
    return (
        f"{row.state:8} {row.source.name}: read {row.polls} times, {row.failures} failed, {row.items} items. "
        f"{last} {row.source.last_error}"
    ).rstrip()
