"""``manage.py smoke URL``: check a running server from outside."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from project.common.errors import Invalid
from project.smoke import CHECKS, FAILURES, Check, Server, Skipped, server_at


class Command(BaseCommand):
    help = "Check a running server from outside; one line for each check, and the exit code 1 when one fails."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="where it runs, such as https://terminal.example.com")
        parser.add_argument("--key", default="", help="an API key that may read")
        parser.add_argument("--origin", default="", help="an origin that CORS_ORIGINS there names")
        parser.add_argument("--limits", action="store_true", help="call until calls are refused, at the very end")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = server_at(
                options["url"],
                key=options["key"],
                origin=options["origin"],
                limit_mb=settings.REQUEST_SIZE_LIMIT_MB,
                uses_up_limits=options["limits"],
            )
        except Invalid as error:
            raise CommandError(error.message) from None
        failed = [check for check in CHECKS if not self.passes(check, server)]
        if failed:
            raise CommandError(f"{len(failed)} of {len(CHECKS)} checks failed.")

    def passes(self, check: Check, server: Server) -> bool:
        try:
            check.run(server)
        except Skipped as reason:
            self.stdout.write(f"skip  {check.name}: {reason}")
        except FAILURES as error:
            self.stdout.write(f"FAIL  {check.name}: {error or type(error).__name__}")
            return False
        else:
            self.stdout.write(f"ok    {check.name}")
        return True
