"""The alert page out of 10,000 and 1,000,000 rows on PostgreSQL: every filter, and mixes of them, beside the naive way.

``python -m tests.bench.bench_alert_page [rows ...]`` starts a server of its own. Times are those of the server's own
process on its processor, so that other work on the machine is not counted; what is shown is the better of two runs.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.postgres import postgres

SIZES = (10_000, 1_000_000)
MIXES = 250
# For each size; what is not through by then is left out and said so.
BUDGET_S = 180
PAGE = 51
GOAL_MS = 20


def main(sizes: list[int]) -> None:
    with postgres() as url, tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATABASE_URL": url, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "project.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, skip_checks=True)
        for rows in sizes:
            run(rows)


def run(rows: int) -> None:
    from django.db import connection

    from tests.bench.alert_rows import empty, fill

    began = time.monotonic()
    fill(rows)
    print(f"\n{rows:,} alerts, made in {time.monotonic() - began:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    spent = timed(connection)
    naive = show_naive(rows, spent)
    show_ours(spent, naive)
    empty()


def timed(connection: Any) -> Callable[[Callable[[], object]], float]:
    """Return a function that runs another twice and returns the milliseconds of the server's processor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        meter = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def spent(work: Callable[[], object]) -> float:
        best = float("inf")
        for _ in range(2):
            before = int(meter.read_text().split()[0])
            work()
            best = min(best, (int(meter.read_text().split()[0]) - before) / 1e6)
        return best

    return spent


def show_naive(rows: int, spent: Callable[[Callable[[], object]], float]) -> float:
    """Print the common ways and return the worst of them."""
    from alerts.models import Alert

    alerts = Alert.objects.order_by("-seq").values_list("pk")
    deep = rows - rows // 100
    figures = {
        f"OFFSET {deep:,}": spent(lambda: list(alerts[deep : deep + PAGE])),
        "count(*)": spent(alerts.count),
        "icontains of a rare word": spent(lambda: list(alerts.filter(content__icontains="word2999")[:PAGE])),
    }
    for name, value in figures.items():
        print(f"  naive  {name:<40} {value:9.2f} ms")
    return max(figures.values())


def show_ours(spent: Callable[[Callable[[], object]], float], naive: float) -> None:
    from accounts.models import User
    from alerts.filters import AlertFilters
    from alerts.matching import count, newest
    from tests.bench.alert_rows import USER

    user, deadline = User.objects.get(username=USER), time.monotonic() + BUDGET_S
    results: list[tuple[float, float, dict[str, Any]]] = []
    for mix in mixes():
        if time.monotonic() > deadline:
            print(f"  stopped after {len(results)} mixes: {BUDGET_S} s are over")
            break
        filters = AlertFilters(**mix)
        total = spent(lambda filters=filters: count(user, filters, most=1001))  # type: ignore[misc]
        results.append((spent(lambda filters=filters: newest(user, filters, limit=PAGE)), total, mix))  # type: ignore[misc]
    results.sort(key=lambda result: -result[0])
    middle, slowest = results[len(results) // 2][0], results[0][0]
    over = sum(page > GOAL_MS for page, _, _ in results)
    totals = sorted(total for _, total, _ in results)
    print(f"  ours   a page, the middle of {len(results)} mixes {middle:19.2f} ms   naive / ours {naive / middle:8.1f}")
    print(f"  ours   a page, the slowest mix {slowest:25.2f} ms   naive / ours {naive / slowest:8.1f}")
    print(f"  ours   pages over {GOAL_MS} ms: {over} of {len(results)}")
    print(f"  ours   a total up to 1,001: middle {totals[len(totals) // 2]:.2f} ms, slowest {totals[-1]:.2f} ms")
    for page, _, mix in results[:5]:
        print(f"         {page:7.2f} ms  {mix}")


def mixes() -> Iterator[dict[str, Any]]:
    """Give no filter, each alone, and some of their pairs, threes, fours and fives."""
    from alerts.models import Company

    options, chance = choices(list(Company.objects.order_by("pk").values_list("pk", flat=True))), Random(1)
    yield {}
    for name, values in options.items():
        yield from ({name: value} for value in values)
    several = [names for size in (2, 3, 4, 5) for names in chance.sample(list(combinations(options, size)), MIXES // 5)]
    for names in several:
        yield {name: chance.choice(options[name]) for name in names}


def choices(companies: list[int]) -> dict[str, list[Any]]:
    today = datetime.now(UTC).date()
    return {
        "q": ["word5", "word2900", "token launch", "harbour 499", "word1, word2999", "nowhere"],
        "urgency": [("critical",), ("high", "low")],
        "status": [("archived",), ("false_positive",), ("active", "archived"), ("snoozed",)],
        "source": [("Wire 1",), ("Wire 39", "Wire 38")],
        "company": [(companies[0],), (companies[-1],)],
        "kind": [("launch",), ("other",), ("unlock", "sale")],
        "source_type": [("twitter",), ("manual",)],
        "language": [("pl",), ("en",)],
        "event_status": [("false",), ("announced",)],
        "verdict": [("useful",)],
        "symbol": ["HB1-USDT", "HB500"],
        "mine": [("HB3", "HB77", "HB499"), ()],
        "confidence_min": [99, 90],
        "confidence_max": [40, 60],
        "from_date": [today - timedelta(days=2)],
        "to_date": [today - timedelta(days=200)],
    }


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
