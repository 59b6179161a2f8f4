"""A process that hatches pollers: each line on its input forks one that polls until it is killed.

Forking spares each of them the start of Django. Usage: ``python -m tests.battery.nest DATABASE_NAME``.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from alerts.models import Source  # noqa: E402
from alerts.polling import poll_due  # noqa: E402


def poll_for_ever() -> None:
    """Poll every source again and again, each time as if it were due."""
    while True:
        poll_due()
        Source.objects.filter(lease_token=None).update(next_poll_at=None)


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
    say("ready")
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            poll_for_ever()
        say(child)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()
