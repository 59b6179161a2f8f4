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
    Job("Read the articles behind short summaries", "alerts.tasks.read_waiting_articles", 1),
    Job("Go on with rounds that were asked for", "alerts.monitoring.run_sessions", 1),
    Job("Delete old rounds", "alerts.monitoring.prune_sessions", 24 * 60),
    Job("Delete old half hours of sources", "alerts.health.prune_slots", 24 * 60),
    Job("Compare plans with Stripe, and end grants that ran out", "accounts.billing.reconcile.reconcile", 10),
    Job("Delete old calls and tokens", "accounts.tasks.prune", 24 * 60),
    Job("Make the copies of data that wait", "accounts.exports.run_exports", 1),
    Job("Delete old copies of data", "accounts.exports.drop_old_exports", 60),
    Job("Go on with a training that was asked for", "alerts.learning.run_trainings", 1),
    Job("Mail the summaries of the week", "alerts.weekly.send_weekly_summaries", 10),
    Job("Measure the prices after alerts", "alerts.tasks.measure_outcomes", 1),
    Job("Follow the prices of assets that began to trade", "alerts.tasks.open_late_outcomes", 10),
    Job("Move on events whose date has come", "alerts.events.services.settle_events", 5),
    Job("Delete old whale trades and liquidations", "markets.tasks.prune_flow", 24 * 60),
    Job("Add a sample item while the market is simulated", "alerts.tasks.drip_samples", 3),
)


def install_schedules() -> None:
    """Make our schedules match JOBS; those that an operator added are left alone. Harmless to repeat."""
    ours = Schedule.objects.filter(func__regex=rf"^({'|'.join(APPS)})\.")
    ours.exclude(name__in=[job.name for job in JOBS]).delete()
    for name, function, minutes in JOBS:
        timing = {"func": function, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1}
        Schedule.objects.update_or_create(name=name, defaults=timing)
