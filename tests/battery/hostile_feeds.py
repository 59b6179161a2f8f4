"""300 hostile feeds and 20 sound ones, polled as a worker does: .venv/bin/python -m tests.battery.hostile_feeds.

With names of kinds behind it only those are served, 10 of each, such as ten_megabytes bomb drip redirect_loop.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fakes.feeds import FeedServer, item
from tests.fakes.hostile import MAKERS

HOSTILE, SOUND = 300, 20
ROOT = Path(__file__).resolve().parents[2]
LONGEST_ROUNDS = 40


def main() -> int:
    """Serve from this process and poll from another one, so that its memory is the poller's alone."""
    if sys.argv[1:2] == ["--poll"]:
        return poll(json.loads(sys.stdin.read()))
    with FeedServer() as server, tempfile.TemporaryDirectory() as folder:
        addresses = serve(server)
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "OUTGOING_ALLOW": "127.0.0.0/8",
            "LOG_LEVEL": "error",
            "MARKET_DATA": "simulated",
        }
        command = [sys.executable, "-m", "tests.battery.hostile_feeds", "--poll"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            input=json.dumps(addresses),
            text=True,
            stdout=subprocess.PIPE,
            check=False,
        )
    sys.stdout.write(done.stdout)
    return done.returncode


def serve(server: FeedServer) -> dict[str, list[str]]:
    kinds = sys.argv[1:] or sorted(MAKERS)
    hostile = []
    for number in range(10 * len(kinds) if sys.argv[1:] else HOSTILE):
        kind = kinds[number % len(kinds)]
        path = f"/{kind}/{number}"
        hostile.append(server.serve(path, MAKERS[kind](server, path, random.Random(f"{kind} {number}"))))
    sound = []
    for number in range(SOUND):
        server.serve_feed(f"/sound/{number}", item(f"Orbitra and the quiet day {number}", guid=str(number)))
        sound.append(server.url(f"/sound/{number}"))
    return {"hostile": hostile, "sound": sound}


def poll(addresses: dict[str, list[str]]) -> int:
    """Poll every feed once, in rounds of a minute's task, and print the figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from alerts.models import Item, Source
    from alerts.polling import poll_due, poll_source

    call_command("migrate", verbosity=0)
    warm = Source.objects.create(name="warm", url=addresses["sound"].pop())
    poll_source(warm)
    everything = addresses["hostile"] + addresses["sound"]
    random.Random(7).shuffle(everything)
    Source.objects.bulk_create(Source(name=url.rsplit("/", 2)[1], url=url) for url in everything)
    before, begun = memory_mb(), time.monotonic()
    longest, rounds = 0.0, 0
    while Source.objects.filter(last_poll_at=None).exists() and rounds < LONGEST_ROUNDS:
        start = time.monotonic()
        poll_due()
        longest, rounds = max(longest, time.monotonic() - start), rounds + 1
    wall = time.monotonic() - begun
    sound = Source.objects.filter(url__in=addresses["sound"])
    unexplained = [
        each.url for each in Source.objects.exclude(pk=warm.pk) if not each.last_error and not each.items.exists()
    ]
    late = [each.name for each in sound if each.last_success_at is None]
    figures = {
        "feeds": len(everything),
        "rounds": rounds,
        "longest round s": round(longest, 1),
        "wall s": round(wall, 1),
        "memory before MB": before,
        "highest memory MB": peak_mb(),
        "memory after MB": memory_mb(),
        "items": Item.objects.count(),
        "with neither items nor a sentence": unexplained,
        "leases left": Source.objects.exclude(lease_token=None).count(),
        "sound feeds not read": late,
        "paused": Source.objects.filter(is_active=False).count(),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:36} {value}\n")
    return int(bool(unexplained or late or figures["leases left"]))


def memory_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
