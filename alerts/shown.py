"""An alert as clients know it: the fields and words of the API, for its answers and for files."""

from typing import Any

from alerts.models import Alert

# From here on a text leans to one side.
LEANS = 0.15


def as_client_sees(alert: Alert) -> dict[str, Any]:
    """Return the fields of an alert out of ``alerts_of``, read through ``as_seen``."""
    marks = {name: getattr(alert, name) for name in ("is_read", "acknowledged_at", "snoozed_until", "note")}
    same = ("id", "seq", "title", "content", "source_name", "source_url", "kind", "status", "language", "company_id")
    later = ("keywords_matched", "event_id", "event_date", "user_id", "published_at", "created_at", "updated_at")
    return {
        **{name: getattr(alert, name) for name in (*same, *later)},
        **marks,
        "source": alert.source_type,
        "confidence": float(alert.confidence),
        "company": company_of(alert),
        "tokens_mentioned": [f"${token}" for token in alert.tokens_mentioned],
        "analysis_data": analysis_of(alert),
        "sentiment_score": float(alert.sentiment_score),
        "urgency_level": alert.urgency,
        "event_status": alert.event_status or None,
        "verdict": getattr(alert, "verdict", "") or None,
    }


def company_of(alert: Alert) -> dict[str, Any] | None:
    company = alert.company
    return {"id": company.pk, "name": company.name, "tokens": company.tokens} if company else None


def analysis_of(alert: Alert) -> dict[str, Any]:
    """Return the reasons of a score in the form of the API; an alert by hand has none."""
    return {
        "sentiment": mood_of(float(alert.sentiment_score)),
        "key_phrases": alert.keywords_matched,
        "urgency_indicators": alert.analysis.get("urgency_words", []),
        "contributions": alert.analysis.get("contributions", []),
    }


def mood_of(score: float) -> str:
    if abs(score) < LEANS:
        return "neutral"
    return "positive" if score > 0 else "negative"
