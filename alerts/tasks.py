"""What the task queue may ring for. What is to be done stands in the rows, so a lost or doubled ring does no harm."""

from alerts.polling import poll_due
from alerts.samples import drip_sample, load_samples
from markets.selectors import data_mode
from project.common import clock


def poll_feeds() -> str:
    """Poll the feeds that are due."""
    results = poll_due()
    failed = sum(not each.is_ok for each in results)
    return f"{len(results)} polled, {failed} failed, {sum(each.alerts for each in results)} alerts."


def drip_samples() -> str:
    """Add a sample item while the market is simulated; the first call loads the sample set."""
    if data_mode() != "simulated":
        return "The market is not simulated."
    if loaded := load_samples(clock.now()):
        return f"{loaded} sample items loaded."
    return "1 sample item added." if drip_sample(clock.now()) else "All sample items are used up."
