"""Prove that no entry of the audit log was changed, removed or moved."""

import sys

from django.core.management.base import BaseCommand

from accounts.audit import examine


class Command(BaseCommand):
    help = "Read the audit log from its start and say whether it is whole; ends with 1 at the first break."

    def handle(self, *args: object, **options: object) -> None:
        verdict = examine(tell=lambda number: self.stderr.write(f"{number:,} entries read"))
        if verdict.fault:
            self.stdout.write(verdict.fault)
            sys.exit(1)
        entries = "1 entry" if verdict.entries == 1 else f"{verdict.entries:,} entries"
        self.stdout.write(f"{entries}, whole.")
