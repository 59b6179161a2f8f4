"""How soon an event wants attention."""

import pytest

from alerts.analysis.facts import find_facts
from alerts.analysis.reading import read
from alerts.analysis.status import status_of
from alerts.analysis.urgency import urgency_of
from tests.alerts.analysis.readings import NOBODY, NOW, reading


def urgency(kind: str, title: str, *, is_event: bool = True, confidence: float = 0.8) -> tuple[str, tuple[str, ...]]:
    found = reading(title)
    facts = find_facts(found, kind)
    status = status_of(found, kind, facts, is_event=is_event, confidence=confidence)
    return urgency_of(found, kind, facts, status, is_event=is_event, confidence=confidence)


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("launch", "Orbitra token launch is live", "critical"),
        ("launch", "Orbitra launches its governance token", "critical"),
        ("listing", "Ostrea spot trading opens tomorrow", "critical"),
        ("sale", "Quillon IDO | [5pm UTC, Eth]", "critical"),
        ("sale", "Last chance to join the Halyard sale", "critical"),
        ("launch", "Orbitra token generation event on March 14", "high"),
        ("airdrop", "The Sablewing airdrop is live, claim your $SBLW", "high"),
        ("airdrop", "Orbitra airdrop for stakers", "high"),
        ("airdrop", "Orbitra airdrop, rewards: 80 ORBT per referral", "high"),
        ("sale", "Introducing Orbitra on Binance Launchpad", "high"),
        ("sale", "Orbitra releases the terms of its sale", "high"),
        ("sale", "Subscription for the Orbitra sale is now open", "critical"),
        ("listing", "$ORBT live on Binance", "critical"),
        ("listing", "Orbitra (ORBT) will go live on Binance soon", "medium"),
        ("sale", "The Halyard sale is ongoing", "critical"),
        ("listing", "Exchange will list Tessera", "high"),
        ("airdrop", "Kestrel airdrop tomorrow", "high"),
        ("listing", "Exchange will list Tessera on April 20", "medium"),
        ("launch", "Lumenfield plans to launch a token", "medium"),
        ("airdrop", "Halyard set to airdrop tokens", "medium"),
        ("airdrop", "Halyard hints at airdrop by the end of June", "medium"),
        ("launch", "[Quillon] Token Generation Event | Quillon | General", "medium"),
        ("launch", "Orbitra could launch a token, rumour says", "low"),
        ("launch", "Orbitra token was launched on February 2", "low"),
        ("delay", "Orbitra delays its token", "high"),
        ("scam", "Fake Orbitra token", "medium"),
        ("unlock", "Orbitra unlocks 4% of supply on March 14", "medium"),
        ("unlock", "Orbitra unlocks 4% of supply in May 2027", "low"),
        ("other", "Orbitra launches an app today", "low"),
    ],
)
def test_urgency_follows_from_how_near_it_is(kind: str, title: str, expected: str) -> None:
    assert urgency(kind, title, is_event=kind not in {"delay", "scam", "unlock", "other"})[0] == expected


def test_the_words_that_made_it_urgent_stand_in_the_text() -> None:
    assert urgency("launch", "Orbitra token launch is live")[1] == ("is live",)
    assert urgency("launch", "Orbitra token launch on March 14")[1] == ("March 14",)


def test_what_is_no_event_is_not_urgent() -> None:
    assert urgency("launch", "Orbitra token launch is live", is_event=False) == ("low", ())


def test_an_unsure_text_or_a_poor_source_is_never_critical() -> None:
    assert urgency("launch", "Orbitra token launch is live", confidence=0.55)[0] == "high"
    found = read("Orbitra token launch is live", "", NOBODY, NOW, source_priority=5)
    facts = find_facts(found, "launch")
    assert urgency_of(found, "launch", facts, "live", is_event=True, confidence=0.9)[0] == "high"
