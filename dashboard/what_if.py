"""What would change an alert's score."""

from alerts.analysis.explain import what_would_change
from alerts.models import Alert
from alerts.storing import current_scorer


def what_if(alert: Alert) -> list[str]:
    """Return sentences on the words that count most; nothing when today's scorer no longer says what was said then.

    The text is scored again, because what a score was made from is not kept.
    """
    item = alert.item
    told = sum(int(each["points"]) for each in alert.analysis.get("contributions") or ())
    if item is None or not told:
        return []
    scorer = current_scorer()
    score = scorer.score(item, item.source, item.received_at)
    return what_would_change(score, scorer.model) if round(100 * score.confidence) == told else []
