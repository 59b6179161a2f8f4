"""What the task queue may ring for. What is to be done stands in the rows, so a lost or doubled ring does no harm."""

from alerts.monitoring import run_schedule
from alerts.outcomes import measure_due, open_late
from alerts.samples import drip_sample, load_samples
from alerts.sources.articles import read_articles
from markets.selectors import data_mode
from project.common import clock


def poll_feeds() -> str:
    """Poll the sources that are due, unless MONITORING_ENABLED is off."""
    results = run_schedule()
    failed = sum(not each.is_ok for each in results)
    return f"{len(results)} polled, {failed} failed, {sum(each.alerts for each in results)} alerts."


def read_waiting_articles() -> str:
    """Read the articles that wait behind short summaries."""
    return f"{read_articles()} articles read."


def drip_samples() -> str:
    """Add a sample item while the market is simulated; the first call loads the sample set."""
    if data_mode() != "simulated":
        return "The market is not simulated."
    if loaded := load_samples(clock.now()):
        return f"{loaded} sample items loaded."
    return "1 sample item added." if drip_sample(clock.now()) else "All sample items are used up."


def measure_outcomes() -> str:
    """Fill in the prices whose time has come after alerts."""
    return f"{measure_due(clock.now())} prices settled."


def open_late_outcomes() -> str:
    """Start to follow the price of assets that began to trade after their alert."""
    return f"{open_late(clock.now())} alerts have a price now."
