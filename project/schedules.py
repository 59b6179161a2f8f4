"""One table of the recurring jobs."""

from typing import NamedTuple

from django_q.models import Schedule


class Job(NamedTuple):
    """A function without arguments, called every so many minutes; what is really due stands in its rows."""

    name: str
    function: str
    minutes: int


APPS = ("project", "accounts", "markets", "alerts", "dashboard")
JOBS = (
    Job("Poll the feeds that are due", "alerts.tasks.poll_feeds", 1),
    Job("Compare plans with Stripe, and end grants that ran out", "accounts.billing.reconcile.reconcile", 10),
    Job("Delete old calls and tokens", "accounts.tasks.prune", 24 * 60),
    Job("Make the copies of data that wait", "accounts.exports.run_exports", 1),
    Job("Delete old copies of data", "accounts.exports.drop_old_exports", 60),
    Job("Add a sample item while the market is simulated", "alerts.tasks.drip_samples", 3),
)


def install_schedules() -> None:
    """Make our schedules match JOBS; those that an operator added are left alone. Harmless to repeat."""
    ours = Schedule.objects.filter(func__regex=rf"^({'|'.join(APPS)})\.")
    ours.exclude(name__in=[job.name for job in JOBS]).delete()
    for name, function, minutes in JOBS:
        timing = {"func": function, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1}
        Schedule.objects.update_or_create(name=name, defaults=timing)
